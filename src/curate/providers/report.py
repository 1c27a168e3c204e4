"""Found -> Finding: the text of a rule comes from rules/wire/rules.yaml, read when there is something to say."""

from functools import cache
from typing import Any

from curate.model import Finding
from curate.providers.found import Found
from curate.providers.outcome import OUTCOMES, REFUSED
from curate.resources import folder
from curate.shipped_yaml import read_yaml
from curate.wording import say


@cache
def texts() -> dict[str, dict[str, Any]]:
    """Return message, help and why of every provider rule, by rule id, and the examples that prove it."""
    found: dict[str, dict[str, Any]] = read_yaml(folder("rules") / "wire" / "rules.yaml")["rules"]
    return found


def finding(found: Found, provider: str, source: str = "", line: int | None = None) -> Finding:
    """Put severity, words and place to a hit."""
    severity, effect = OUTCOMES[found.outcome]
    text = texts()[found.rule]
    return Finding(
        rule=found.rule,
        severity=severity,
        message=say(text["message"], found.values),
        source=source,
        line=line,
        pointer=found.pointer,
        provider=provider,
        help=text.get("help", ""),
        effect=str(effect),
    )


def refused(item: Finding) -> bool:
    """Tell whether a finding means that the provider would not use what it is about."""
    return item.effect in REFUSED
