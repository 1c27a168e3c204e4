"""What Presidio's PhoneRecognizer finds, without asking phonenumbers about every text eight times.

Needs    text, the regions whose national numbers count.
Returns  the spans that `PhoneRecognizer.analyze` returns, in order of start.
Covers   text without six groupable digits is not looked at; the rest goes to the matcher candidate by candidate, and a
         candidate seen before (the same digits between the same neighbours) is answered from memory.
Does not cover  regions with national numbers under six digits (about 30, such as AT or FI): no gate for those.
         One difference, in the safe direction: the matcher gives up a text after 65,535 failed tries, this does not.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

DEFAULT_REGIONS = ("US", "GB", "DE", "FR", "IL", "IN", "CA", "BR")
FRUITLESS_CANDIDATES = 250  # per text; a table of numbers costs 2 ms a candidate, a person's message has none
LONG_LINE_DIGITS = 1500  # in a line that must go to the matcher as a whole, at 100 us a digit
_CACHED = 1 << 16

Span = tuple[int, int]
Wanted = Callable[[str, int, int], bool]  # (line, start, end) of a candidate -> may a match in it matter?


class Phones(NamedTuple):
    spans: list[Span]
    complete: bool  # False where the budget ran out


class _Patterns(NamedTuple):
    candidate: re.Pattern[str]
    simple: re.Pattern[str]
    second: re.Pattern[str]
    line: re.Pattern[str]


@cache
def punctuation() -> str:
    """Return the inside of the class of characters that phonenumbers allows between the digits of one number."""
    from phonenumbers import phonenumberutil

    return str(phonenumberutil._VALID_PUNCTUATION)


def text_gate(digits: int = 6) -> str:
    """Return a Rust regex: this many groupable digits, or the German pager block 16[489]x, which has fewer."""
    between = f"(?i:[{_for_rust(punctuation())}]){{0,4}}"
    spaced = f"{between}".join([r"\d"] * digits)
    pager = between.join([r"[1[^\x00-\x7F]]", r"[6[^\x00-\x7F]]", r"[489[^\x00-\x7F]]", r"\d"])
    return spaced if digits > 6 else f"{spaced}|{pager}"


def _for_rust(inside: str) -> str:
    """Escape what only Rust gives a meaning inside a class: `~~`, `--` and `&&` are set operations there.

    >>> _for_rust("-x~[a-c]")
    '\\\\-x\\\\~[a-c]'
    """
    return inside.replace("~", r"\~").replace("-x", r"\-x", 1)


@cache
def _patterns() -> _Patterns:
    from phonenumbers import phonenumbermatcher as matcher
    from phonenumbers import phonenumberutil

    between = f"[{punctuation()}]"
    lead = f"(?:[{matcher._LEAD_CLASS_CHARS}]{between}*)*"
    pager = rf"{between}{{0,4}}".join(
        [r"[1\u0080-\U0010FFFF]", r"[6\u0080-\U0010FFFF]", r"[489\u0080-\U0010FFFF]", r"\d"]
    )
    flags = re.IGNORECASE | re.UNICODE
    return _Patterns(
        matcher._PATTERN,
        re.compile(rf"{lead}\d(?:{between}*\d)*", flags),
        phonenumberutil._SECOND_NUMBER_START_PATTERN,
        re.compile(rf"\d(?:{between}{{0,4}}\d){{5}}|{pager}", flags),
    )


@cache
def _shortest_digits(region: str) -> int:
    """Return the length of the shortest valid national number of a region, in digits."""
    from phonenumbers import PhoneMetadata

    metadata: Any = PhoneMetadata.metadata_for_region(region)
    return min(metadata.general_desc.possible_length) if metadata else 0


def has_gate(regions: tuple[str, ...]) -> bool:
    """Tell whether the gates hold for these regions: each was tried out, or has no short numbers."""
    return all(r in DEFAULT_REGIONS or _shortest_digits(r) >= 6 for r in regions)


def find_phones(
    text: str, regions: tuple[str, ...] = DEFAULT_REGIONS, wanted: Wanted | None = None
) -> Phones:
    """Find the phone numbers of a text; with `wanted`, only candidates that it lets through are tried.

    >>> find_phones("call 408-247-8880 or +44 20 7946 0958").spans
    [(5, 17), (21, 37)]
    """
    gated = has_gate(regions)
    found: set[Span] = set()
    tries = start = 0
    for line in text.split("\n"):
        if not gated or _patterns().line.search(line):
            for spans in _in_line(line, regions, wanted):
                if spans is None or tries > FRUITLESS_CANDIDATES:
                    return Phones(_outermost(found), False)
                tries += not spans
                found.update((start + a, start + b) for a, b in spans)
        start += len(line) + 1
    return Phones(_outermost(found), True)


def _outermost(spans: set[Span]) -> list[Span]:
    """Drop every span inside another, as Presidio does for results of equal score."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or span[1] > kept[-1][1]:
            kept.append(span)
    return kept


def _in_line(line: str, regions: tuple[str, ...], wanted: Wanted | None) -> Iterator[tuple[Span, ...] | None]:
    """Yield the spans of each candidate of a line, None where the line is too much.

    A candidate made of at most 20 digits and punctuation stands for itself: whatever a region makes of it, the next
    one starts behind it. A line with any other kind goes to the matcher as a whole.
    """
    p = _patterns()
    candidates = []
    index = 0
    while match := p.candidate.search(line, index):
        start, index = match.span()
        text = line[start:index]
        if not p.simple.fullmatch(text) or _digits(text) > 20 or p.second.search(text):
            if wanted is None or any(wanted(line, *m.span()) for m in p.candidate.finditer(line)):
                yield _whole_line(line, regions) if _digits(line) <= LONG_LINE_DIGITS else None
            return
        candidates.append((start, index))
    for start, end in candidates:
        if wanted is not None and not wanted(line, start, end):
            continue
        before, after = line[max(0, start - 1) : start], line[end : end + 4]
        if not re.match(":[0-5]", after):
            after = after[:1]
        yield tuple((start + a, start + b) for a, b in _in_candidate(before, line[start:end], after, regions))


def _whole_line(line: str, regions: tuple[str, ...]) -> tuple[Span, ...]:
    from phonenumbers import PhoneNumberMatcher

    return tuple((m.start, m.end) for region in regions for m in PhoneNumberMatcher(line, region))


def _digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


@lru_cache(_CACHED)
def _in_candidate(before: str, candidate: str, after: str, regions: tuple[str, ...]) -> tuple[Span, ...]:
    """Return the spans, relative to the candidate, that any region finds in it between its neighbours."""
    from phonenumbers import PhoneNumberMatcher

    if has_gate(regions) and not _patterns().line.search(candidate):
        return ()
    short = _digits(candidate) < 7 and "+" not in candidate and "\uff0b" not in candidate
    shift, size = len(before), len(candidate)
    found: set[Span] = set()
    for region in regions:
        if short and _shortest_digits(region) >= 7:
            continue
        for match in PhoneNumberMatcher(before + candidate + after, region):
            if match.start < shift + size:
                found.add((match.start - shift, match.end - shift))
        if (0, size) in found:
            return ((0, size),)
    return tuple(sorted(found))
