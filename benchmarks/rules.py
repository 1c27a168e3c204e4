"""Own quality of the rules: recall on planted defects, false flags on legal and on real rows, speed.

    python -m benchmarks.rules            prints the report
    python -m benchmarks.rules --write    writes docs/rules-accuracy.md

A row counts as flagged when any finding is a warning or an error, of any rule, from `curate check --provider openai`
(scope rows),
or `trl` for rows that OpenAI has no method for.
The real rows are third-party files that do not belong to the repository; without them that part says so.
"""

import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import orjson

import curate
from benchmarks.planted import DEFECTS, LEGAL, Row
from curate.model import Finding, RawRecord, Severity
from curate.ruleset import choose
from curate.stages.check_rows import run_rules
from curate.stages.convert import convert

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "data" / "real" / "chat_real.jsonl.gz"


def flags(row: Row) -> list[Finding]:
    """Return the warnings and errors of one row."""
    line = row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)
    provider, method = target_of(row)
    report = curate.check(
        lines=[line.encode("utf-8", "surrogatepass")], provider=provider, method=method, scope="rows"
    )
    here = [f for f in report.findings if f.line and f.severity is not Severity.INFO]
    return [f for f in here if not f.rule.startswith(("platform/", "file/one-label"))]  # about the whole file


def target_of(row: Row) -> tuple[str, str]:
    """Say who would take a row of this form."""
    keys = row.keys() if isinstance(row, dict) else set()
    if "chosen" in keys:
        return "trl", "dpo"
    if "label" in keys:
        return "trl", "kto"
    return ("trl" if "completion" in keys and "messages" not in keys else "openai"), "sft"


def planted() -> list[str]:
    by_number: dict[int, list[tuple[str, list[Finding]]]] = defaultdict(list)
    for number, name, row in DEFECTS:
        by_number[number].append((name, flags(row)))
    found = sum(bool(f) for cases in by_number.values() for _, f in cases)
    out = [f"{found} of {len(DEFECTS)} planted defects are flagged ({found / len(DEFECTS):.1%}).", "",
           "| catalogue | planted | flagged | by |", "|---|---|---|---|"]  # fmt: skip
    for number, cases in sorted(by_number.items()):
        rules = sorted({f.rule for _, fs in cases for f in fs})
        hit = sum(bool(fs) for _, fs in cases)
        lost = [name for name, fs in cases if not fs]
        missed = f" (missed: {', '.join(lost)})" if lost else ""
        out.append(f"| {number} | {len(cases)} | {hit}{missed} | {', '.join(rules)} |")
    return out


def legal() -> list[str]:
    wrong = [(name, found) for name, row in LEGAL if (found := flags(row))]
    out = [f"{len(wrong)} of {len(LEGAL)} legal rows that look odd are flagged."]
    return out + [f"- {name}: {', '.join(sorted({f.rule for f in found}))}" for name, found in wrong]


def real() -> list[str]:
    if not REAL.is_file():
        return ["The real rows are not here; this part was not measured."]
    lines = gzip.decompress(REAL.read_bytes()).splitlines()
    chunk = convert([RawRecord(i, i + 1, line) for i, line in enumerate(lines)], "openai_chat")
    ruleset = choose()
    began, cpu = time.perf_counter(), time.process_time()
    found = run_rules(chunk.examples, chunk.segments, ruleset)
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    source = [orjson.loads(line)["source"] for line in lines]
    rows = Counter(source)
    loud = found.filter(found["severity"] != "info")
    flagged = Counter(source[i] for i in set(loud["row_id"]))
    by_rule = Counter((source[i], rule) for i, rule in set(loud.select("row_id", "rule").iter_rows()))
    first = {
        rule: (line, message)
        for rule, line, message in reversed(loud.select("rule", "line", "message").rows())
    }
    out = [
        f"All {len(ruleset.rules)} default rules over {len(lines):,} rows: {len(lines) / wall:,.0f} rows/s, "
        f"{cpu / len(lines) * 1e6:.0f} us of CPU a row, so {2 * len(lines) / cpu:,.0f} rows/s on two free cores.",
        "", "| source | rows | flagged | share | by |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for name, n in rows.items():
        rules = ", ".join(f"{r} {k}" for (s, r), k in by_rule.most_common() if s == name)
        out.append(f"| {name} | {n:,} | {flagged[name]:,} | {flagged[name] / n:.2%} | {rules} |")
    out += ["", "| rule | first row with it | message |", "|---|---|---|"]
    return out + [
        f"| {rule} | {line} | {message.replace('|', chr(92) + '|')} |"
        for rule, (line, message) in sorted(first.items())
    ]


def main(args: list[str]) -> int:
    text = "\n".join([
        "# How good the rules are", "",
        "Made by `python -m benchmarks.rules --write`. Default preset; a warning or an error flags a row.", "",
        "## Planted defects", "", *planted(), "",
        "## Legal rows", "", *legal(), "",
        "## Real rows", "", *real(), "",
    ])  # fmt: skip
    if "--write" in args:
        (ROOT / "docs" / "rules-accuracy.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
