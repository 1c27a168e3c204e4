"""What is wrong with a config is said at once, with the line, what stands there and what was meant."""

from pathlib import Path

import pytest

from curate.errors import ConfigError
from curate.setup import unknown_names
from curate.spec.load_config import load_config, parse_config, with_lines

PLAIN = "inputs: [x.jsonl]\noutput: out\nproviders: [openai]\n"
PROBLEMS = {
    "": "1: empty; must be a map of keys such as inputs, output, providers",
    "inputs: x.jsonl\noutput: out\nproviders: [openai]": "1: inputs: must be a list, such as [x.jsonl]",
    "inputs: []\noutput: out\nproviders: [openai]": "1: inputs: must have at least 1 entry",
    "inputs: [x]\noutput: 5\nproviders: [openai]": "2: output: must be text; write it in quotes",
    "inputs:\n\t- x.jsonl":
        "2: not YAML: found character that cannot start any token; YAML indents with spaces, not with tabs",
    "inputs: [!!int x]": "1: not YAML: invalid literal for int() with base 10: 'x'",
    "inputs: [{path: a, mapping: {messagez: b, messages: c}}]\noutput: o\nproviders: [openai]":
        "1: inputs.0.mapping.messagez: unknown key; did you mean 'messages'?",
    "inputs: [{path: a, format: alpaca, mapping: {messages: c}}]\noutput: o\nproviders: [openai]":
        "1: inputs.0: has a format and a mapping: keep one of them",
    PLAIN + "stages: {split: {validation_ratio: 1.5}}":
        "4: stages.split.validation_ratio: must be less than 1.0, not 1.5",
    PLAIN + "stages: {split: {validation_ratio: 0.5, test_ratio: 0.5}}":
        "4: stages.split: validation_ratio 0.5 and test_ratio 0.5 leave nothing to train on",
    PLAIN + "stages: {split: {seed: -1}}": "4: stages.split.seed: must be at least 0, not -1",
    PLAIN + "stages: {exact_duplicates: {action: dropp}}":
        "4: stages.exact_duplicates.action: must be one of 'drop', 'report' or 'off'; did you mean 'drop'?",
    PLAIN + "stages: {redact: {recognizers: [{name: a, supported_entity: X,\n"
            " patterns: [{name: p, regex: '(', score: 1}]}]}}":
        "5: stages.redact.recognizers.0.patterns.0.regex: no regular expression: missing ) at position 1",
    "inputs: [x]\noutput: o\nproviders: [{id: openai, options: {epochz: 2}}]":
        "3: providers.0.options.epochz: unknown key; did you mean 'epochs'?",
    "inputs: [x]\noutput: o\nproviders: [{id: openai, name: ../up}]":
        "3: providers.0.name: must be the name of a folder in the output, without / and no dot in front",
    "inputs: [x]\noutput: o\nproviders: [{id: openai, name: A}, {id: openai, name: a}]":
        "3: providers: two targets write into a/: give one of them another `name`",
}  # fmt: skip


@pytest.mark.parametrize("text", PROBLEMS)
def test_a_problem_is_said_in_our_words(text: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse_config(text, "c")
    assert error.value.problems == [f"c:{PROBLEMS[text]}"]


@pytest.mark.parametrize("more", ["stages:\nrules:\n", "stages: {split: , redact: }\n", "prices: \n"])
def test_a_key_without_a_value_is_absent(more: str) -> None:
    assert parse_config(PLAIN + more) == parse_config(PLAIN)


def test_a_date_is_text() -> None:
    assert (
        parse_config("inputs: [2026-01-31.jsonl]\noutput: 2026-13-45\nproviders: [trl]").output
        == "2026-13-45"
    )


def test_aliases_of_aliases_are_looked_at_once() -> None:
    lines = ["a0: &a0 [1, 2]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    with pytest.raises(ConfigError) as error:
        parse_config("\n".join(lines) + "\n" + PLAIN)
    assert len(error.value.problems) == 30


def test_names_that_nobody_offers_are_found_together(tmp_path: Path) -> None:
    path = tmp_path / "curate.yaml"
    path.write_text(
        "inputs:\n  - {path: x.jsonl, format: alpacca}\noutput: out\nproviders:\n  - opnai\n"
        "  - {id: openai, method: dpoo}\nrules:\n  preset: strickt\nstages:\n  redact:\n    entities: {EMAIL: off}\n"
    )
    problems = with_lines(path, [*unknown_names(load_config(path), tmp_path)])
    assert [problem.removeprefix(f"{path}:").split(" known")[0] for problem in problems] == [
        "2: inputs.0.format: unknown format 'alpacca'; did you mean 'alpaca'?",
        "5: providers.0: provider: unknown opnai; did you mean 'openai'?",
        "6: providers.1: openai: method: unknown dpoo; did you mean 'dpo'?",
        "8: rules.preset: unknown preset 'strickt'; did you mean 'strict'?;",
        "11: stages.redact.entities.EMAIL: no such entity",
    ]
