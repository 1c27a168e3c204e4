r"""HH-RLHF transcripts: `chosen` and `rejected` (or one `transcript`) as texts of \n\nHuman: and \n\nAssistant: turns.

Does not cover: such a mark inside an answer; it is read as a turn.
"""

import re
from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.sides import common

BEFORE = ("preference", "text")
_TURN = re.compile(r"(?:\A|\n\n)(Human|Assistant):[ ]?")
_ROLES = {"Human": "user", "Assistant": "assistant"}


def accepts(record: dict[str, Any]) -> bool:
    texts = (
        [record["transcript"]] if "transcript" in record else [record.get("chosen"), record.get("rejected")]
    )
    return all(isinstance(text, str) and _TURN.match(text[:20]) for text in texts)


def parse(record: dict[str, Any]) -> Parsed:
    if "transcript" in record:
        messages = transcript(record["transcript"], "/transcript")
        return example(Reading(), record, frozenset({"transcript"}), {"messages": messages})
    chosen, rejected = (transcript(record[key], f"/{key}") for key in ("chosen", "rejected"))
    cut = common(chosen, rejected)
    fields = {"messages": chosen[:cut], "chosen": chosen[cut:], "rejected": rejected[cut:]}
    return example(Reading(), record, frozenset({"chosen", "rejected"}), fields)


def transcript(text: str, at: str) -> list[dict[str, Any]]:
    r"""Cut a transcript into messages.

    >>> transcript("\n\nHuman: hi\n\nAssistant: hello", "/chosen")
    [{'role': 'user', 'content': 'hi'}, {'role': 'assistant', 'content': 'hello'}]
    """
    before, *turns = _TURN.split(text)
    if before.strip() or not turns:
        raise FormatError(at, "the transcript does not begin with Human: or Assistant:")
    pairs = zip(turns[::2], turns[1::2], strict=True)
    return [{"role": _ROLES[speaker], "content": said} for speaker, said in pairs]
