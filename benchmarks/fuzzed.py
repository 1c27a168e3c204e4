"""Lines that no program should have to see, the same for the same seed: random bytes and mutated JSON."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

CALL = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"q": "a\\u0000b"}'}}
TOOL = {"type": "function", "function": {"name": "find", "parameters": {"type": "object", "properties": {}}}}
USER, ANSWER = (
    {"role": "user", "content": "Call 555-0100 or mail a@b.example."},
    {"role": "assistant", "content": "Done."},
)
SEEDS: tuple[dict[str, Any], ...] = (
    {"messages": [{"role": "system", "content": "Be brief."}, USER, ANSWER]},
    {"messages": [USER, {"role": "assistant", "content": None, "tool_calls": [CALL]},
                  {"role": "tool", "tool_call_id": "c1", "content": "{}"}, ANSWER], "tools": [TOOL]},
    {"messages": [{"role": "user", "content": [{"type": "text", "text": "see"}, {"type": "image_url",
                  "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]}, ANSWER], "weight": 1},
    {"messages": [USER], "chosen": [ANSWER], "rejected": [{"role": "assistant", "content": "No."}]},
    {"input": {"messages": [USER]}, "preferred_output": [ANSWER], "non_preferred_output": [ANSWER]},
    {"prompt": "one", "completion": "two", "label": True},
    {"conversations": [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "hello"}], "system": "s"},
    {"instruction": "add", "input": "1 2", "output": "3"},
    {"contents": [{"role": "user", "parts": [{"text": "hi"}]}, {"role": "model", "parts": [{"text": "yes"}]}]},
    {"schemaVersion": "bedrock-conversation-2024", "system": [{"text": "s"}], "messages": [
        {"role": "user", "content": [{"text": "hi"}]}, {"role": "assistant", "content": [{"text": "yes"}]}]},
    {"text": "<|im_start|>user\nhi<|im_end|>"},
    {"prompt": [USER], "completion": [ANSWER], "reference_answer": {"a": [1, 2.5e300]}},
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, -(10**400), "", " ", "x" * 5000, "\ud800", "\x00", "\u202e", "a\r\nb", "null",
    [], {}, [[]], [None], {"": None}, {"role": "user"}, "data:image/png;base64,@@@", "http://[::1", "9" * 400,
    "\u0130\u1e9e", "\ufdfa" * 50, {"a": {"b": {"c": [{"d": 1}] * 20}}}, "a.a." * 500, "{{%if%}}", "<think>",
    "-----BEGIN RSA PRIVATE KEY-----", "(" * 300,
)  # fmt: skip
TEXTS = (
    b'{"a":' * 3000, b"[" * 5000, b'"' * 999, b"\\u" * 50, b"1e" + b"9" * 999, b'{"a":1,"a":2}', b"\xef\xbb\xbf{}",
    b"NaN", b'{"messages": [],,}', b"\x1f\x8b\x08", b"\xff\xfe{\x00}\x00",
)  # fmt: skip


def lines(count: int, seed: int) -> Iterator[bytes]:
    """Yield lines: a tenth random bytes, a third JSON cut or overwritten at random, the rest JSON of other values.

    The first one is whole: a mark of UTF-16 in its place would rightly make all of them one text of UTF-16.
    """
    pick = random.Random(seed)
    yield json.dumps(SEEDS[0]).encode()
    for _ in range(count - 1):
        kind = pick.random()
        if kind < 0.1:
            line = pick.randbytes(pick.choice((1, 3, 20, 300)))
        elif kind < 0.11:
            line = pick.choice(TEXTS)
        else:
            value = json.loads(json.dumps(pick.choice(SEEDS)))
            for _ in range(pick.choice((0, 1, 1, 2, 5))):
                value = mutated(value, pick)
            line = json.dumps(value, ensure_ascii=pick.random() < 0.5).encode("utf-8", "surrogatepass")
            if kind < 0.4:
                line = torn(line, pick)
        line = line.replace(b"\n", b" ")
        yield line if line.strip() else b"?"


def mutated(value: Any, pick: random.Random) -> Any:
    """Change one place of a JSON value: another value, no value, a renamed key, a repeated element."""
    if not isinstance(value, dict | list) or not value or pick.random() < 0.15:
        return deepcopy(pick.choice(VALUES))
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = pick.choice(keys)
    how = pick.random()
    if how < 0.6:
        value[key] = mutated(value[key], pick)
    elif how < 0.75:
        del value[key]
    elif isinstance(value, list):
        value.insert(key, value[key])
    elif how < 0.9:
        value[pick.choice(("role", "content", "messages", "tools", "x", "", "from", "text"))] = value.pop(key)
    else:
        value[str(pick.random())] = value[key]
    return value


def torn(line: bytes, pick: random.Random) -> bytes:
    """Cut a line, or overwrite, drop or repeat some of its bytes."""
    at = pick.randrange(len(line))
    how = pick.randrange(4)
    if how == 0:
        return line[:at]
    if how == 1:
        return line[:at] + pick.randbytes(pick.randint(1, 4)) + line[at + 1 :]
    if how == 2:
        return line[:at] + line[at + pick.randint(1, 8) :]
    return line[:at] + line[max(0, at - 20) : at] * pick.randint(1, 30) + line[at:]
