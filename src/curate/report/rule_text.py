"""What a rule is about, in its own words: for the machine formats that carry them."""

from functools import cache
from typing import NamedTuple


class RuleText(NamedTuple):
    """Why a rule exists, what helps, and where it comes from; empty where nobody wrote it down."""

    why: str = ""
    help: str = ""
    source: str = ""


@cache
def rule_text(rule: str) -> RuleText:
    """Look a rule up among those of providers and of the shipped packs."""
    from curate.providers.report import texts
    from curate.ruleset import shipped

    if entry := texts().get(rule):
        return RuleText(entry.get("why", ""), entry.get("help", ""))
    if compiled := shipped().get(rule):
        return RuleText(compiled.why, compiled.help, compiled.source)
    return RuleText()
