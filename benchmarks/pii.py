"""Personal data: the gated engine against Presidio's AnalyzerEngine, in the same run, on one core, in CPU time.

    POLARS_MAX_THREADS=1 python benchmarks/pii.py [--rows 2000] [--corpus ../shared/data/real/chat_real.jsonl.gz]

Reference: AnalyzerEngine with NoOpNlpEngine (no language model) and the 17 recognizers that Presidio enables for
English, its e-mail recognizer offline. Both engines see the same messages of the same rows.
"""

import argparse
import base64
import gzip
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NoOpNlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistry

from curate.engines import phone
from curate.engines.entities import find_in_texts
from curate.engines.recognizers import Gated, make, presidio_recognizer
from curate.engines.scan import Look, scan
from curate.redaction.policy import resolve_policy
from curate.spec.config import Redact
from curate.spec.entities import Recognizer

CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "real" / "chat_real.jsonl.gz"
ENTITIES = {
    "CreditCardRecognizer": "CREDIT_CARD",
    "UsBankRecognizer": "US_BANK_NUMBER",
    "UsLicenseRecognizer": "US_DRIVER_LICENSE",
    "UsItinRecognizer": "US_ITIN",
    "UsPassportRecognizer": "US_PASSPORT",
    "UsSsnRecognizer": "US_SSN",
    "NhsRecognizer": "UK_NHS",
    "CryptoRecognizer": "CRYPTO",
    "DateRecognizer": "DATE_TIME",
    "EmailRecognizer": "EMAIL_ADDRESS",
    "IbanRecognizer": "IBAN_CODE",
    "IpRecognizer": "IP_ADDRESS",
    "MedicalLicenseRecognizer": "MEDICAL_LICENSE",
    "MacAddressRecognizer": "MAC_ADDRESS",
    "UuidRecognizer": "UUID",
    "PhoneRecognizer": "PHONE_NUMBER",
    "UrlRecognizer": "URL",
}
SPECS = [Recognizer(name=n, type="predefined", supported_entity=e) for n, e in ENTITIES.items()]
Found = set[tuple[str, str, int, int]]


def cold() -> None:
    """Forget the numbers that were tried before."""
    phone._in_candidate.cache_clear()


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    cold()
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def reference() -> AnalyzerEngine:
    recognizers = [presidio_recognizer(spec) for spec in SPECS]
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=["en"])
    nothing = NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "none"}])
    return AnalyzerEngine(registry=registry, nlp_engine=nothing, supported_languages=["en"])


def presidio(engine: AnalyzerEngine, texts: list[str]) -> Found:
    return {
        (t, r.entity_type, r.start, r.end) for t in texts for r in engine.analyze(t, "en", score_threshold=0)
    }


def gated(recognizers: list[Gated], texts: list[str]) -> Found:
    distinct = pl.Series(texts).unique(maintain_order=True)
    spans = scan(distinct, [Look(r) for r in recognizers]).spans
    return {
        (distinct[i], e, a, b) for i, e, a, b in spans.select("text", "entity", "start", "end").iter_rows()
    }


def pathological() -> dict[str, str]:
    dice = random.Random(1)

    def lines(count: int, make_line: Callable[[], str]) -> str:
        return "\n".join(make_line() for _ in range(count))

    return {
        "a.a.a.": "a." * 50_000,
        "a.a.a. ... @": "a." * 50_000 + "@",
        "one run of digits": "".join(dice.choices("0123456789", k=100_000)),
        "1 1 1": "1 " * 50_000,
        "table of integers": lines(2_600, lambda: " ".join(str(dice.randrange(10**4)) for _ in range(8))),
        "CSV of floats": lines(1_600, lambda: ",".join(f"{dice.random() * 100:.4f}" for _ in range(8))),
        "phone numbers": lines(
            5_900, lambda: f"call {dice.randrange(200, 999)}-{dice.randrange(200, 999)}-1234"
        ),
        "base64": base64.b64encode(dice.randbytes(75_000)).decode(),
        "hex": dice.randbytes(50_000).hex(),
        "Chinese": "".join(chr(0x4E00 + dice.randrange(20_000)) for _ in range(100_000)),
    }


def told(what: str, rows: int, seconds: float, more: str = "") -> None:
    print(f"{what:44}{seconds:8.2f} s {rows / seconds:9,.0f} rows/s  {more}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--rows", type=int, default=2000, help="rows for the comparison with AnalyzerEngine")
    options = parser.parse_args()
    with gzip.open(options.corpus, "rt", encoding="utf-8") as stream:
        rows = [[m["content"] for m in json.loads(line)["messages"]] for line in stream]
    some = [t for row in random.Random(1).sample(rows, options.rows) for t in row]
    every = [t for row in rows for t in row]
    chars = sum(map(len, every))
    engine, recognizers = reference(), [make(s) for s in SPECS]
    for warm in (lambda: presidio(engine, some[:50]), lambda: gated(recognizers, some[:50] * 2)):
        warm()

    print(
        f"{len(rows):,} rows, {len(every):,} messages, {chars / len(rows):.0f} characters a row; CPU, one core"
    )
    ours, mine = cpu(lambda: gated(recognizers, some))
    theirs, yours = cpu(lambda: presidio(engine, some))
    told(f"AnalyzerEngine, 17 recognizers, {options.rows:,} rows", options.rows, theirs)
    told("gated, the same", options.rows, ours, f"{theirs / ours:.1f} times")
    print(f"findings: {len(mine):,} and {len(yours):,}, different: {len(mine ^ yours)}")
    full, _ = cpu(lambda: gated(recognizers, every))
    calls, _ = cpu(lambda: gated([r for r in recognizers if r.entity == "PHONE_NUMBER"], every))
    told("gated, 17 recognizers, all rows", len(rows), full, f"of which phone {calls:.2f} s")
    policy = resolve_policy(Redact())
    taken, _ = cpu(lambda: find_in_texts(pl.Series(every).unique(maintain_order=True), policy))
    told("default policy with secrets, all rows", len(rows), taken)

    print("100 KB messages, default policy")
    for name, text in pathological().items():
        seconds, found = cpu(lambda text=text: find_in_texts(pl.Series([text]), policy))
        skipped = ", ".join(sorted(set().union(*found.unscanned.values()))) or "none"
        print(f"  {name:20}{seconds:6.2f} s  not fully scanned by: {skipped}")


if __name__ == "__main__":
    main()
