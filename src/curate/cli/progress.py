"""One line on stderr that says how far work has come: on a terminal only, and only after a second."""

import sys
import time
from types import TracebackType

QUIET_SECONDS, STEP_SECONDS = 1.0, 0.2


class Progress:
    """A context whose line is gone when it ends."""

    def __init__(self, *, enabled: bool = True) -> None:
        self._on = enabled and sys.stderr.isatty()
        self._next = time.monotonic() + QUIET_SECONDS
        self._width = 0

    def pieces(self, phase: str, done: int) -> None:
        self.say(f"{phase}: {done:,} piece{'' if done == 1 else 's'} done")

    def say(self, text: str) -> None:
        """Replace the line, at most five times a second."""
        if self._on and time.monotonic() >= self._next:
            self._next = time.monotonic() + STEP_SECONDS
            self._write(text)

    def _write(self, text: str) -> None:
        print(f"\r{text:<{self._width}}", end="", file=sys.stderr, flush=True)
        self._width = len(text)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._width:
            self._write("")
            print("\r", end="", file=sys.stderr, flush=True)
