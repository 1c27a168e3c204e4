"""Write requirements.lock (run) and requirements-dev.lock (run and dev) from pyproject.toml; needs uv.

python tools/lock.py             keep the pins that still fit
python tools/lock.py --upgrade   take the newest of everything

Every requirement gets the Python bounds of the project as a marker: without the upper one the universal resolver
looks for versions that run on every later Python, and backs off to old ones.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLAGS = (
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--quiet",
)


def requirements(project: dict, *, dev: bool) -> list[str]:
    """Return what a lock must hold: dependencies and the build backend, for dev also the dev group.

    >>> project = {"project": {"dependencies": ["a>=1"], "requires-python": ">=3.11,<3.15"},
    ...            "build-system": {"requires": ["b"]}, "dependency-groups": {"dev": ["c"]}}
    >>> requirements(project, dev=True)
    ["a>=1 ; python_version < '3.15'", "b ; python_version < '3.15'", "c ; python_version < '3.15'"]
    """
    upper = project["project"]["requires-python"].split("<")[1]
    names = project["project"]["dependencies"] + project["build-system"]["requires"]
    names += project["dependency-groups"]["dev"] if dev else []
    return [f"{name} ; python_version < '{upper}'" for name in names]


def compile_lock(wanted: list[str], lock: Path, *more: str) -> None:
    command = [
        "uv",
        "pip",
        "compile",
        *FLAGS,
        "--python-version",
        "3.11",
        *more,
        "--output-file",
        str(lock),
        "-",
    ]
    subprocess.run(
        command, input="\n".join(wanted), text=True, check=True, cwd=ROOT, stdout=subprocess.DEVNULL
    )


def main(args: list[str]) -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run, dev = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
    compile_lock(requirements(project, dev=False), run, *args)
    compile_lock(requirements(project, dev=True), dev, "--constraint", str(run), *args)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
