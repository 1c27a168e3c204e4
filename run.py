#!/usr/bin/env python3
"""Set up .venv on first use, then run a task in it. Needs nothing but Python 3.11 to 3.14.

python3 run.py build [ARGS]   curate build; without ARGS it builds sample_data/curate.yaml
python3 run.py test  [ARGS]   lint, types, generated files, our own checks, tests; ARGS go to pytest
python3 run.py curate ARGS    any other curate command
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".venv"
PYTHON = ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENV / ".complete"  # "<run or test> <digest>", written when everything is installed
MAKING = ENV / ".making"  # stands while we install: what is found with it is half-made
LOCKS = {"run": ROOT / "requirements.lock", "test": ROOT / "requirements-dev.lock"}  # test holds all of run


def complete(level: str) -> bool:
    """Tell whether .venv holds what `level` needs, of the locks as they are now."""
    if MAKING.exists() or not PYTHON.is_file() or not STAMP.is_file():
        return False
    has, _, made_of = STAMP.read_text().partition(" ")
    return made_of == digest() and has in (level, "test")


def digest() -> str:
    """Name the locks and the build settings: a change of one of them renews .venv."""
    files = [*LOCKS.values(), ROOT / "pyproject.toml"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def setup(level: str) -> None:
    """Create, renew or repair .venv from a hash-checked lock; do nothing when it is complete."""
    if complete(level):
        return
    with alone():
        if complete(level):
            return
        print(f"run.py: setting up {ENV.name} from {LOCKS[level].name} (once)", file=sys.stderr, flush=True)
        if MAKING.exists() or not PYTHON.is_file():
            shutil.rmtree(ENV, ignore_errors=True)
        ENV.mkdir(exist_ok=True)
        MAKING.touch()
        STAMP.unlink(missing_ok=True)
        installer = make_env()
        call(*installer, "--require-hashes", "-r", str(LOCKS[level]))
        # the build backend is in the lock, so that nothing without a hash is fetched
        call(*installer, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
        # what an installer does for packages: 0.1 s less for every process, where Python may not keep bytecode itself
        call(str(PYTHON), "-m", "compileall", "-q", str(ROOT / "src"))
        STAMP.write_text(f"{level} {digest()}")
        MAKING.unlink()


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time set up; Windows has no flock and goes without."""
    with (ROOT / ".venv.lock").open("w") as lock:
        with contextlib.suppress(ImportError):
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
            os.set_inheritable(lock.fileno(), True)  # an installer that outlives us still holds the lock
        yield


def make_env() -> list:
    """Create .venv; return the install command of uv if it is there, else of pip."""
    uv = shutil.which("uv")
    if uv:
        call(uv, "venv", "-q", "--allow-existing", "--python", sys.executable, str(ENV))
        return [uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(PYTHON)]
    try:
        import ensurepip  # noqa: F401  Debian ships python3 without it
    except ImportError:
        fail("this Python cannot make virtual environments: install python3-venv (Debian, Ubuntu) or uv")
    call(sys.executable, "-m", "venv", str(ENV))
    return [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]


def call(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False, close_fds=False)
    if done.returncode:
        shown = " ".join(Path(part).name if os.sep in part else part for part in command)
        fail(f"could not set up {ENV.name}: `{shown}` ended with {done.returncode}; its reason stands above")


def fail(reason: str) -> NoReturn:
    sys.exit(f"run.py: {reason}")


def main(argv: list) -> int:
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        fail(f"curate runs on Python 3.11 to 3.14, this is {sys.version.split()[0]}: try python3.13 run.py")
    task, *rest = argv or ["help"]
    if task == "build":
        level, command = "run", ["-m", "curate", "build", *(rest or [str(ROOT / "sample_data/curate.yaml")])]
    elif task == "curate":
        level, command = "run", ["-m", "curate", *rest]
    elif task == "test":
        level, command = "test", [str(ROOT / "tools" / "check.py"), *rest]
    else:
        print(__doc__)
        return 0 if task in ("help", "-h", "--help") else 2
    try:
        setup(level)
    except KeyboardInterrupt:
        fail("stopped; the next run starts the set-up afresh")
    sys.stdout.flush()
    if os.name == "nt":
        return subprocess.call([str(PYTHON), *command])
    os.execv(PYTHON, [str(PYTHON), *command])  # signals and exit code are the task's own


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
