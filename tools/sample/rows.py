"""The rows of each sample file, in order, with the flaws planted in them."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from tools.sample import values
from tools.sample.chats import Chats, phrases

Turns = list[tuple[str, str]]


class Row(NamedTuple):
    """One row of a file: a value, or a raw line; what is wrong with it, and where the build shows that."""

    value: Any
    flaw: str = ""
    shows: str = ""  # rejected, duplicates or findings, and the rule or reason that stands there


def plant(rows: list[Row], at: int, value: Any, flaw: str, shows: str) -> None:
    rows.insert(at, Row(value, flaw, shows))


def messages(turns: Turns, language: str = "en", *, system: bool = True) -> list[dict[str, Any]]:
    head = [{"role": "system", "content": phrases(language)["system"]}] if system else []
    return head + [{"role": role, "content": text} for role, text in turns]


def support_chats(chats: Chats) -> list[Row]:
    """OpenAI chat JSONL: the shop's own chat window."""
    rng = chats.rng
    talks = chats.take(76, "en")
    made = [
        {"messages": messages(t), "customer_id": f"C{rng.randrange(100, 140)}", "chat_id": f"W-{1000 + n}"}
        for n, t in enumerate(talks)
    ]
    rows = [Row(row) for row in made[:62]]
    for number, at in ((1, 40), (4, 50)):
        turns = list(zip(("user", "assistant"), phrases("en")["exam"][number - 1], strict=True))
        leak = f"the last question and answer are line {number} of the evaluation set `raw/exam.jsonl`"
        value = made[at] | {"messages": made[at]["messages"] + messages(turns, system=False)}
        rows[at] = Row(value, leak, "findings leakage/contamination")
    spare = iter(made[62:])

    def changed(edit: Callable[[list[dict[str, Any]]], Any]) -> dict[str, Any]:
        row = deepcopy(next(spare))
        edit(row["messages"])
        return row

    def says(text: str) -> Callable[[list[dict[str, Any]]], None]:
        return lambda m: m[1].update(content=f"{m[1]['content']} {text}")

    plant(rows, 4, json.dumps(next(spare))[:-40], "the line is cut off", "rejected structure/cut-off")
    plant(
        rows,
        9,
        changed(lambda m: m[2].update(role="manager")),
        "role `manager` does not exist",
        "rejected structure/unreadable",
    )
    plant(
        rows,
        13,
        changed(says(f"You can reach me at {values.email(rng)}.")),
        "an e-mail address",
        "findings pii/email-address",
    )
    plant(
        rows,
        17,
        rows[2].value | {"chat_id": "W-2001"},
        "the same chat as line 3 with another id",
        "duplicates exact",
    )
    plant(
        rows,
        20,
        changed(says(f"I paid with card {values.card(rng)}.")),
        "a card number",
        "findings pii/credit-card",
    )
    plant(rows, 25, changed(lambda m: m.pop()), "ends with the customer", "findings turns/last")
    plant(
        rows,
        29,
        changed(lambda m: m[-1].update(content="")),
        "the last answer is empty",
        "findings answer/empty",
    )
    near = deepcopy(rows[7].value)
    near["messages"][1]["content"] += " Thanks"
    plant(rows, 34, near, "line 8 with one more word", "duplicates near")
    plant(
        rows, 38, changed(says(f"Please refund to {values.iban(rng)}.")), "an IBAN", "findings pii/iban-code"
    )
    plant(
        rows,
        43,
        json.dumps(next(spare)).replace('"messages"', "'messages'", 1),
        "single quotes",
        "rejected structure/not-json",
    )
    plant(
        rows,
        48,
        '["not", "an", "object"]',
        "a list where an object belongs",
        "rejected structure/not-an-object",
    )
    plant(
        rows,
        52,
        changed(lambda m: m.__delitem__(slice(1, None))),
        "a system message and nothing else",
        "rejected answer/nothing",
    )
    plant(
        rows,
        57,
        changed(says(f"Call me: {values.phone(rng)}.")),
        "a phone number",
        "findings pii/phone-number",
    )
    plant(
        rows,
        60,
        changed(lambda m: m[-1].update(weight=2)),
        "`weight` is 2; only 0 and 1 exist",
        "findings shape/unknown-value",
    )
    plant(rows, 66, changed(lambda m: m[2].update(content="Hello {{customer_name}}, " + m[2]["content"])),
          "a template placeholder that nobody filled", "findings text/placeholder")  # fmt: skip
    return rows


def exam(chats: Chats) -> list[Row]:
    """Questions for the finished model: no input of the build, and two of them leaked into the chats."""
    return [Row({"question": ask, "answer": answer}) for ask, answer in phrases("en")["exam"]]


def world_chats(chats: Chats) -> list[Row]:
    """The same window in Urdu and Japanese, packed."""
    talks = [(language, t) for language in ("ur", "ja") for t in chats.take(14, language)]
    rows = [Row({"messages": messages(t, language), "language": language}) for language, t in talks]
    cut = deepcopy(rows[3].value)
    cut["messages"][1]["content"] = "﻿" + cut["messages"][1]["content"].replace("۔", "۔\r\n", 1) + "\x00"
    rows[3] = Row(cut, "a byte order mark, a carriage return and a NUL inside the text", "findings text/bom")
    plant(rows, 20, rows[16].value, "the same Japanese chat as line 17", "duplicates exact")
    return rows


NAMES = {"user": "human", "assistant": "gpt", "system": "system"}


def sharegpt(chats: Chats) -> list[Row]:
    """ShareGPT: what a contractor exported from the old help desk."""

    def row(number: int, turns: Turns) -> dict[str, Any]:
        return {
            "id": f"old-{number}",
            "conversations": [{"from": NAMES[r], "value": text} for r, text in turns],
        }

    rows = [Row(row(n, t)) for n, t in enumerate(chats.take(40, "en", questions=3))]
    bot = deepcopy(rows[5].value)
    bot["conversations"][1]["from"] = "robot"
    rows[5] = Row(bot, "speaker `robot` is none of the known ones", "rejected structure/unreadable")
    log = " ".join(str(n * 7919 % 10) for n in range(34_000))
    long = row(
        90,
        [
            ("user", f"My flask sends this log, what does it say? {log}"),
            ("assistant", "It says that the battery is low."),
        ],
    )
    plant(rows, 11, long, "a pasted log of 68,000 tokens, more than a model learns from", "findings")
    twice = deepcopy(rows[18].value)
    twice["conversations"].insert(2, {"from": "gpt", "value": "Just a moment please, I am looking it up."})
    rows[18] = Row(twice, "two answers in a row", "findings turns/repeated")
    plant(
        rows,
        27,
        {"id": "old-91", "conversations": []},
        "a conversation without a message",
        "rejected shape/too-few",
    )
    return rows


def faq(chats: Chats) -> list[Row]:
    """Questions and answers as the office keeps them: `;`, quotes and line breaks inside cells."""

    def row(topic: str, ask: str, answer: str) -> dict[str, str]:
        return {"question": ask[0].upper() + ask[1:], "answer": answer, "category": topic}

    rows = [Row(row(p.topic, p.ask, p.answer.replace(". ", ".\n", 1))) for p in chats.singles("en")]
    first = rows[1].value
    plant(
        rows, 8, row("payment", "Which cards do you take?", ""), "an empty answer", "rejected answer/nothing"
    )
    plant(rows, 15, dict(first), "the same question and answer as line 4", "duplicates exact")
    plant(rows, 22, dict(first) | {"answer": "No, never. Please write to the office; we decide from case to case."},
          "another answer to the question of line 4", "findings conflicts/other-answer")  # fmt: skip
    plant(
        rows,
        30,
        row("opening hours", "When are you open?", "TODO"),
        "an answer that was never written",
        "rejected content/placeholder-answer",
    )
    return rows


def instructions(chats: Chats) -> list[Row]:
    """Alpaca: small office tasks, in English and Urdu."""
    tasks = {
        "en": "Write a friendly reply to this message of a customer.",
        "ur": "گاہک کے اس پیغام کا نرم جواب لکھیں۔",
    }
    rows = [
        Row({"instruction": tasks[language], "input": turns[0][1], "output": turns[1][1]})
        for language in tasks
        for turns in chats.take(18, language, questions=1, thanks=0)
    ]
    plant(rows, 7, rows[3].value | {"output": ""}, "an empty output", "rejected answer/nothing")
    plant(
        rows,
        19,
        {"instruction": "Translate 'kettle' into French."},
        "the key `output` is missing",
        "rejected structure/unknown-layout",
    )
    plant(rows, 26, dict(rows[21].value), "the same Urdu row as row 22 of the array", "duplicates exact")
    return rows
