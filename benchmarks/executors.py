"""The same build on `local` and on `ray`: are all outputs the same bytes, and what does Ray cost?

    python3 benchmarks/executors.py [FILE ...] [--rows 1000000] [--workers 2] [--also 1 4] [--work URL]

Without FILE it generates --rows rows. Each build starts from an empty work directory in a process of its own. CPU is
that of every process of the build, Ray's own (raylet, gcs_server, agents, idle workers) included. --also names further
numbers of workers under which Ray has to make the same bytes.
"""

import argparse
import os
import shutil
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from cpu import Cost, measure
from generated import rows

MOST_CPU_RATIO = 1.3


def make(folder: Path, files: list[Path], work: str) -> Path:
    folder.mkdir()
    for path in files:
        (folder / path.name).symlink_to(path.resolve())
    config = folder / "curate.yaml"
    names = ", ".join(path.name for path in files)
    where = f"work_dir: {work.format(folder)}\n" if work else ""
    config.write_text(f"inputs: [{names}]\noutput: out\nproviders: [openai, trl]\n{where}")
    return config


def build(config: Path, executor: str, workers: int) -> Cost:
    command = [
        sys.executable,
        "-m",
        "curate",
        "build",
        str(config),
        "--executor",
        executor,
        "--workers",
        str(workers),
    ]
    cost = measure([*command, "--no-progress", "-q"], os.environ | {"SOURCE_DATE_EPOCH": "0"})
    if cost.code:
        sys.exit(f"{executor}: exit {cost.code}: {cost.said[-2000:]}")
    return cost


def digests(out: Path) -> dict[str, str]:
    files = [p for p in sorted(out.rglob("*")) if p.is_file() and ".curate" not in p.parts]
    return {p.relative_to(out).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


def show(name: str, cost: Cost) -> None:
    parts = sorted(cost.cpu.items(), key=lambda item: -item[1])
    said = ", ".join(f"{name} {took:.1f}" for name, took in parts if took >= 0.05)
    print(f"{name:9} {cost.seconds:7.1f} s  {cost.cpu_seconds:7.1f} CPU s  ({said})", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--also", type=int, nargs="*", default=[])
    parser.add_argument("--work", default="", help="work_dir of the Ray builds; {} is the build's folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        files = arguments.files
        if not files:
            files = [Path(name) / "rows.jsonl"]
            with files[0].open("wb") as stream:
                stream.writelines(line + b"\n" for line in rows(arguments.rows))
        plan = [("local", arguments.workers), *(("ray", n) for n in (arguments.workers, *arguments.also))]
        costs, made = [], []
        for executor, workers in plan:
            folder = Path(name) / "build"
            config = make(folder, files, arguments.work if executor == "ray" else "")
            costs.append(build(config, executor, workers))
            made.append(digests(folder / "out"))
            shutil.rmtree(folder)
            show(f"{executor} x {workers}", costs[-1])
        for path, digest in made[0].items():
            print(f"  {digest[:16]}  {path}")
        same = all(found == made[0] for found in made)
        ratio = costs[1].cpu_seconds / costs[0].cpu_seconds
        for found in made[1:]:
            for path in sorted(p for p in found.keys() | made[0].keys() if found.get(p) != made[0].get(p)):
                print(f"  differs: {path}")
        print(f"hashes equal: {'yes' if same else 'no'}; {len(made[0])} outputs, {len(made)} builds")
        print(f"CPU of Ray over local: {ratio:.2f} (limit {MOST_CPU_RATIO})")
    return 0 if same and ratio <= MOST_CPU_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
