"""Were these rows written for another method of the provider? Says so once, instead of an error a row alone."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from curate.checker import Checker
from curate.model import Finding
from curate.providers import inherited
from curate.providers.found import Found
from curate.providers.outcome import refused_outcome
from curate.providers.report import refused

LOOKED_AT = 20  # rows, from the start


def other_method(
    records: Iterable[tuple[int, Any]], checker: Checker, said: Iterable[Finding]
) -> Iterator[Found]:
    """Yield the method whose lines the first rows are, where the method at hand refuses every one of them.

    `records` are (line, record); only a method of the same provider that takes all of them is named.
    """
    wrong = {item.line for item in said if refused(item)}
    if not any(isinstance(line, int) for line in wrong):
        return
    first = [(line, record) for line, record in islice(records, LOOKED_AT)]
    if not first or any(line not in wrong for line, _ in first):
        return
    for method in sorted(methods(checker)):
        other = Checker(provider=checker.provider, method=method, rules=checker.rules)
        if not any(refused_outcome(hit.outcome) for _, record in first for hit in other.found(record)):
            yield Found("file/other-method", "", {"method": method}, "advice")
            return


def methods(checker: Checker) -> set[str]:
    """Return the other methods of the provider, as people name them."""
    specs = checker.choice.facts["methods"]
    return {inherited(specs, key).get("method", key) for key in specs} - {checker.method}
