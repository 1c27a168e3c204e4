"""Take a node, a worker or the driver away from builds on Ray, and compare every byte with a local build.

    python3 benchmarks/ray_faults.py [--nodes 5] [--workers 5] [--drivers 5] [--rows 20000] [--seed 0]

nodes    two raylets on the loopback, one CPU each; the one without the driver is removed, not gracefully, mid-build
workers  a private instance; one process that runs a task is killed (SIGKILL) mid-build
drivers  a private instance; the driver is killed, then the same command runs again

Mid-build is the moment when a random number of pieces was prepared or written. A node or a worker that is lost costs no
second command: the build that lost it has to end well by itself. --work URL puts stage files on other storage.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cpu import descendants
from generated import rows

LOOPBACK = "127.0.0.1"
# Ray takes the loopback in an address for this machine's public name, where our nodes do not listen
DRIVER = (
    "import sys, ray._private.ray_constants as c; c.ENABLE_RAY_CLUSTER = False\n"
    "from curate.cli import main; sys.exit(main(sys.argv[1:]))"
)
CONFIG = "inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\nwork_dir: {}\n"
PATIENCE_SECONDS = 300
PHASES = ("prepare", "write")
ORPHAN_SECONDS = 120
ORPHANS: set[int] = set()
Strike = Callable[[subprocess.Popen[str]], None]


def make(folder: Path, data: Path, url: str) -> Path:
    folder.mkdir()
    (folder / "rows.jsonl").symlink_to(data)
    (folder / "curate.yaml").write_text(CONFIG.format(f"{url}{folder}/work"))
    return folder


def start(folder: Path, *more: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-c",
        DRIVER,
        "build",
        str(folder / "curate.yaml"),
        "-q",
        "--no-progress",
        *more,
    ]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "0"}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def outputs(folder: Path) -> dict[str, bytes]:
    files = [p for p in sorted((folder / "out").rglob("*")) if p.is_file() and ".curate" not in p.parts]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def wait_for(process: subprocess.Popen[str], folder: Path, phase: str, pieces: int) -> bool:
    """Wait until a phase has finished so many pieces; False where the build ended before."""
    while process.poll() is None:
        if len(list(folder.glob(f"work/{phase}/*/done.json"))) >= pieces:
            return True
        time.sleep(0.02)
    return False


def play(folder: Path, command: tuple[str, ...], strike: Strike, pick: random.Random, again: bool) -> str:
    """Play one round; return `good` or what went wrong."""
    process = start(folder, "--executor", "ray", *command)
    phase, pieces = pick.choice(PHASES), pick.randrange(6)
    if not wait_for(process, folder, phase, pieces):
        return f"ended with {process.returncode} before it was struck: {(process.stderr or sys.stdin).read()[-300:]}"
    time.sleep(pick.uniform(0, 0.5))
    strike(process)
    try:
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        if again:
            process = start(folder, "--executor", "ray", *command)
            _, said = process.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return f"no end in {PATIENCE_SECONDS} s"
    return "good" if process.returncode == 0 else f"exit {process.returncode}: {said.strip()[-300:]}"


def of(process: subprocess.Popen[str], name: str) -> list[int]:
    """Return the processes of a build by the start of their name."""
    return [pid for (pid, _), (called, _) in descendants(process.pid).items() if called.startswith(name)]


def kill_worker(process: subprocess.Popen[str]) -> None:
    """Kill one process of the private instance that runs a task."""
    while process.poll() is None:
        if victims := of(process, "ray::_call"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(victims[0], signal.SIGKILL)
                return
        time.sleep(0.01)


def kill_driver(process: subprocess.Popen[str]) -> None:
    """Kill the driver; its private instance has to end by itself."""
    ORPHANS.update(pid for pid, _ in descendants(process.pid))
    process.kill()


def left_behind() -> int:
    """Count what is left of instances whose driver was killed; Ray's agents look for a minute for their node."""
    deadline = time.monotonic() + ORPHAN_SECONDS
    while True:
        left = [pid for pid in ORPHANS if Path(f"/proc/{pid}/exe").exists()]  # false for zombies
        if not left or time.monotonic() > deadline:
            return len(left)
        time.sleep(0.5)


@contextlib.contextmanager
def two_nodes() -> Iterator[tuple[str, Strike]]:
    """Start two raylets; yield the address and what removes the second one."""
    from ray.cluster_utils import Cluster

    here = {"num_cpus": 1, "node_ip_address": LOOPBACK, "object_store_memory": 100 << 20}
    cluster = Cluster(initialize_head=True, head_node_args=here | {"include_dashboard": False})
    try:
        node = cluster.add_node(**here)
        yield cluster.address, lambda process: cluster.remove_node(node, allow_graceful=False)
    finally:
        cluster.shutdown()


def round_of(kind: str, folder: Path, pick: random.Random) -> str:
    if kind == "nodes":
        with two_nodes() as (address, remove):
            return play(folder, ("--address", address), remove, pick, again=False)
    strike = kill_worker if kind == "workers" else kill_driver
    return play(folder, ("--workers", "2"), strike, pick, again=kind == "drivers")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for kind in ("nodes", "workers", "drivers"):
        parser.add_argument(f"--{kind}", type=int, default=5)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--work", default="", help="what stands before the path of the work directory, as file://"
    )
    arguments = parser.parse_args()
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    pick = random.Random(arguments.seed)
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "rows.jsonl"
        with data.open("wb") as stream:
            stream.writelines(line + b"\n" for line in rows(arguments.rows, arguments.seed))
        if start(make(Path(name) / "local", data, ""), "--workers", "1").wait():
            sys.exit("the undisturbed local build failed")
        expected = outputs(Path(name) / "local")
        for kind in ("nodes", "workers", "drivers"):
            good = 0
            for number in range(getattr(arguments, kind)):
                folder = make(Path(name) / "round", data, arguments.work)
                began = time.monotonic()
                end = round_of(kind, folder, pick)
                if end == "good" and outputs(folder) != expected:
                    end = "outputs differ"
                good += end == "good"
                print(f"{kind} {number}: {end}, {time.monotonic() - began:.1f} s", flush=True)
                shutil.rmtree(folder)
            bad += getattr(arguments, kind) - good
            print(f"{kind}: {good} of {getattr(arguments, kind)} byte-identical to local", flush=True)
    left = left_behind()
    print(f"processes left behind by killed drivers: {left}")
    return 1 if bad or left else 0


if __name__ == "__main__":
    sys.exit(main())
