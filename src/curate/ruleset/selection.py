"""Which texts a segment rule reads: the words that a rule may write after `reads:`.

any           every content, tool result, tool description and string inside arguments
text          message content and tool descriptions, without what stands inside JSON
answer        what is trained: assistant content, without the rejected side of a preference row
prompt        content of user, system and developer messages
conversation  content of user and assistant messages
user, system, tool    content of those roles (system includes developer, tool includes function)
"""

from typing import TYPE_CHECKING

from curate.records import Segment

if TYPE_CHECKING:
    import polars as pl

_ROLES = {
    "prompt": ("user", "system", "developer"),
    "conversation": ("user", "assistant"),
    "user": ("user",),
    "system": ("system", "developer"),
    "tool": ("tool", "function"),
    "answer": ("assistant", "text"),
}


def selected(segment: Segment, reads: str) -> bool:
    """Tell whether a rule reads the segment; `json` texts are read through their leaves."""
    if reads == "any":
        return segment.form != "json"
    if reads == "tool":
        return segment.form != "json" and segment.role in _ROLES["tool"]
    if segment.form != "text" or "/arguments" in segment.pointer:
        return False
    if reads == "answer" and (not segment.trained or segment.pointer.startswith("/rejected")):
        return False
    return reads == "text" or segment.role in _ROLES[reads]


def selection(reads: str) -> "pl.Expr":
    """Write `selected` as a polars condition over the segments frame."""
    import polars as pl

    role, form, pointer = pl.col("role"), pl.col("form"), pl.col("pointer")
    if reads == "any":
        return form != "json"
    if reads == "tool":
        return (form != "json") & role.is_in(_ROLES["tool"])
    chosen = (form == "text") & ~pointer.str.contains("/arguments", literal=True)
    if reads == "answer":
        chosen &= pl.col("trained") & ~pointer.str.starts_with("/rejected")
    return chosen if reads == "text" else chosen & role.is_in(_ROLES[reads])
