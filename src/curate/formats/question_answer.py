"""Rows of a question and its answer, in the column names that spreadsheets use."""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.single import turn

BEFORE = ("text",)
_HEADS = (
    ("question", "answer"), ("question", "response"), ("q", "a"), ("query", "answer"), ("frage", "antwort"),
    ("pregunta", "respuesta"), ("domanda", "risposta"), ("pergunta", "resposta"), ("вопрос", "ответ"),
    ("质问", "回答"), ("问题", "答案"), ("質問", "回答"), ("سوال", "جواب"),
)  # fmt: skip
_CONTEXT = ("context", "passage", "article")
_SYSTEM = ("system", "system_prompt")


def accepts(record: dict[str, Any]) -> bool:
    return _heads(record) is not None


def _heads(record: dict[str, Any]) -> tuple[str, str] | None:
    """Return the record's own names of the question and the answer."""
    if "question" in record and "answer" in record:
        return "question", "answer"
    by_name = {key.strip().lower(): key for key in record}
    return next(((by_name[q], by_name[a]) for q, a in _HEADS if q in by_name and a in by_name), None)


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    question, answer = _heads(record) or ("question", "answer")
    system = next((key for key in _SYSTEM if isinstance(record.get(key), str)), "")
    messages = turn(record, question, answer, system)
    context = next((key for key in _CONTEXT if isinstance(record.get(key), str) and record[key]), "")
    if context:
        asked = messages[-2]
        asked["content"] = f"{record[context]}\n\n{asked['content']}"
        reading.note(
            "format/context-joined",
            f"/{context}",
            f"{context} stands before the question, after it a blank line",
        )
    return example(reading, record, frozenset({question, answer, system, context}), {"messages": messages})
