"""Colour, or none: decided once from flag, environment and stream."""

import os
from collections.abc import Mapping
from typing import NamedTuple, TextIO


class Style(NamedTuple):
    """Paints text where colour is on; `width` is where long lines are cut."""

    color: bool = False
    width: int = 100

    def paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text

    def bold(self, text: str) -> str:
        return self.paint("1", text)

    def dim(self, text: str) -> str:
        return self.paint("2", text)

    def severity(self, severity: str, text: str) -> str:
        return self.paint({"error": "1;31", "warning": "1;33"}.get(severity, "1;36"), text)

    def caret(self, text: str) -> str:
        return self.paint("1;31", text)


def use_color(choice: str, stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Decide: --color, then FORCE_COLOR, NO_COLOR, TERM=dumb, then whether the stream is a terminal."""
    if choice != "auto":
        return choice == "always"
    if environment.get("FORCE_COLOR", "") not in ("", "0"):
        return True
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return stream.isatty()
