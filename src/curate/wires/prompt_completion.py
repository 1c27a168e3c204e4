"""{"prompt", "completion"}: two texts, or two lists of turns.

From a conversation: the last turn is the completion, what stands before it the prompt. One user turn with one
answer becomes two texts; anything longer would need a template of its own and stays a list, where the service
takes lists (`Turns`), else it does not fit.
"""

from typing import Any

KINDS = ("chat",)
_NAMES = ("prompt", "completion")
_OTHER = ("prompt", "response")


def reads(line: dict[str, Any]) -> bool:
    return "prompt" in line and ("completion" in line or "response" in line)


def emit(example: dict[str, Any]) -> dict[str, Any]:
    extra = example.get("extra", {})
    hidden = extra.get("wire", {})
    left, right = hidden.get("names", _NAMES)
    messages = example["messages"]
    cut = hidden.get("cut", len(messages) - 1)
    prompt, completion = messages[:cut], messages[cut:]
    line: dict[str, Any] = {left: prompt, right: completion}
    if hidden.get("texts", plain(prompt, completion)):
        line = {left: prompt[0]["content"], right: completion[0]["content"]}
    line |= {key: example[key] for key in ("tools",) if key in example}
    return line | {key: value for key, value in extra.items() if key != "wire"}


def plain(prompt: list[dict[str, Any]], completion: list[dict[str, Any]]) -> bool:
    """Tell whether two sides are one question and one answer in text."""
    turns = [*prompt, *completion]
    return [(turn["role"], type(turn.get("content"))) for turn in turns] == [
        ("user", str),
        ("assistant", str),
    ]


def read(line: dict[str, Any]) -> dict[str, Any]:
    names = _NAMES if "completion" in line else _OTHER
    prompt, completion = line[names[0]], line[names[1]]
    hidden: dict[str, Any] = {} if names == _NAMES else {"names": list(names)}
    if isinstance(prompt, str) and isinstance(completion, str):
        messages = [{"role": "user", "content": prompt}, {"role": "assistant", "content": completion}]
    else:
        hidden |= {"cut": len(prompt), "texts": False}
        messages = [*prompt, *completion]
    example = {"messages": messages} | {key: line[key] for key in ("tools",) if key in line}
    extra = {key: value for key, value in line.items() if key not in (*names, "tools")}
    extra |= {"wire": hidden} if hidden else {}
    return example | ({"extra": extra} if extra else {})
