"""What the house tests look at: tracked files, and the imports of each module of src/curate."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "curate"
MODULES = sorted(SRC.rglob("*.py"))


@cache
def tracked() -> list[Path]:
    """Return the files under version control, and those that would be; every file where git is absent."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return [path for path in sorted(ROOT.rglob("*")) if path.is_file() and ".venv" not in path.parts]
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of everything that a module imports, wherever it stands in the file."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name: str) -> str:
    """Return the room of a full name: `stages` of `curate.stages.split`, empty for the public package itself.

    >>> room("curate.stages.split"), room("curate.__version__"), room("polars.col")
    ('stages', '', '')
    """
    package, _, rest = name.partition(".")
    first = rest.split(".")[0]
    return (
        first if package == "curate" and ((SRC / first).is_dir() or (SRC / f"{first}.py").is_file()) else ""
    )


def room_of(path: Path) -> str:
    """Return the room that a file of src/curate belongs to."""
    first = path.relative_to(SRC).parts[0]
    return "" if first in ("__init__.py", "__main__.py") else first.removesuffix(".py")
