"""The command line: one command a file, imported only when it is called.

A module whose first line reads `curate NAME ARGS: What it does.` is the command NAME and holds `command`, a click
command that returns its exit code. Adding a command is adding a file.

Exit codes: 0 clean, 1 findings at or above --fail-on (or a difference), 2 could not run, 130 Ctrl-C, 141 closed pipe.
"""

import atexit
import gc
import os
import sys

FEW_COLLECTIONS = (
    50_000  # new objects between two: rows make many objects and no cycles; spares a tenth of a check
)


def main(argv: list[str] | None = None) -> int:
    """Run a command and return its exit code; never a traceback unless CURATE_DEBUG is set."""
    args = sys.argv[1:] if argv is None else argv
    if args in (["--version"], ["-V"]):  # answered before click is imported
        from curate import __version__

        print(f"curate {__version__}")
        return 0
    gc.set_threshold(FEW_COLLECTIONS)
    atexit.register(gc.freeze)  # what the interpreter collects at its end is freed with it: 20 ms
    from curate.cli.edge import run

    try:
        code = run(args)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the exit would flush and complain
        return 141
