"""Rows of the exports that are no chats of the web site: preferences, pages, tickets, returns."""

from copy import deepcopy

from tools.sample import values
from tools.sample.chats import Chats, phrases
from tools.sample.rows import Row, messages, plant


def preferences(chats: Chats) -> list[Row]:
    """Preference pairs: a good answer, and one that nobody should give."""
    rows = []
    for turns in chats.take(24, "en", questions=1, thanks=0):
        bad = chats.rng.choice(phrases("en")["curt"])
        rows.append(Row({"prompt": messages(turns[:1]), "chosen": messages(turns[1:], system=False),
                         "rejected": [{"role": "assistant", "content": bad}]}))  # fmt: skip
    even = deepcopy(rows[4].value)
    even["rejected"] = even["chosen"]
    rows[4] = Row(even, "the good and the bad answer are the same", "findings pair/identical")
    lost = dict(rows[12].value)
    del lost["rejected"]
    rows[12] = Row(lost, "the rejected answer is missing", "rejected structure/unknown-layout")
    return rows


def completions(chats: Chats) -> list[Row]:
    """Prompt and completion in Parquet: the Japanese pages of the old web site."""
    talks = chats.take(20, "ja", questions=1, thanks=0) + chats.take(18, "ja", questions=2, thanks=0)
    rows = [
        Row({"prompt": "\n".join(t for _, t in turns[:-1]), "completion": turns[-1][1]}) for turns in talks
    ]
    plant(rows, 16, dict(rows[6].value), "the same row as row 7", "duplicates exact")
    mail = f"届きましたら {values.email(chats.rng)} までご連絡ください。"
    rows[21] = Row(
        rows[21].value | {"completion": rows[21].value["completion"] + mail},
        "an e-mail address",
        "findings pii/email-address",
    )
    return rows


def helpdesk(chats: Chats) -> list[Row]:
    """An export that no tool knows: tickets with a thread; curate.yaml says how to read it."""
    rng = chats.rng
    who = {"user": "customer", "assistant": "staff"}
    rows = []
    for number, turns in enumerate(chats.take(40, "en")):
        thread = [{"who": who[role], "body": text, "minute": 7 * n} for n, (role, text) in enumerate(turns)]
        ticket = {"ticket": f"T{4100 + number}", "customer": f"C{rng.randrange(100, 140)}", "channel": "mail"}
        rows.append(Row(ticket | {"thread": thread}))
    note = deepcopy(rows[8].value)
    note["thread"].insert(
        1, {"who": "router", "body": "Ticket was moved to the queue of Tuesday.", "minute": 1}
    )
    rows[8] = Row(note, "a speaker `router` that the mapping does not name", "rejected structure/unreadable")
    rows[14] = Row(
        {k: v for k, v in rows[14].value.items() if k != "thread"},
        "a ticket without a thread",
        "rejected structure/unreadable",
    )
    private = deepcopy(rows[20].value)
    private["thread"][0]["body"] += f" My new mail is {values.email(rng)} and my phone {values.phone(rng)}."
    rows[20] = Row(private, "an e-mail address and a phone number", "findings pii/phone-number")
    copy = deepcopy(rows[11].value) | {"ticket": "T4999"}
    copy["thread"][0]["body"] = copy["thread"][0]["body"].upper()
    plant(rows, 33, copy, "ticket T4111 once more, in capitals", "duplicates normalised")
    return rows


def returns_urdu(chats: Chats) -> list[Row]:
    """Tab-separated questions and answers in Urdu."""
    talks = chats.take(30, "ur", questions=1, thanks=0)
    rows = [Row({"question": turns[0][1], "answer": turns[1][1]}) for turns in talks]
    mail = f"{rows[9].value['question']} میرا پتہ {values.email(chats.rng)} ہے۔"
    rows[9] = Row(
        rows[9].value | {"question": mail},
        "an e-mail address in a text that runs from right to left",
        "findings pii/email-address",
    )
    plant(rows, 22, dict(rows[5].value), "the same row as line 7", "duplicates exact")
    return rows
