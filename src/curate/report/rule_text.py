"""What a rule is about, in its own words: for the machine formats that carry them."""

from functools import cache
from typing import NamedTuple


class RuleText(NamedTuple):
    """Why a rule exists, what helps, and where it comes from; empty where nobody wrote it down."""

    why: str = ""
    help: str = ""
    source: str = ""


@cache
def all_words() -> dict[str, dict[str, str]]:
    """Return message, why and help of every rule that is no record of a pack, by rule id."""
    from curate.providers.report import texts
    from curate.ruleset.notes import entities, notes

    return texts() | notes() | entities()


@cache
def rule_text(rule: str) -> RuleText:
    """Look a rule up among those of providers, of the shipped packs and of curate itself."""
    from curate.providers.report import texts
    from curate.ruleset import shipped

    if rule not in texts() and (compiled := shipped().get(rule)):
        return RuleText(compiled.why, compiled.help, compiled.source)
    entry = all_words().get(rule, {})
    return RuleText(entry.get("why", ""), entry.get("help", ""))
