"""What is scanned as one text, and how a text is rewritten: a plain text, or the values of a JSON document."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from curate.redaction import json_text


class Piece(NamedTuple):
    """A text to scan. In a document it is a value: its pointer (to show), and the words of its key for context."""

    pointer: str
    lead: str
    text: str
    kind: Literal["string", "number", "key"]

    @property
    def scanned(self) -> str:
        return self.lead + self.text


def pieces(text: str) -> Iterator[Piece]:
    """Yield the texts to scan: the text itself, or the values of the document that it is, however deep.

    >>> [piece.scanned for piece in pieces('{"user": "{\\\\"mail\\\\": \\\\"a@b.cd\\\\"}"}')]
    ['mail: a@b.cd']
    """
    if json_text.is_document(text):
        for leaf in json_text.leaves(text):
            yield from _below(leaf)
    else:
        yield Piece("", "", text, "string")


def _below(leaf: json_text.Leaf) -> Iterator[Piece]:
    at = f"#{harmless(leaf.pointer)}"
    if leaf.kind != "string" or not json_text.is_document(leaf.text):
        yield Piece(at, leaf.lead, leaf.text, leaf.kind)
        return
    for piece in pieces(leaf.text):
        yield piece._replace(pointer=at + piece.pointer)


def harmless(pointer: str) -> str:
    """Hide the keys of a pointer that are no plain names: findings show pointers, and a key may be personal.

    >>> harmless("/customers/jo@contoso.com/0/note")
    '/customers/*/0/note'
    """
    return "/".join(part if json_text.PLAIN_KEY.fullmatch(part) else "*" for part in pointer.split("/"))


def rewritten(text: str, new: Callable[[Piece], str]) -> str:
    """Return the text with every string piece replaced by `new(piece)`; a document stays a document."""
    if not json_text.is_document(text):
        return new(Piece("", "", text, "string"))

    def change(leaf: json_text.Leaf) -> str | None:
        result = rewritten_leaf(leaf, new)
        return result if result != leaf.text else None

    return json_text.rewrite(text, change)


def rewritten_leaf(leaf: json_text.Leaf, new: Callable[[Piece], str]) -> str:
    """Return what becomes of one string of a document."""
    if json_text.is_document(leaf.text):
        return rewritten(leaf.text, new)
    return new(Piece("", leaf.lead, leaf.text, "string"))
