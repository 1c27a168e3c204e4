"""Rows with tool calls: the assistant looks up orders, and not always rightly."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tools.sample import values
from tools.sample.chats import Chats
from tools.sample.rows import Row, messages

TOOLS = [
    {"type": "function", "function": {"name": name, "description": text, "parameters": {
        "type": "object", "properties": {key: {"type": "string", "description": hint} for key, hint in keys.items()},
        "required": list(keys)}}}
    for name, text, keys in (
        ("order_status", "Look up where an order is.", {"order": "Order number, BK- and five digits"}),
        ("start_return", "Send a return label.", {"order": "Order number", "reason": "Reason in a few words"}),
    )
]  # fmt: skip


def calls(chats: Chats) -> list[Row]:
    """Chats in which the assistant uses the shop's two functions."""
    rng, rows = chats.rng, []
    for turns in chats.take(24, "en", questions=1, thanks=0):
        order, state = (
            f"BK-{rng.randrange(20_000, 90_000)}",
            rng.choice(["packed", "sent", "delivered", "returned"]),
        )
        call = {"id": f"call_{order[3:]}", "type": "function",
                "function": {"name": "order_status", "arguments": json.dumps({"order": order})}}  # fmt: skip
        answer = json.dumps(
            {"order": order, "state": state, "carrier": rng.choice(["Post", "Swift", "Bike"])}
        )
        row = messages(turns)
        row[2:2] = [
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": call["id"], "content": answer},
        ]
        rows.append(Row({"messages": row, "tools": TOOLS}))

    def spoil(at: int, flaw: str, shows: str, edit: Callable[[list[dict[str, Any]]], Any]) -> None:
        row = deepcopy(rows[at].value)
        edit(row["messages"])
        rows[at] = Row(row, flaw, shows)

    def function(m: list[dict[str, Any]]) -> dict[str, Any]:
        return m[2]["tool_calls"][0]["function"]  # type: ignore[no-any-return]

    spoil(
        3,
        "arguments that end in the middle",
        "rejected shape/not-json-text",
        lambda m: function(m).update(arguments='{"order": "BK-2'),
    )
    spoil(
        7,
        "a call of a function that is not declared",
        "findings calls/undeclared",
        lambda m: function(m).update(name="refund_all"),
    )
    spoil(
        11,
        "a result without its call",
        "findings calls/unknown-id",
        lambda m: m[3].update(tool_call_id="call_unknown"),
    )
    spoil(
        15,
        "a required argument is missing",
        "findings calls/arguments",
        lambda m: function(m).update(arguments="{}"),
    )
    spoil(19, "an e-mail address inside arguments, which stay JSON", "findings pii/email-address",
          lambda m: function(m).update(arguments=json.dumps({"order": values.email(rng)})))  # fmt: skip
    return rows
