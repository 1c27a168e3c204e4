"""Helper processes of one call: order, exceptions, death, and an end that leaves none behind."""

import os
import signal
from collections.abc import Iterator

import pytest

from curate.executors.beside import map_beside

HERE = os.getpid()


def square(value: int) -> int:
    return value * value


def refuse_seven(value: int) -> int:
    if value == 7:
        raise ValueError("seven")
    return value


def die_elsewhere(parent: int) -> int:
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return parent


def whose(_: int) -> int:
    return os.getpid()


def test_results_come_in_order_and_from_other_processes() -> None:
    assert [*map_beside(square, range(100), 2)] == [n * n for n in range(100)]
    helpers = {*map_beside(whose, range(10), 2)}
    assert len(helpers) == 2
    assert HERE not in helpers


def test_an_exception_of_a_task_is_raised_here() -> None:
    results = map_beside(refuse_seven, range(20), 2)
    assert [next(results) for _ in range(7)] == [*range(7)]
    with pytest.raises(ValueError, match="seven"):
        next(results)


def test_items_of_a_dead_helper_are_worked_on_here() -> None:
    assert [*map_beside(die_elsewhere, [os.getpid()] * 5, 2)] == [os.getpid()] * 5


def test_a_caller_that_stops_leaves_no_helper_and_reads_few_items_ahead() -> None:
    pulled = []

    def items() -> Iterator[int]:
        for item in range(1000):
            pulled.append(item)
            yield item

    results = map_beside(whose, items(), 2)
    helper = next(results)
    assert len(pulled) <= 4
    results.close()
    with pytest.raises(ProcessLookupError):
        os.kill(helper, 0)


def test_items_and_results_larger_than_a_pipe_holds() -> None:
    items = [bytes([n]) * 3_000_000 for n in range(9)]
    assert [*map_beside(bytes.upper, items, 2, 1)] == items
