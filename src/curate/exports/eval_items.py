"""eval_items.jsonl and system_prompt.txt: the held-out test set of a target, as a program that scores answers wants it.

Needs    canonical examples of the test split, of any kind but plain text.
Returns  one line an example, {"item": {...}}:
         input                 messages that the model is given, without the system prompt
         system_prompt         what leads them, "" where there is none
         reference             the answer that the data set has; null where the row has no good one
         reference_tool_calls, rejected, tools   where the row has them
         and for prompts without an answer every other field of the row, which is what graders read.
         system_prompt.txt     where all items have the same one
Covers   several turns: all but the last answer is input.
Does not cover: the evaluation service of one vendor. That of OpenAI ends on 2026-11-30 (read-only since 2026-10-31), so
         these lines name none; `{{ item.reference }}` is how most harnesses address them.
"""

from pathlib import Path
from typing import Any

import orjson

from curate.records import kind_of, text_of
from curate.spec.config import Target
from curate.storage.stage_files import write_atomically

NAME = "eval_items.jsonl"
PROMPT_NAME = "system_prompt.txt"
Message = dict[str, Any]


def write(folder: Path, target: Target, export: dict[str, Any]) -> list[Path]:
    """Put the system prompt beside the items, which the write phase has written line by line."""
    items = folder / NAME
    prompt = shared_prompt(items)
    if not prompt:
        return [items]
    write_atomically(folder / PROMPT_NAME, prompt.encode())
    return [items, folder / PROMPT_NAME]


def shared_prompt(items: Path) -> str:
    """Return the system prompt that every item has, or "" where they differ or have none."""
    first = None
    with items.open("rb") as lines:
        for line in lines:
            prompt: str = orjson.loads(line)["item"]["system_prompt"]
            first = prompt if first is None else first
            if prompt != first:
                return ""
    return first or ""


def item(record: dict[str, Any]) -> dict[str, Any] | None:
    """Make the item of one canonical example; None for plain text, which asks nothing.

    >>> item({"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "2 + 2?"},
    ...                    {"role": "assistant", "content": "4"}]})
    {'input': [{'role': 'user', 'content': '2 + 2?'}], 'system_prompt': 'Be brief.', 'reference': '4'}
    """
    kind = kind_of(record)
    if kind == "text":
        return None
    given, answers = turns(record, kind)
    count = next((n for n, m in enumerate(given) if not leads(m)), len(given))
    made: dict[str, Any] = {
        "input": [{key: value for key, value in m.items() if key != "weight"} for m in given[count:]],
        "system_prompt": "\n\n".join(m["content"] for m in given[:count]),
    }
    good = kind in ("chat", "preference") or record.get("label") is True
    made["reference"] = text_of(answers[-1]) if good and answers else None
    calls = answers[-1].get("tool_calls") if good and answers else None
    rejected = record.get("rejected") or ([] if good else answers)
    also = {
        "reference_tool_calls": calls,
        "rejected": text_of(rejected[-1]) if rejected else None,
        "tools": record.get("tools"),
    }
    more = record.get("extra", {}) if kind == "prompt" else {}
    return {key: value for key, value in more.items() if key not in made} | made | {
        key: value for key, value in also.items() if value
    }  # fmt: skip


def turns(record: dict[str, Any], kind: str) -> tuple[list[Message], list[Message]]:
    """Return what a model is given and what it is to answer; in a chat, that is the last thing the assistant says."""
    messages: list[Message] = record.get("messages", [])
    if kind != "chat":
        return messages, record.get("chosen") or record.get("completion") or []
    last = max(n for n, m in enumerate(messages) if m.get("role") == "assistant")
    return messages[:last], [messages[last]]


def leads(message: Message) -> bool:
    return message.get("role") in ("system", "developer") and isinstance(message.get("content"), str)
