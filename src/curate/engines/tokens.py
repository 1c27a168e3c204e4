"""tiktoken, with the vocabularies that ship in this package: no network, no cache folder.

Covers: o200k_base and cl100k_base, as tiktoken counts.
Does not cover: a run of over 50,000 letters or signs without a break, which is estimated; tokenizers that are not
published (they are estimated with o200k_base, `exact` is False); special tokens, which are counted as the ordinary
text that they are inside training data.
"""

import gzip
import re
from binascii import a2b_base64
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tiktoken import Encoding

# SHA-256 of the unpacked files: the `expected_hash` of tiktoken_ext/openai_public.py (tiktoken 0.14.0, 2026-08-16)
SHA256 = {
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
}
# Patterns of the same file. A test compares them with the installed tiktoken's.
CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
PATTERN = {
    "cl100k_base": r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
    r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
    "o200k_base": rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+{CONTRACTION}"
    rf"|[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*{CONTRACTION}"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
}
# Longest prefix wins; `ft:` is stripped first, because tiktoken 0.14 maps `ft:gpt-4.1*` to cl100k_base.
PREFIXES = {
    "gpt-4o": "o200k_base",
    "chatgpt-4o": "o200k_base",
    "gpt-4.1": "o200k_base",
    "gpt-4.5": "o200k_base",
    "gpt-5": "o200k_base",
    "gpt-oss": "o200k_base",  # o200k_harmony: the same text vocabulary, other special tokens
    "o1": "o200k_base",
    "o3": "o200k_base",
    "o4": "o200k_base",
    "gpt-4": "cl100k_base",
    "gpt-3.5": "cl100k_base",
    "gpt-35": "cl100k_base",
    "davinci-002": "cl100k_base",
    "babbage-002": "cl100k_base",
}


# tiktoken 0.14.0 panics at 999,938 blanks in a row (its regex gives up); measured 2026-11-22
BLANK_LIMIT = 900_000
# so many letters, or signs, in a row are no text: one pre-token, whose merging would take minutes
LONG_RUN, RUN_SAMPLE = 50_000, 5_000
RUN = re.compile(r"[^\W\d_]++|(?:[^\w\s]|_)++")
LONG_BLANK = re.compile(
    rf"[\t\x0b\x0c \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]{{{BLANK_LIMIT},}}"
)


class Tokenizer(NamedTuple):
    """An encoding, and whether it is the model's own or the nearest one that is public."""

    encoding: str
    exact: bool


def encoding_for(model: str | None) -> Tokenizer:
    """Return the tokenizer of a model, tuned or not, by its OpenAI or Azure name.

    >>> encoding_for("ft:gpt-4.1-mini-2025-04-14:acme::abc"), encoding_for("gpt-35-turbo-0125.ft-1f2e")
    (Tokenizer(encoding='o200k_base', exact=True), Tokenizer(encoding='cl100k_base', exact=True))
    >>> encoding_for("gemini-2.5-flash")
    Tokenizer(encoding='o200k_base', exact=False)
    """
    name = (model or "").lower().removeprefix("ft:").rsplit("/", 1)[-1]
    fitting = [
        prefix for prefix in PREFIXES if name == prefix or name.startswith((f"{prefix}-", f"{prefix}."))
    ]
    if not fitting:
        return Tokenizer("o200k_base", False)
    return Tokenizer(PREFIXES[max(fitting, key=len)], True)


@cache
def load(encoding: str) -> "Encoding":
    """Return tiktoken's Encoding, built from the embedded vocabulary in about 0.15 s, once a process.

    Raises ValueError for a name that is not embedded or a file that is not the published one.
    """
    return build(encoding, PATTERN, {})


def build(encoding: str, patterns: dict[str, str], special: dict[str, int]) -> "Encoding":
    """Return an Encoding over an embedded vocabulary; `special` counts from the end of the vocabulary."""
    from tiktoken import Encoding

    found = ranks(encoding)
    ids = {text: len(found) + number for text, number in special.items()}
    return Encoding(encoding, pat_str=patterns[encoding], mergeable_ranks=found, special_tokens=ids)


@cache
def ranks(encoding: str) -> dict[bytes, int]:
    """Return the embedded vocabulary: token -> rank."""
    if encoding not in SHA256:
        raise ValueError(f"no embedded vocabulary {encoding!r}; there are {', '.join(SHA256)}")
    packed = files("curate.engines") / "vocabularies" / f"{encoding}.tiktoken.gz"
    raw = gzip.decompress(packed.read_bytes())
    if sha256(raw).hexdigest() != SHA256[encoding]:
        raise ValueError(f"{packed} is not the published vocabulary: install curatekit again")
    fields = (
        raw.split()
    )  # on each line a token in base64 and its rank, which is the line's number in both files
    return dict(zip(map(a2b_base64, fields[::2]), range(len(fields) // 2), strict=True))


def count_one(text: str, encoding: str) -> int:
    """Count the tokens of one text; runs of over LONG_RUN letters or signs are estimated from their beginning.

    >>> count_one("hello world<|endoftext|>", "o200k_base")
    9
    """
    if len(text) <= LONG_RUN:
        return len(load(encoding).encode_ordinary(text))
    total = start = 0
    for run in RUN.finditer(text):
        if len(run[0]) > LONG_RUN:
            total += _count_blanks(text[start : run.start()], encoding)
            total += _count_sample(run[0], encoding)
            start = run.end()
    return total + _count_blanks(text[start:], encoding)


def _count_sample(run: str, encoding: str) -> int:
    """Estimate a run without a break: merging pairs takes tiktoken 6 s a million characters, measured 2026-11-22."""
    tokens = len(load(encoding).encode_ordinary(run[:RUN_SAMPLE]))
    return round(tokens * len(run) / RUN_SAMPLE)


def _count_blanks(text: str, encoding: str) -> int:
    """Count the tokens of a text that may hold more blanks in a row than tiktoken's pattern can take."""
    vocabulary = load(encoding)
    total = start = 0
    for run in LONG_BLANK.finditer(text) if len(text) >= BLANK_LIMIT else ():
        # what its pattern says, without the pattern: all of the run but the last blank, which goes with what follows
        end = run.end() if run.end() == len(text) else run.end() - 1
        if text[run.end() : run.end() + 1] not in ("\r", "\n"):
            total += len(vocabulary.encode_ordinary(text[start : run.start()]))
            total += len(vocabulary._encode_single_piece(text[run.start() : end]))
            start = end
    return total + len(vocabulary.encode_ordinary(text[start:]))
