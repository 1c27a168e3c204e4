"""Rules as text: the list of `curate rules`, the page of `curate explain` and of docs/rules/."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import orjson

from curate.ruleset.packs import Compiled
from curate.wording import shown

BAR = "\\|"  # a bar inside a Markdown table
FIXES = {"safe": "safe: the same training content", "unsafe": "unsafe: only when asked for"}
MOST_CHARS = 400  # of one example


def as_text(rules: Iterable[Compiled]) -> str:
    rows = [(r.severity, r.id, r.fix or "", words(r)) for r in rules]
    return "\n".join(f"{level:8} {name:36} {fix:7} {text}" for level, name, fix, text in rows)


def as_table(rules: Iterable[Compiled]) -> str:
    rows = [f"| {r.id} | {r.severity} | {r.fix or ''} | {words(r).replace('|', BAR)} |" for r in rules]
    return "\n".join(["| rule | severity | fix | what |", "|---|---|---|---|", *rows])


def as_json(rules: Iterable[Compiled]) -> str:
    return orjson.dumps([values(r) for r in rules], option=orjson.OPT_INDENT_2).decode()


def values(rule: Compiled) -> dict[str, Any]:
    """Return a rule as plain values, examples included."""
    shown = {key: value for key, value in asdict(rule).items() if key not in ("given", "plan")}
    return shown | {"severity": str(rule.severity), "params": asdict(rule.params), "scope": rule.scope}


def words(rule: Compiled) -> str:
    """Return what a rule says, for rules whose whole message is made by the check: the reason."""
    bare = rule.message.strip().strip('"')
    return rule.why if bare.startswith("{") and bare.endswith("}") and bare.count("{") == 1 else bare


def page(rule: Compiled, *, markdown: bool = True) -> str:
    """Write the page of one rule."""
    mark = "`" if markdown else ""
    head = [f"# {rule.id}" if markdown else rule.id, "", words(rule), ""]
    facts = [
        ("severity", rule.severity),
        ("effect", rule.effect),
        ("in a build", rule.action),
        ("fix", FIXES.get(rule.fix or "", "none")),
        ("kind", f"{rule.kind} ({rule.scope})"),
        ("reads", rule.reads if rule.scope == "segment" else ""),
        ("source", rule.source),
    ]
    body = [f"- {name}: {value}" for name, value in facts if value]
    why = ["", "## Why" if markdown else "why", "", rule.why]
    way = ["", "## What to do" if markdown else "what to do", "", rule.help] if rule.help else []
    passing = [
        "",
        "## Passes" if markdown else "passes",
        "",
        *(f"- {mark}{example(e)}{mark}" for e in rule.passes),
    ]
    failing = [
        "",
        "## Fails" if markdown else "fails",
        "",
        *(f"- {mark}{example(e)}{mark}" for e in rule.fails),
    ]
    return "\n".join([*head, *body, *why, *way, *passing, *failing, ""])


def pages(rules: Iterable[Compiled], words: Mapping[str, dict[str, Any]], *, markdown: bool) -> str:
    """Write the pages of rules, then of rules that have words only."""
    written = [page(rule, markdown=markdown) for rule in rules]
    return "\n".join([*written, *(page_of_words(rule, said, markdown) for rule, said in words.items())])


def pages_as_json(rules: Iterable[Compiled], words: Mapping[str, dict[str, Any]]) -> str:
    found = [*map(values, rules), *({"id": rule, **said} for rule, said in words.items())]
    return orjson.dumps(found, option=orjson.OPT_INDENT_2).decode()


def page_of_words(rule: str, text: dict[str, Any], markdown: bool) -> str:
    """Write the page of a rule that is made in code: its words, and the examples that prove it for one target."""
    mark = "`" if markdown else ""
    head = f"# {rule}" if markdown else rule
    way = ["", f"what to do: {text['help']}"] if text.get("help") else []
    shown = []
    for verb in ("passes", "fails"):
        if examples := text.get(verb):
            shown += ["", f"{verb} for {text['for']}:", *(f"- {mark}{example(e)}{mark}" for e in examples)]
    return "\n".join([head, "", text["message"], "", f"why: {text['why']}", *way, *shown, ""])


def example(value: Any) -> str:
    """Write an example on one line, safe on a terminal: conversations as `user: hi · assistant: hello`."""
    if isinstance(value, list) and all(isinstance(turn, dict) and len(turn) == 1 for turn in value):
        text = " · ".join(f"{role}: {_content(content)}" for turn in value for role, content in turn.items())
    elif isinstance(value, str):
        text = value
    else:
        text = orjson.dumps(value).decode()
    cut = text if len(text) <= MOST_CHARS else text[:MOST_CHARS] + " …"
    return "".join(shown(cut[i : i + 50]) for i in range(0, len(cut), 50)).replace("`", "ˋ")


def _content(content: Any) -> str:
    return content if isinstance(content, str) else orjson.dumps(content).decode()
