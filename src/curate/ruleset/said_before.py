"""One defect, one message: which of our rules say again what an error of the provider says about the same row.

A pack about the form of a row is left to the provider where it has an error about that part of the form: it knows its
own form better. Of rules about content only those that look at the same defect are left out.
"""

from collections.abc import Collection

FORM = {
    "structure": {"shape", "turns", "answer", "blocks"},
    "roles": {"shape", "turns", "answer", "pair"},
    "tools": {"shape", "calls"},
    "preference": {"shape", "pair", "answer", "turns"},
}  # pack of ours -> packs of providers
_EMPTY = {"answer", "shape/empty-text", "shape/missing-key", "shape/none-of", "blocks/empty-text"}
SAME = {
    "content/blank-answer": _EMPTY,
    "content/blank-user": _EMPTY,
    "content/blank-system": _EMPTY,
    "content/only-thinking": {"answer"},
    "text/special-token": {"template/control-token"},
    "text/replacement-character": {"text/lone-surrogate"},  # reading puts one where half a pair was
}  # rule of ours -> rules or packs of providers


def said_before(rule: str, errors: Collection[str]) -> bool:
    """Tell whether the provider's errors on a row, by rule id, already say what a rule of ours says there.

    >>> said_before("roles/unknown", ["shape/unknown-value"]), said_before("content/cut-off", ["answer/empty"])
    (True, False)
    """
    same = SAME.get(rule) or FORM.get(pack(rule))
    return same is not None and any(error in same or pack(error) in same for error in errors)


def pack(rule: str) -> str:
    return rule.partition("/")[0]
