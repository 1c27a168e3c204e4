"""Rows of a question and its answer."""

from typing import Any

from curate.formats import FormatError


def accepts(record: dict[str, Any]) -> bool:
    return "question" in record and "answer" in record


def parse(record: dict[str, Any]) -> dict[str, Any]:
    for key in ("question", "answer"):
        if not isinstance(record[key], str):
            raise FormatError(f"/{key}", "must be text")
    extra = {key: value for key, value in record.items() if key not in ("question", "answer")}
    messages = [
        {"role": "user", "content": record["question"]},
        {"role": "assistant", "content": record["answer"]},
    ]
    return {"messages": messages} | ({"extra": extra} if extra else {})
