"""Keys, tokens and passwords by their shape.

Needs    distinct texts; the secret rules of rules/entities.
Returns  spans like those of scan.py, entity `SECRET_...`, score 1.
Covers   a text is only looked at if it holds a literal keyword of a rule (Aho-Corasick over the column).
         A candidate counts if its entropy is high enough and it holds no stop word (`example`, `your_`, `xxxx`).
Does not cover  passwords in prose; tokens without a shape, unless after `key =`.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import polars as pl
import regex

from curate.engines.scan import SPANS, UNSCANNED, Scan
from curate.redaction.values import entropy_bits
from curate.spec.entities import Secret

TIMEOUT_SECONDS = 5


def entity_of(secret: Secret) -> str:
    """Name the entity of a secret rule, as config and findings name it."""
    return "SECRET_" + secret.id.upper().replace("-", "_")


def scan_secrets(texts: pl.Series, secrets: Sequence[Secret], stop_words: tuple[str, ...]) -> Scan:
    """Find the secrets of each text."""
    spans: list[tuple[int, str, int, int, float, str]] = []
    unscanned: list[tuple[int, str]] = []
    exact = [(word, at) for at, s in enumerate(secrets) if not s.ignore_case for word in s.keywords]
    loose = [(word.lower(), at) for at, s in enumerate(secrets) if s.ignore_case for word in s.keywords]
    for index, text in _with_keyword(texts, secrets).iter_rows():
        folded = text.lower()
        named = {at for word, at in exact if word in text} | {at for word, at in loose if word in folded}
        for secret in (secrets[at] for at in sorted(named)):
            try:
                spans.extend(
                    (index, secret.entity.id, start, end, 1.0, secret.id)
                    for start, end in find_secret(text, secret, stop_words)
                )
            except TimeoutError:
                unscanned.append((index, secret.id))
    return Scan(pl.DataFrame(spans, SPANS, orient="row"), pl.DataFrame(unscanned, UNSCANNED, orient="row"))


def find_secret(text: str, secret: Secret, stop_words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the places of one kind of secret; raise TimeoutError for a text that takes too long."""
    found = []
    group = 1 if _compiled(secret).groups else 0
    for match in _compiled(secret).finditer(text, timeout=TIMEOUT_SECONDS):
        value = match.group(group)
        if not value or entropy_bits(value) < secret.min_entropy_bits:
            continue
        if any(word in value.lower() for word in stop_words):
            continue
        found.append(match.span(group))
    return found


@cache
def _compiled(secret: Secret) -> Any:
    return regex.compile(secret.regex, regex.IGNORECASE if secret.ignore_case else 0)


def _with_keyword(texts: pl.Series, secrets: Sequence[Secret]) -> pl.DataFrame:
    frame = pl.DataFrame({"text": pl.int_range(len(texts), dtype=pl.UInt32, eager=True), "value": texts})
    exact = {k for s in secrets if not s.ignore_case for k in s.keywords}
    loose = {k for s in secrets if s.ignore_case for k in s.keywords}
    return frame.filter(_holds(exact, ignore_case=False) | _holds(loose, ignore_case=True))


def _holds(words: set[str], *, ignore_case: bool) -> pl.Expr:
    if not words:
        return pl.lit(False)
    return pl.col("value").str.contains_any(sorted(words), ascii_case_insensitive=ignore_case)
