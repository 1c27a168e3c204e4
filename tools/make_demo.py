"""Build sample_data/ and keep what came out: sample_data/expected.json, and the demos and providers of README.md.

python -m tools.make_demo           write them
python -m tools.make_demo --check   exit 1 where one is not current
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from tools.blocks import fill, table

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
EXPECTED = ROOT / "sample_data" / "expected.json"
DAY = "1795305600"  # 2026-11-22: end dates and prices depend on the day
KEPT = ("rows", "stages", "findings", "providers")


def build(config: Path = ROOT / "sample_data" / "curate.yaml") -> tuple[str, Path]:
    """Build the samples in a copy of their folder; return what was printed and the output folder."""
    home = Path(tempfile.mkdtemp(prefix="curate-demo-")) / "sample_data"
    home.mkdir()
    (home / "raw").symlink_to(config.parent / "raw")
    (home / "curate.yaml").write_bytes(config.read_bytes())
    env = os.environ | {
        "SOURCE_DATE_EPOCH": DAY,
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "curate", "build", "sample_data/curate.yaml", "--workers", "2"]
    done = subprocess.run(command, cwd=home.parent, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(
            f"the build of sample_data ended with {done.returncode}\n{done.stdout}{done.stderr}"
        )
    return done.stdout.replace(f"{home.parent}/", "").strip(), home / "out"


def check() -> str:
    """Return what the check of a sample file prints, cut to a few findings."""
    asked = [
        "sample_data/raw/calls.jsonl",
        "--provider",
        "openai",
        "--select",
        "shape,calls",
        "--max-findings",
        "2",
    ]
    command = [sys.executable, "-m", "curate", "check", *asked]
    env = os.environ | {"SOURCE_DATE_EPOCH": DAY, "NO_COLOR": "1", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 1:  # it has findings
        raise RuntimeError(f"the check of a sample ended with {done.returncode}\n{done.stderr}")
    return f"$ curate check {' '.join(asked)}\n{done.stdout.strip()}"


def expected(output: Path) -> dict[str, Any]:
    """Return the part of the manifest that is the same on every machine."""
    manifest = json.loads((output / "manifest.json").read_bytes())
    return {key: manifest[key] for key in KEPT}


def providers() -> str:
    """Return the table of providers: methods, state, and the last day for new jobs."""
    rows = []
    for path in sorted((ROOT / "rules" / "providers").glob("*.yaml")):
        facts = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        life = facts["lifecycle"]
        rows.append([
            f"{facts['name']} (`{facts['id']}`)",
            ", ".join(sorted({method.get("method", key) for key, method in facts["methods"].items()})),
            life["state"].replace("_", " "),
            str(life.get("ended") or life.get("new_jobs_end") or ""),
        ])  # fmt: skip
    return table(["provider", "methods", "state", "new jobs until"], rows)


def make() -> dict[Path, str]:
    """Return path -> text of what is made."""
    printed, output = build()
    demo = f"```text\n$ python3 run.py build\n{printed}\n```"
    readme = fill(README.read_text(encoding="utf-8"), "demo", demo)
    readme = fill(fill(readme, "check", f"```text\n{check()}\n```"), "providers", providers())
    return {EXPECTED: json.dumps(expected(output), indent=1) + "\n", README: readme}


def main(args: list[str]) -> int:
    made = make()
    stale = [
        path for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if args == ["--check"]:
            print(f"{path.name}: not current, run `python -m tools.make_demo`", file=sys.stderr)
        else:
            path.write_text(made[path], encoding="utf-8")
    return 1 if stale and args == ["--check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
