"""Several answers to one prompt with a `rank` (1 is best) or a score each: the best one is chosen, the worst rejected.

Covers: Nectar's `answers`, completions of UltraFeedback with an `overall_score`, answers with a `pm_score`; the prompt
as text, or as a transcript of Human: and Assistant:. Does not cover: scores of several qualities without one over all.
"""

from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.single import with_system
from curate.formats import hh_rlhf
from curate.wording import shown

BEFORE = ("prompt_only", "stepwise")
_PROMPTS = ("prompt", "instruction", "question", "query")
_LISTS = ("answers", "completions", "responses")
_TEXTS = ("answer", "response", "text", "completion", "content")
_RANKS = {"rank": -1, "overall_score": 1, "score": 1, "pm_score": 1}  # whether more is better
_SYSTEM = ("system", "system_prompt")


def accepts(record: dict[str, Any]) -> bool:
    return _names(record) is not None


def _names(record: dict[str, Any]) -> tuple[str, str, str, str] | None:
    """Return the keys of the prompt, the list, the text of an answer and what ranks it; None where one is missing."""
    prompt = next((key for key in _PROMPTS if isinstance(record.get(key), str)), None)
    name = next((key for key in _LISTS if isinstance(record.get(key), list)), None)
    answers = record[name] if name else []
    if prompt is None or name is None or len(answers) < 2 or not all(isinstance(a, dict) for a in answers):
        return None
    text = next((key for key in _TEXTS if all(isinstance(a.get(key), str) for a in answers)), None)
    rank = next((key for key in _RANKS if all(_is_number(a.get(key)) for a in answers)), None)
    return (prompt, name, text, rank) if text and rank else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    prompt, name, text, rank = _names(record) or ("prompt", "answers", "answer", "rank")
    answers = sorted(record[name], key=lambda answer: -_RANKS[rank] * answer[rank])
    best, worst = answers[0], answers[-1]
    if best[rank] == worst[rank]:
        raise FormatError(
            f"/{name}", f"no answer is better than another: {rank} is {shown(best[rank])} everywhere"
        )
    about = (
        f"the answer of {rank} {shown(best[rank])} is chosen, that of {rank} {shown(worst[rank])} rejected"
    )
    reading.note("format/ranked", f"/{name}", about)
    if others := len(answers) - 2:
        about = f"{others:,} other answer{'s' * (others > 1)} to the same request left out"
        reading.note("format/branches-left-out", f"/{name}", about)
    system = next((record[key] for key in _SYSTEM if isinstance(record.get(key), str)), None)
    fields = {
        "messages": with_system(system, _asked(record[prompt], prompt)),
        "chosen": [{"role": "assistant", "content": best[text]}],
        "rejected": [{"role": "assistant", "content": worst[text]}],
    }
    return example(reading, record, frozenset({prompt, name, *_SYSTEM}), fields)


def _asked(prompt: str, key: str) -> list[dict[str, Any]]:
    """Return the messages of a prompt; a transcript ends with the opened turn of the assistant."""
    if not hh_rlhf.accepts({"transcript": prompt}):
        return [{"role": "user", "content": prompt}]
    messages = hh_rlhf.transcript(prompt, f"/{key}")
    if messages[-1]["role"] == "assistant" and not messages[-1]["content"].strip():
        messages.pop()
    return [message | {"content": message["content"].strip()} for message in messages]
