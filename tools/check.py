"""All that CI looks at, in one command: lint, types, generated files, our own checks, tests; stops at a failure.

Arguments go to pytest, whose lines are the last ones.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable


def steps(pytest_args: list[str]) -> list[list[str]]:
    """Return the commands in running order; every `tools/make_*.py` can tell whether what it makes is current."""
    makers = sorted((ROOT / "tools").glob("make_*.py"))
    return [
        [PYTHON, "-m", "ruff", "check", "."],
        [PYTHON, "-m", "ruff", "format", "--check", "."],
        [PYTHON, "-m", "mypy"],
        *([PYTHON, "-m", f"tools.{maker.stem}", "--check"] for maker in makers),
        [PYTHON, "-m", "pytest", *pytest_args],
    ]


def main(pytest_args: list[str]) -> int:
    *before, tests = steps(pytest_args)
    for command in before:
        print("+", *command[1:], flush=True)
        if code := subprocess.call(command, cwd=ROOT):
            return code
    print("+", *tests[1:], flush=True)
    return subprocess.call(tests, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
