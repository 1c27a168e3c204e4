"""Every number of every estimate has a source and a day that `curate facts` lists."""

from datetime import date
from decimal import Decimal

import pytest

from curate.cli import main
from curate.cost.ages import all_facts
from curate.cost.break_even import break_even
from curate.cost.call_tokens import CallTokens
from curate.cost.compare import pairs_of
from curate.cost.gpu_sheet import hardware
from curate.cost.job import Job
from curate.cost.self_hosted import Run, estimate_self_hosted
from curate.cost.sheet import sheet, takes
from curate.cost.terms import Term
from curate.cost.training import estimate_training
from curate.cost.volume import Volume
from curate.providers import names

DAY = date(2026, 11, 22)
SIZE = Volume(100, 1_000_000, 500_000, 0, 0, 20_000, 10, 9_000, True)
OURS = {"gpus", "parameters", "hours", "hours_per_month"}  # asked for, or worked out from other terms
JOBS = [
    (name, model, method)
    for name in names()
    if sheet(name).billing
    for model in sheet(name).prices
    for method in ("sft", "dpo")
    if takes(sheet(name), model, method)
]


def listed(name: str) -> set[tuple[str, date]]:
    return {(fact.source.url, fact.source.day) for fact in all_facts(DAY, name)[name]}


def held(terms: tuple[Term, ...], name: str) -> None:
    known = listed(name)
    for term in terms:
        if term.name not in OURS and term.note != "as asked":
            assert term.source is not None, term
            assert term.source in known, term


@pytest.mark.parametrize(("provider", "model", "method"), JOBS)
def test_terms_of_providers(provider: str, model: str, method: str) -> None:
    for pair in pairs_of([f"{provider}:{model}"], Job(method=method), None):
        training = estimate_training(pair.sheet, pair.job, SIZE, DAY)
        held(training.terms, provider)
        call = CallTokens(Decimal(10), Decimal(5), 3, 60)
        held(break_even(pair, training, call, 1000, DAY).terms, provider)


@pytest.mark.parametrize("gpu", sorted(hardware().gpus))
def test_terms_of_own_machines(gpu: str) -> None:
    estimate = estimate_self_hosted(Run(Decimal(8 * 10**9), 10**6, gpu=gpu), DAY)
    held(tuple(t for t in estimate.terms if t.name not in ("tokens_per_epoch", "epochs")), "gpus")


def test_the_facts_of_gpus_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "gpus"]) == 0
    assert "gpus.h100.usd_per_hour" in capsys.readouterr().out
    assert main(["facts", "gpu"]) == 2
    assert "did you mean 'gpus'" in capsys.readouterr().err
