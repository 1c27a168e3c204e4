#!/usr/bin/env python3
"""Set up .venv on first use, then run a task in it. Needs nothing but Python 3.11 or newer.

python3 run.py build [ARGS]   curate build; without ARGS it builds sample_data/curate.yaml
python3 run.py test  [ARGS]   lint, types, tests, schema drift and our own checks
python3 run.py curate ARGS    any curate command
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".venv"
PYTHON = ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {"run": ROOT / "requirements.lock", "test": ROOT / "requirements-dev.lock"}


def setup(lock: Path) -> None:
    """Create or renew .venv from a hash-checked lock; do nothing when it is current."""
    want = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamps = [ENV / f".stamp-{name}" for name, path in LOCKS.items() if path == lock or "dev" in path.name]
    if PYTHON.is_file() and any(s.is_file() and s.read_text() == want for s in stamps):
        return
    print(f"setting up {ENV.name} from {lock.name} (once)", file=sys.stderr)
    if uv := shutil.which("uv"):
        call(uv, "venv", "-q", "--allow-existing", "--python", sys.executable, str(ENV))
        pip = [uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(PYTHON)]
    else:
        venv.create(ENV, with_pip=True)
        pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    call(*pip, "--require-hashes", "-r", str(lock))
    call(*pip, "--no-deps", "-e", str(ROOT))
    name = next(n for n, path in LOCKS.items() if path == lock)
    (ENV / f".stamp-{name}").write_text(want)


def call(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)
    if done.returncode:
        sys.exit(
            f"run.py: could not set up {ENV.name}: {' '.join(command[:4])} ... ended with {done.returncode}"
        )


def main(argv: list[str]) -> int:
    if sys.version_info < (3, 11):
        sys.exit("curate needs Python 3.11 or newer; this is " + sys.version.split()[0])
    task, *rest = argv or ["help"]
    if task == "build":
        setup(LOCKS["run"])
        command = ["-m", "curate", "build", *(rest or [str(ROOT / "sample_data" / "curate.yaml")])]
    elif task == "curate":
        setup(LOCKS["run"])
        command = ["-m", "curate", *rest]
    elif task == "test":
        setup(LOCKS["test"])
        command = [str(ROOT / "tools" / "check.py"), *rest]
    else:
        sys.exit(__doc__)
    return subprocess.call([str(PYTHON), *command])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
