"""Precision, recall and F1 of the default policy on labelled sets -> docs/pii-accuracy.md.

    python benchmarks/pii_accuracy.py [--shared ../shared] [--errors]

A labelled span counts as found if any finding of its entity overlaps it, as in presidio-research. Values that nobody
owns (RFC 2606 names, RFC 5737 and 3849 addresses, private addresses, +1 NXX 555 01xx) stay by design: labels on them
are counted apart. `stock` is Presidio's own recognizer for the entity, alone, threshold 0.
"""

import argparse
import datetime
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import polars as pl

from curate.engines.entities import Entities, find_in_texts
from curate.engines.recognizers import make
from curate.engines.scan import Look, scan
from curate.redaction.conditions import CONDITIONS
from curate.redaction.policy import packs, resolve_policy
from curate.spec.config import Redact
from curate.spec.entities import Entity

ROOT = Path(__file__).resolve().parents[1]
SETS = ("spans_presidio_synth_v2", "spans_presidio_generated_large", "spans_llm_sanitizer")
LABELS = {
    "email": "EMAIL_ADDRESS", "phone": "PHONE_NUMBER", "card": "CREDIT_CARD", "iban": "IBAN_CODE", "ssn": "US_SSN",
    "ip": "IP_ADDRESS",
}  # fmt: skip
SHOWN = ("EMAIL_ADDRESS", "IBAN_CODE", "US_SSN", "IP_ADDRESS", "CREDIT_CARD", "PHONE_NUMBER")
STOCK = {
    "EMAIL_ADDRESS": "EmailRecognizer", "IBAN_CODE": "IbanRecognizer", "US_SSN": "UsSsnRecognizer",
    "IP_ADDRESS": "IpRecognizer", "CREDIT_CARD": "CreditCardRecognizer", "PHONE_NUMBER": "PhoneRecognizer",
}  # fmt: skip
RESERVED = {
    "EMAIL_ADDRESS": ("not_reserved_domain",),
    "IP_ADDRESS": ("public_ip",),
    "PHONE_NUMBER": ("not_test_phone",),
}
Place = tuple[str, int, int]


class Score(NamedTuple):
    labelled: int
    reserved: int
    hit: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        return self.hit / (self.labelled - self.reserved) if self.labelled > self.reserved else float("nan")

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float("nan")

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else float("nan")


def labelled(path: Path) -> tuple[list[str], dict[str, list[Place]]]:
    """Read a set: its texts, and by entity the places of the labels."""
    texts, gold = [], defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts.append(row["text"])
        for start, end, label in row["spans"]:
            gold[LABELS.get(label, label)].append((row["text"], start, end))
    return texts, gold


def places(found: Entities) -> dict[str, list[Place]]:
    by_entity = defaultdict(list)
    for text, hits in found.hits.items():
        for span in hits.redact:
            by_entity[span.entity].append((text, span.start, span.end))
    return by_entity


def stock(texts: list[str], entity: str) -> list[Place]:
    """Return what Presidio's own recognizer finds, without policy."""
    spec = next(r for pack in packs() for r in pack.recognizers if r.name == STOCK[entity])
    spans = scan(pl.Series(texts), [Look(make(spec))]).spans
    return [(texts[i], a, b) for i, a, b in spans.select("text", "start", "end").iter_rows()]


def touches(one: Place, others: list[Place]) -> bool:
    return any(one[0] == t and one[1] < b and a < one[2] for t, a, b in others)


def score(gold: list[Place], found: list[Place], entity: str) -> Score:
    mine = [g for g in gold if all(CONDITIONS[c](*g) for c in RESERVED.get(entity, ()))]
    return Score(
        len(gold), len(gold) - len(mine), sum(touches(g, found) for g in mine), len(found),
        sum(touches(f, gold) for f in found),
    )  # fmt: skip


def without_reserved(entity: Entity) -> Entity:
    kept = tuple(c for c in entity.conditions if c not in RESERVED.get(entity.id, ()))
    return entity.model_copy(update={"conditions": kept})


def clean_rows(path: Path) -> Iterator[tuple[str, int, int, Counter[str]]]:
    """Yield for each source of the chat corpus: rows, rows a build would change, and by which entity."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    texts = pl.Series([m["content"] for row in rows for m in row["messages"]]).unique(maintain_order=True)
    hits = find_in_texts(texts, resolve_policy(Redact())).hits
    by_source = defaultdict(list)
    for row in rows:
        by_source[row["source"]].append(
            {s.entity for m in row["messages"] if m["content"] in hits for s in hits[m["content"]].redact}
        )
    for source, found in sorted(by_source.items()):
        yield source, len(found), sum(map(bool, found)), Counter(e for some in found for e in some)


def number(value: float) -> str:
    return "-" if value != value else f"{value:.3f}"


def page(shared: Path, errors: bool) -> str:
    policy = resolve_policy(Redact())
    everything = replace(policy, entities={n: without_reserved(e) for n, e in policy.entities.items()})
    used = {name: version(name) for name in ("presidio-analyzer", "phonenumbers")}
    lines = [
        HEAD.format(day=datetime.date.today(), presidio=used["presidio-analyzer"], phone=used["phonenumbers"])
    ]
    for name in SETS:
        texts, gold = labelled(shared / "cases" / "pii" / f"{name}.jsonl")
        texts = list(dict.fromkeys(texts))
        found, recognised = (places(find_in_texts(pl.Series(texts), p)) for p in (policy, everything))
        lines += [f"\n## {name.removeprefix('spans_')} ({len(texts)} texts)\n", *COLUMNS]
        for entity in filter(gold.get, SHOWN):
            wanted = gold[entity]
            ours = score(wanted, found[entity], entity)
            theirs = score(wanted, stock(texts, entity), entity)
            known = sum(touches(g, recognised[entity]) for g in wanted) / len(wanted)
            measured = (ours.recall, ours.precision, ours.f1, theirs.recall, theirs.precision)
            cells = (entity, ours.labelled, number(known), ours.reserved, *map(number, measured))
            lines.append("| " + " | ".join(map(str, cells)) + " |")
            if errors:
                show_errors(entity, wanted, found[entity])
    lines.append(CLEAN)
    for source, rows, touched, kinds in clean_rows(shared / "data" / "real" / "chat_real.jsonl.gz"):
        what = ", ".join(f"{entity} {n:,}" for entity, n in kinds.most_common())
        lines.append(f"| {source} | {rows:,} | {touched:,} ({touched / rows:.2%}) | {what} |")
    return "\n".join(lines) + "\n" + TAIL


def show_errors(entity: str, gold: list[Place], found: list[Place]) -> None:
    """Print what is missed and what is wrong; for the terminal of whoever has the sets, never for the page."""
    for kind, some, others in (("missed", gold, found), ("wrong", found, gold)):
        for text, start, end in some:
            if not touches((text, start, end), others):
                print(f"{entity} {kind}: {text[max(0, start - 40) : start]!r} > {text[start:end]!r}")


COLUMNS = (
    "| entity | labelled | recognised | reserved | recall | precision | F1 | stock recall | stock precision |",
    "|---|---|---|---|---|---|---|---|---|",
)
HEAD = """# How well personal data is found

Made by `benchmarks/pii_accuracy.py` on {day}: presidio-analyzer {presidio}, phonenumbers {phone}, default policy,
no language model. **Patterns do not find names and addresses**: a file in which nothing is found is not anonymous.

*recognised*: the share of all labels that the recognizers find, before anything is let off. *reserved*: labels on
values that nobody owns (`example.com`, 192.0.2.0/24, 10.0.0.0/8, +1 NXX 555 01xx). They stay by design and count
neither as found nor as missed. *stock*: Presidio's recognizer alone, threshold 0. The sets are synthetic and made by
people who make such tools: real chats are harder."""
CLEAN = """
## Rows of plain chats that a build would change

| source | rows | changed | by |
|---|---|---|---|"""
TAIL = """
`sgd` is task dialogues in which the assistant reads out the phone numbers of restaurants and hotels: those are phone
numbers, found as they should be. In `gpteacher` and `gsm8k`, prose, code and sums, what is changed are made-up
addresses at real domains (`bob@gmail.com`), addresses such as 123.45.67.89, and rows of numbers that look like a phone
number.

## What is known to be missed or wrong

* Cards: the 12-digit Maestro prefix 0604 of a test generator (labelled in synth_v2; no network issues it).
* Phones: a number in no region's layout, without plus, label or phone word. A driver's licence of ten digits with
  separators (`2270-66-1551` in synth_v2) is taken for a phone number. Tables of numbers grouped like phone numbers.
* IP addresses: the sets have only documentation and private addresses, which stay.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--errors", action="store_true", help="print what is missed and what is wrong")
    options = parser.parse_args()
    text = page(options.shared, options.errors)
    print(text)
    (ROOT / "docs" / "pii-accuracy.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
