"""SQuAD rows: `context`, `question` and `answers` with a list of `text`; the first answer is read.

Does not cover: questions that the context does not answer; which words say so is for you to choose.
"""

from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.single import joined, text

_USED = frozenset({"context", "question", "answers"})


def accepts(record: dict[str, Any]) -> bool:
    answers = record.get("answers")
    return "question" in record and isinstance(answers, dict) and isinstance(answers.get("text"), list)


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    answers = record["answers"]["text"]
    if not answers:
        raise FormatError("/answers/text", "the question has no answer")
    if not all(isinstance(answer, str) for answer in answers):
        raise FormatError("/answers/text", "every answer must be text")
    if others := len(set(answers)) - 1:
        about = f"{others} other answer{'s' * (others > 1)} to the same question left out"
        reading.note("format/branches-left-out", "/answers/text", about)
    context = text(record, "context") if record.get("context") is not None else ""
    if context:
        about = "context stands before the question, after it a blank line"
        reading.note("format/context-joined", "/context", about)
    asked = joined("\n\n", context, text(record, "question"))
    messages = [{"role": "user", "content": asked}, {"role": "assistant", "content": answers[0]}]
    return example(reading, record, _USED, {"messages": messages})
