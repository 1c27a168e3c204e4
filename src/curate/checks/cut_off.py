"""An answer that stops in the middle of a sentence.

Covers: prose that ends on a comma, an open bracket or quotation mark, or a word that cannot end a sentence (English,
German, French, Spanish, Italian, Portuguese, Russian); a paragraph of full sentences whose last one has no end.
Does not cover: answers without a final period as such (a list, a title, a name, a short phrase are complete).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curate.checks import Screen
from curate.model import Hit
from curate.prose import fences

SCOPE = "segment"

# Words after which a sentence goes on. `to`, `in`, `for` and the like are left out: questions end on them.
_OPEN_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        the a an and or but because although whereas which whose if unless than nor my your his their our its every
        very into onto including such
    der die das den dem des ein eine einen einem einer und oder aber weil dass wenn mit von für durch sowie zum zur
    le la les un une des du de et ou mais parce avec dans pour par aux leur leurs
    el los las unos y o pero porque con su sus al del
    il lo gli uno ed che perché della delle degli nella
    os uma e mas com na no nas dos das ao às
    и или но что чтобы если потому в на с для из от по
        """,
    )
)
# also words of another language, a label or a letter: they count only behind a comma or a full sentence
_DOUBTFUL = _OPEN_WORDS & set(
    re.findall(r"\w+", "a an die des un de la le el lo los las il y o e os no na al con ed")
)
# a statement may not end on these, a question may
_HALF_OPEN = frozenset(
    re.findall(r"\w+", "to of in on at for with by from that this is are was were as has have will would")
)
_QUESTION = re.compile(
    r"(?i)^(?:what|where|when|who|which|how|why|whose|do|does|did|is|are|was|were|can|could|would|will|shall|should|have|has)"
    r"\b|\byou (?:want|wish|like|need|prefer|plan|going)\b"
)
_SENTENCE_END = re.compile(r"[.!?…。！？।؟:;][\"'”’»)\]*_]*(?:\s|\Z)")
_NOT_PROSE = re.compile(r"[|{}<>=\\]|https?://\S*\Z|\$|^\s{4}", re.M)
_LETTER = re.compile(r"[^\W\d_]\Z")


@dataclass(frozen=True)
class Params:
    min_words: int = 6
    min_chars: int = 90  # of a paragraph whose last sentence has no end
    fragment_words: int = 3  # an unfinished last sentence has at least so many words
    full_sentences: int = 2  # and so many finished ones before it in its paragraph


def screen(params: Params) -> Screen:
    """Ends that may be open, or a letter behind so many sentence ends."""
    words = "|".join(sorted(_OPEN_WORDS | _HALF_OPEN))
    ends = rf"[,、，(\[“«\-–—]\s*\z|\b(?:{words})\s*\z"
    sentences = r"[.!?…。！？।؟:;][^\n]*" * params.full_sentences
    return Screen(regex=rf"{ends}|{sentences}\p{{L}}\s*\z", min_bytes=24)


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text that stops early; values: end (how it ends)."""
    body = text.rstrip()
    if not body or any(True for _, last, _ in fences(body) if last == body.count("\n")):
        return
    paragraph = body.rsplit("\n", 1)[-1].strip()
    words = paragraph.split()
    if not words or _NOT_PROSE.search(paragraph):
        return
    if _is_long(body, words, params) and (end := _open_end(body, paragraph, words)):
        yield Hit("", {"end": end})
    elif _unfinished(paragraph, params):
        yield Hit("", {"end": "a sentence without an end"})


def _is_long(body: str, words: list[str], params: Params) -> bool:
    spaceless = len(words) <= 3 and len(words[-1]) >= 12 and not words[-1].isascii()
    return spaceless or len(words) >= params.min_words or len(body.split(None, 40)) >= 12


def _open_end(body: str, paragraph: str, words: list[str]) -> str:
    if body[-1] in ",、，":
        letterlike = len(words) <= 6 and "\n" in body  # `Best regards,` closes a letter
        return "" if letterlike else "a comma"
    if body[-1] in "([“«" or body.endswith((" -", " –", " —")):
        return "an opening bracket or dash"
    word = words[-1]
    if word in _DOUBTFUL and not (_SENTENCE_END.search(paragraph) or "," in paragraph or len(words) >= 12):
        return ""
    if word in _HALF_OPEN and not _statement(paragraph):
        return ""
    return f'the word "{word}"' if word in _OPEN_WORDS | _HALF_OPEN else ""


def _statement(paragraph: str) -> bool:
    """Tell whether the last piece of a paragraph continues a written text and asks nothing."""
    ends = [match.end() for match in _SENTENCE_END.finditer(paragraph)]
    return bool(ends) and not _QUESTION.search(paragraph[ends[-1] :].strip())


def _unfinished(paragraph: str, params: Params) -> bool:
    """Tell whether full sentences are followed by a piece of one, in one paragraph of a Western script."""
    if len(paragraph) < params.min_chars or not _LETTER.search(paragraph) or _LISTED.match(paragraph):
        return False
    ends = [match.end() for match in _FULL_STOP.finditer(paragraph)]
    if len(ends) < params.full_sentences:
        return False
    rest = paragraph[ends[-1] :].strip()
    words = rest.split()
    if len(words) < params.fragment_words or any(c.isdigit() for c in rest) or words[-1] in _UNITS:
        return False
    return words[-1][:1].islower() and not _QUESTION.search(rest)


_LISTED = re.compile(r"[-*•#>|]|\d+[.)]\s")
_FULL_STOP = re.compile(
    r"(?<=[a-zà-ÿа-я]{2})[.!?][\"'”’»)]*\s(?=[\"'“«(]?[^\W\d_])"
)  # not after `M.` or `1.`
_UNITS = frozenset(re.findall(r"\w+", "am pm percent dollars minutes hours days people day ride car rating"))
