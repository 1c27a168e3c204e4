"""Who decides about colour: flag, FORCE_COLOR, NO_COLOR, TERM=dumb, terminal."""

import io

import pytest

from curate.report.style import use_color


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "expected"),
    [
        ("auto", {}, False, False),
        ("auto", {}, True, True),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
    ],
)
def test_use_color(choice: str, environment: dict[str, str], terminal: bool, expected: bool) -> None:
    assert use_color(choice, Terminal() if terminal else io.StringIO(), environment) is expected
