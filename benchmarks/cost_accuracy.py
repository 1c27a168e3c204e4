"""Estimates of self-hosted training against published runs; writes docs/cost-accuracy.md.

    python3 benchmarks/cost_accuracy.py [--check]

Exits 1 where fewer than 80 % of the runs lie inside their range, where a range is wider than a factor of 4, or
(--check) where the page is not current. Runs whose tokens are not published cannot be compared and are not listed.
"""

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from curate.cost.gpu_sheet import hardware
from curate.cost.memory import need
from curate.cost.self_hosted import Run, hours, tokens_per_second

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "cost-accuracy.md"
LEAST_INSIDE, WIDEST = 0.8, 4


class Compared(NamedTuple):
    what: str
    unit: str
    published: Decimal
    low: Decimal
    high: Decimal

    @property
    def inside(self) -> bool:
        return self.low <= self.published <= self.high


def compare(entry: dict[str, Any]) -> Compared:
    """Compare minutes where the run published them, else tokens a second and GPU."""
    run = Run(
        params=Decimal(str(entry["params"])),
        tokens=int(float(entry.get("tokens", 0)) * entry.get("padding", 1)),
        method=entry["method"],
        gpu=entry["gpu"],
        gpus=entry.get("gpus", 1),
    )
    if "minutes" in entry:
        low, _, high = hours(run, hardware())
        return Compared(entry["what"], "min", Decimal(str(entry["minutes"])), low * 60, high * 60)
    slow, _, fast = tokens_per_second(run, hardware())
    padding = entry.get("padding", 1)
    return Compared(entry["what"], "tok/s a GPU", Decimal(entry["tok_s"]), slow / padding, fast / padding)


def compare_memory(entry: dict[str, Any]) -> Compared:
    found = need(Decimal(str(entry["params"])), entry["method"], entry["length"])
    return Compared(entry["what"], "GB", Decimal(str(entry["gb"])), found.low_gb, found.high_gb)


PAGE_TEXT = """# How good the self-hosted estimates are

Made by `benchmarks/cost_accuracy.py` from `benchmarks/published_runs.yaml`; do not edit.

**{inside} of {count} published runs ({share:.0%}) lie inside the printed range; the widest range is a factor of
{widest:.2f}.** The utilisation ranges in `rules/hardware/gpus.yaml` were chosen with these runs in view, so this shows
that one range a GPU fits runs of very different makers, not that the next run will fit with the same probability.
GPUs without a published run (T4, A10G, L40S, H200, B200) take the range of a relative. Minutes include 5 to 10 for
starting. `curate cost DATA --gpu a100 --params 8B` prints such a range for your data.

{runs}

## Memory: {held} of {memories} inside

Least: activations recomputed. Most: activations kept. Why the run outside needed more is not published. Runs with 8-bit
optimizers (torchtune 8B full in 18.9 GiB) are not covered.

{memory}

## Not comparable

Stanford Alpaca (2023), LitGPT on Alpaca-2k and Falcon-7B, FSDP-QLoRA of Llama-3-70B, DPO and KTO runs, Llama-2-7B on
Dolly, Falcon-180B and the multimodal run: their texts give rows or hours, and no tokens. torchtune's A6000 LoRA row is
above the card's peak.
"""


def page(runs: list[Compared], memory: list[Compared]) -> str:
    inside, held = (sum(row.inside for row in rows) for rows in (runs, memory))
    return PAGE_TEXT.format(
        inside=inside,
        count=len(runs),
        share=inside / len(runs),
        widest=max(run.high / run.low for run in runs),
        held=held,
        memories=len(memory),
        runs=table(runs, 0),
        memory=table(memory, 1),
    )


def table(rows: list[Compared], places: int) -> str:
    lines = ["| run | published | estimate | inside |", "|---|---:|---:|---|"]
    for row in rows:
        span = f"{row.low:,.{places}f} - {row.high:,.{places}f}"
        verdict = "yes" if row.inside else "NO"
        lines.append(f"| {row.what} | {row.published:,} {row.unit} | {span} | {verdict} |")
    return "\n".join(lines)


def main(args: list[str]) -> int:
    entries = yaml.safe_load((HERE / "published_runs.yaml").read_bytes())
    runs = [compare(entry) for entry in entries["runs"]]
    text = page(runs, [compare_memory(entry) for entry in entries["memory"]])
    inside = sum(run.inside for run in runs) / len(runs)
    widest = max(run.high / run.low for run in runs)
    print(f"{inside:.0%} of {len(runs)} runs inside, widest range a factor of {widest:.2f}")
    if args == ["--check"]:
        if PAGE.read_text(encoding="utf-8") != text:
            print("docs/cost-accuracy.md is not current: run benchmarks/cost_accuracy.py", file=sys.stderr)
            return 1
    else:
        PAGE.write_text(text, encoding="utf-8")
    return int(inside < LEAST_INSIDE or widest > WIDEST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
