"""CPU seconds and memory of a command with all that it starts, daemons that leave their session included (Linux).

Processes that lose their parent become children of this one, so that the tree stays whole; its /proc entries are
read every 50 ms. What a process uses after the last look at it is missed.
"""

import ctypes
import os
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

PR_SET_CHILD_SUBREAPER = 36
LOOK_SECONDS = 0.05
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


class Cost(NamedTuple):
    """What a command took: seconds by the clock, CPU seconds by the name of the process, exit code, stderr."""

    seconds: float
    cpu: dict[str, float]
    code: int
    said: str

    @property
    def cpu_seconds(self) -> float:
        return sum(self.cpu.values())


def measure(command: list[str], environment: dict[str, str], seconds: float = 3600) -> Cost:
    """Run a command to its end, and that of everything it left behind."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began = time.monotonic()
    used: dict[tuple[int, str], tuple[str, float]] = {}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    ended = 0.0
    while time.monotonic() < began + seconds:
        found = descendants(os.getpid())
        used.update(found)
        if process.poll() is not None:
            ended = ended or time.monotonic() - began
            if not found or time.monotonic() - began > ended + 10:
                break
            reap(process.pid)
        time.sleep(LOOK_SECONDS)
    cpu: dict[str, float] = {}
    for name, took in used.values():
        cpu[name] = cpu.get(name, 0.0) + took
    said = process.stderr.read() if process.stderr else ""
    return Cost(ended, cpu, process.wait(), said)


def descendants(root: int) -> dict[tuple[int, str], tuple[str, float]]:
    """Return {(pid, start): (name, CPU seconds so far)} of all living processes below `root`."""
    found: dict[int, tuple[int, str, str, float]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = path.read_text().rpartition(") ")
        except OSError:
            continue
        values = tail.split()
        if values[0] != "Z":
            name = head.partition(" (")[2]
            took = (int(values[11]) + int(values[12])) / TICKS
            found[int(path.parent.name)] = (int(values[1]), values[19], name, took)
    below = {root}
    while more := {pid for pid, (parent, *_) in found.items() if parent in below} - below:
        below |= more
    return {(pid, found[pid][1]): found[pid][2:] for pid in below - {root}}


def reap(but: int) -> None:
    """Take leave of orphans that ended."""
    for path in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        if int(path) != but:
            try:
                os.waitpid(int(path), os.WNOHANG)
            except ChildProcessError:
                continue
