"""The frame of the command line: lazy, helpful, and with exit codes that are promises."""

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from curate.cli import main
from curate.cli.group import commands

HEAVY = ("polars", "pydantic", "numpy", "scipy", "datasketch", "presidio_analyzer", "spacy", "tiktoken", "requests",
         "httpx", "pandas", "pyarrow", "rich", "yaml", "jinja2")  # fmt: skip
SOURCE = str(Path(__file__).parents[2] / "src")


def curate(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "curate", *args],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": SOURCE} | environment,
        timeout=60,
    )


def loaded(*args: str) -> set[str]:
    """Return the modules that a command loads, in a process of its own."""
    code = (
        f"import sys; from curate.cli import main; main({list(args)!r}); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | {"PYTHONPATH": SOURCE}
    )
    return set(done.stderr.split())


def test_help_and_version_load_nothing_heavy() -> None:
    assert not loaded("--help") & set(HEAVY)
    assert "click" not in loaded("--version")


@pytest.mark.parametrize("name", list(commands()))
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: curate {name}")


def test_the_group_reads_its_commands_without_importing_them() -> None:
    assert commands()["build"] == (
        "curate.cli.build",
        "Run the whole pipeline and write provider-ready files.",
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["biuld"], "no such command 'biuld'; did you mean 'build'?"),
        (["build", "--workr", "2"], "No such option '--workr'. Did you mean '--workers'?"),
        (["--colour"], "No such option '--colour'. Did you mean '--color'?"),
    ],
)
def test_an_unknown_word_is_answered(args: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 2
    assert said in capsys.readouterr().err


def test_missing_config_is_exit_2_and_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "absent.yaml"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_internal_error_is_one_line_without_its_data(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import curate.cli.build as module

    canary = "@".join(("ann", "example.com"))

    def burst(**options: object) -> None:
        raise KeyError(canary)

    monkeypatch.setattr(module.command, "callback", burst)
    monkeypatch.delenv("CURATE_DEBUG", raising=False)
    assert main(["build"]) == 2
    short = capsys.readouterr().err
    assert short.startswith("curate: internal error: KeyError at ")
    assert short.count("\n") == 1
    monkeypatch.setenv("CURATE_DEBUG", "1")
    assert main(["build"]) == 2
    long = capsys.readouterr().err
    assert "in burst" in long
    assert canary not in short + long


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    import curate.cli.build as module

    def interrupted(**options: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(module.command, "callback", interrupted)
    assert main(["build"]) == 130


def test_a_closed_pipe_is_141_and_quiet() -> None:
    command = f"{shlex.quote(sys.executable)} -m curate --help; echo $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"({command}) | true"],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": SOURCE, "PYTHONUNBUFFERED": "1"},
    )
    assert done.stderr in ("141\n", "0\n")  # 0 where the text was written before the pipe closed


def test_completion_knows_the_commands() -> None:
    done = curate(COMP_WORDS="curate che", COMP_CWORD="1", _CURATE_COMPLETE="bash_complete")
    assert "check" in done.stdout


@pytest.mark.parametrize("name", list(commands()))
def test_every_command_refuses_an_unknown_option(name: str) -> None:
    assert main([name, "--no-such-option"]) == 2


def test_a_wrong_choice_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "x.jsonl", "--format", "jsnol"]) == 2
    assert "did you mean 'jsonl'?" in capsys.readouterr().err
