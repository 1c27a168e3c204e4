"""Two data sets before one provider: which problems are new, which are gone, and what the job costs more or less."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from curate.baseline import Key, keys
from curate.cli.check_files import check_files
from curate.cli.check_request import Choice, Request, Target
from curate.standalone.survey import of_build

SIDES = ("old", "new")


def checks_and_cost(old: str, new: str, target: Target, compared: dict[str, Any]) -> dict[str, Any]:
    """Return `findings` (new and fixed problems by rule) and `cost_usd` (None where a price is unknown).

    A problem is told by its rule, the content of its row and its place there, so moved rows have no new problems.
    """
    before, after = problems(old, target), problems(new, target)
    return {
        "target": str(target),
        "findings": {
            "old": before.total(),
            "new": after.total(),
            "appeared": by_rule(after - before),
            "fixed": by_rule(before - after),
        },
        "cost_usd": cost(target, compared),
    }


def problems(path: str, target: Target) -> Counter[Key]:
    """Count the problems of a data set, a build output folder included."""
    request = Request(tuple(of_build(Path(path))), (target,), Choice(), None, "<stdin>", "default")
    outcome = check_files(request, lambda text: None)
    return Counter(keys(outcome.findings, outcome.row_text))


def by_rule(found: Counter[Key]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for (rule, _, _), n in found.items():
        counted[rule] += n
    return dict(sorted(counted.items()))


def cost(target: Target, compared: dict[str, Any]) -> dict[str, str | None]:
    """Return what one job with each of the two would cost, and the difference, in USD; None where nobody says."""
    sums = {side: one_job(target, compared["rows"][side], compared["tokens"][side]) for side in SIDES}
    first, second = sums["old"], sums["new"]
    change = None if first is None or second is None else second - first
    return {key: None if usd is None else f"{usd:.2f}" for key, usd in {**sums, "change": change}.items()}


def one_job(target: Target, rows: int, tokens: int) -> Decimal | None:
    from curate.cost.estimate import estimate_cost
    from curate.errors import ConfigError

    provider, method, model = target
    try:
        return estimate_cost(provider=provider, model=model, method=method, rows=rows, tokens=tokens).usd
    except ConfigError:
        return None  # a trainer of one's own, or a method without a price
