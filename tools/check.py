"""All that CI looks at, in one command: lint, types, generated files, tests. Stops at the first that fails."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
STEPS = (
    [PYTHON, "-m", "ruff", "check", "."],
    [PYTHON, "-m", "ruff", "format", "--check", "."],
    [PYTHON, "-m", "mypy"],
    [PYTHON, "-m", "pytest"],
)


def main(args: list[str]) -> int:
    for step in STEPS:
        command = [*step, *args] if step is STEPS[-1] else step
        print("+", *[Path(command[0]).name, *command[1:]], flush=True)
        if code := subprocess.call(command, cwd=ROOT):
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
