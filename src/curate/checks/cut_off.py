"""An answer that stops in the middle of a sentence.

Covers: prose that ends on a comma, an open bracket or quotation mark, half a word with its hyphen, a link or formula
that was begun, or a word that cannot end a sentence (English, German, French, Spanish, Italian, Portuguese, Dutch,
Polish, Turkish, Swedish, Indonesian, Russian, Ukrainian, Arabic, Hindi, Korean; Chinese and
Japanese by their last characters);
a list or table whose last line is only begun; a paragraph of full sentences whose last one has no end.
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
    """
    the a an and or but because although whereas which whose if unless than nor my your his their our its every
    very into onto including such
    der die das den dem des ein eine einen einem einer und oder aber weil dass wenn mit von für durch sowie zum zur
    le la les un une des du de et ou mais parce avec dans pour par aux leur leurs
    el los las unos y o pero porque con su sus al del
    il lo gli uno ed che perché della delle degli nella
    os uma e mas com na no nas dos das ao às
    и или но что чтобы если потому в на с для из от по
    en sobre porque donde cuando sin dont sous chez vers afin lorsque très dove mentre sulla sul nel
    em pelo pela um num numa het een omdat maar wanneer waarin
    że oraz ponieważ lub albo gdyż w z do ve veya çünkü bir ama fakat yang dan karena untuk dengan och att eftersom
    та або але тому через
    في من على إلى أن لأن عن مع التي الذي حيث क्योंकि और लेकिन कि में से का की के को पर लिए
    그리고 하지만 왜냐하면 또한 및 그래서 때문에
    """.split()  # noqa: SIM905
)
# also words of another language, a label or a letter: they count only behind a comma or a full sentence
_DOUBTFUL = _OPEN_WORDS & set(
    re.findall(
        r"\w+",
        "a an die des un de la le el lo los las il y o e os no na al con ed en em um dan het een w z do bir ve yang",
    )
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


# scripts without blanks: what goes on, at the end of a longer text
_SPACELESS = (
    r"(?:因为|因為|并且|並且|以及|但是|所以|如果|包括|例如|比如|而且|由于|由於|对于|關於|关于|通过|為了|为了|然后|或者|不仅|虽然"
    r"|を|に|および|または|そして|しかし|なぜなら|例えば|つまり|ための|により)"
)
_BEGUN = (
    r"\n[ \t]*(?:\d{1,3}[.)]|[-*•])(?:[ \t]+(?:A|An|The|a|an|the))?\s*\Z"  # a list item with nothing in it
    r"|\[[^\[\]\n]{1,80}\]\([^()\s]{0,300}\Z"  # a link
    r"|[\w)}\]]\^\{?\Z|\\[a-zA-Z]*\Z"  # a formula
    r"|[^\W\d_]{2}-\Z"  # half a word
)
_BEGUN_AT_ALL = re.compile(_BEGUN)
_SPACELESS_END = re.compile(_SPACELESS + r"\Z")
_HALF_WORD = re.compile(r"[^\W\d_]{2}-\Z")


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
    begun = r"(?:\n[ \t]*(?:\d{1,3}[.)]|[-*•])(?:[ \t]+(?:A|An|The|a|an|the))?|\]\([^()\s]*|\^\{?|\\[a-zA-Z]*|-)\s*\z"
    row = r"\|[^\n]*\n[ \t]*\|[^\n]*[^|\s]\s*\z"
    return Screen(regex=rf"{ends}|{_SPACELESS}\s*\z|{begun}|{row}|{sentences}\p{{L}}\s*\z", min_bytes=24)


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text that stops early; values: end (how it ends)."""
    body = text.rstrip()
    last_line = body.count("\n")
    if not body or any(last == last_line for _, last, _ in fences(body)):
        return
    if begun := _begun(body, params):
        yield Hit("", {"end": begun})
        return
    paragraph = body.rsplit("\n", 1)[-1].strip()
    words = paragraph.split()
    if not words or _NOT_PROSE.search(paragraph):
        return
    if _is_long(body, words, params) and (end := _open_end(body, paragraph, words)):
        yield Hit("", {"end": end})
    elif _unfinished(paragraph, params):
        yield Hit("", {"end": "a sentence without an end"})


def _begun(body: str, params: Params) -> str:
    """Name what stands begun and no more at the very end."""
    tail = body[-400:]
    if _SPACELESS_END.search(tail):
        return f'"{tail[-2:]}"' if len(body) >= 20 and _PAUSE.search(body) else ""
    if _BEGUN_AT_ALL.search(tail) and len(body.split(None, 12)) >= 12:
        if "\\" in tail[-12:] or tail.endswith(("^", "^{")):
            return "half a formula" if "$" in tail or "\\(" in body or "\\[" in body else ""
        if tail.endswith("-") and not _FULL_STOP.search(body):
            return ""
        return "half a word" if _HALF_WORD.search(tail) else "something only begun"
    return "half a table row" if _half_row(body) else ""


_PAUSE = re.compile("[，。、！？；]")


def _half_row(body: str) -> bool:
    """Tell whether a table, all of whose rows end on a bar, ends with one that does not."""
    if "|" not in body[-400:]:
        return False
    *before, last = body[-4000:].split("\n")
    rows = [line.strip() for line in before[-2:]]
    return (
        last.lstrip().startswith("|")
        and not last.rstrip().endswith("|")
        and len(rows) == 2
        and all(row.startswith("|") and row.endswith("|") for row in rows)
    )


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
