"""Which texts a segment rule reads: the words that a rule may write after `reads:`.

any           every content, tool result, tool description and string inside arguments
text          message content and tool descriptions, without what stands inside JSON
answer        what is trained: assistant content, without the rejected side of a preference row
prompt        content of user, system and developer messages
conversation  content of user and assistant messages
user, system, tool    content of those roles (system includes developer, tool includes function)
"""

from curate.records import Segment

_ROLES = {
    "prompt": ("user", "system", "developer"),
    "conversation": ("user", "assistant"),
    "user": ("user",),
    "system": ("system", "developer"),
    "tool": ("tool", "function"),
}


def selected(segment: Segment, reads: str) -> bool:
    """Tell whether a rule with this `reads:` reads the segment; `json` texts are read through their leaves."""
    if segment.form == "json":
        return False
    if reads == "any":
        return True
    if reads == "tool":
        return segment.role in _ROLES["tool"]
    if segment.form != "text":
        return False
    if reads == "text":
        return True
    if reads == "answer":
        return (
            segment.trained
            and segment.role in ("assistant", "text")
            and not segment.pointer.startswith("/rejected")
            and "/arguments" not in segment.pointer
        )
    return segment.role in _ROLES[reads] and "/arguments" not in segment.pointer
