"""A line that a strict JSON parser refuses or that a lenient one would change without a word."""

from collections.abc import Iterator
from dataclasses import dataclass

from curate.model import Hit
from curate.parsing.strict_json import parse_line

SCOPE = "raw"


@dataclass(frozen=True)
class Params:
    finding: str = "structure/not-json"


def check(line: bytes, params: Params) -> Iterator[Hit]:
    """Hit a line for which the parser makes the finding; values: problem (the parser's words)."""
    for finding in parse_line(line)[1]:
        if finding.rule == params.finding:
            yield Hit(finding.pointer, {"problem": finding.message}, finding.fix)
