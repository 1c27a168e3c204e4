"""Who may speak when: rules that see nothing of a turn but its role."""

from typing import Any, Literal

from curate.providers.found import plain
from curate.providers.rules import Check, Hits, Scene


def first(scene: Scene, roles: list[str], skip: tuple[str, ...] = ()) -> Check:
    """Hit when the first turn, `skip` apart, is of another role."""

    def check(record: dict[str, Any]) -> Hits:
        seen = next(
            ((i, t["role"]) for i, t in enumerate(scene.turns(record)) if t["role"] not in skip), None
        )
        if seen and seen[1] not in roles:
            yield _of_another_role(scene, *seen, roles)

    return check


def last(scene: Scene, roles: list[str], skip: tuple[str, ...] = ()) -> Check:
    """Hit when the last turn, `skip` apart, is of another role."""

    def check(record: dict[str, Any]) -> Hits:
        seen = [(index, turn["role"]) for index, turn in enumerate(scene.turns(record))]
        spoken = [pair for pair in seen if pair[1] not in skip]
        if spoken and spoken[-1][1] not in roles:
            yield _of_another_role(scene, *spoken[-1], roles)
        elif seen and not spoken:
            yield scene.at, {"role": "nobody else", "allowed": " or ".join(roles)}

    return check


def _of_another_role(scene: Scene, index: int, role: str, roles: list[str]) -> tuple[str, dict[str, Any]]:
    return f"{scene.at}/{index}/role", {"role": plain(role), "allowed": " or ".join(roles)}


def last_not(scene: Scene, roles: list[str]) -> Check:
    """Hit when the last turn is of one of the roles."""

    def check(record: dict[str, Any]) -> Hits:
        turns = scene.turns(record)
        if turns and turns[-1]["role"] in roles:
            yield f"{scene.at}/{len(turns) - 1}/role", {"role": plain(turns[-1]["role"])}

    return check


def required(scene: Scene, roles: list[str]) -> Check:
    """Hit for every role that no turn has."""

    def check(record: dict[str, Any]) -> Hits:
        present = {turn["role"].lower() for turn in scene.turns(record)}
        for role in roles:
            if role not in present:
                yield scene.at, {"role": role}

    return check


def no_user(scene: Scene) -> Check:
    """Hit when nobody asks: legal in places, hardly ever meant."""
    return required(scene, ["user"])


def system_first(
    scene: Scene, roles: tuple[str, ...] = ("system",), how: Literal["one", "run", "begin"] = "one"
) -> Check:
    """Hit a system turn that stands where it may not.

    `one`: after any other turn; `run`: after a turn of another role; `begin`: anywhere, in a row that begins with
    another role.
    """

    def check(record: dict[str, Any]) -> Hits:
        turns = scene.turns(record)
        told = [turn["role"].lower() in roles for turn in turns]
        for index, turn in enumerate(turns):
            if (
                index
                and told[index]
                and not (all(told[:index]) if how == "run" else told[0] and how == "begin")
            ):
                yield f"{scene.at}/{index}/role", {"role": plain(turn["role"])}

    return check


def alone(scene: Scene, roles: list[str], skip: tuple[str, ...] = ()) -> Check:
    """Hit a row whose only turn, `skip` apart, is of one of the roles."""

    def check(record: dict[str, Any]) -> Hits:
        said = [(index, turn) for index, turn in enumerate(scene.turns(record)) if turn["role"] not in skip]
        if len(said) == 1 and said[0][1]["role"] in roles:
            yield f"{scene.at}/{said[0][0]}", {"role": plain(said[0][1]["role"])}

    return check


def one_system(scene: Scene, roles: tuple[str, ...] = ("system",)) -> Check:
    """Hit the second system turn."""

    def check(record: dict[str, Any]) -> Hits:
        places = [index for index, turn in enumerate(scene.turns(record)) if turn["role"] in roles]
        for index in places[1:2]:
            yield f"{scene.at}/{index}/role", {"n": len(places)}

    return check


def repeated(scene: Scene, roles: list[str] | None = None) -> Check:
    """Hit a turn of the same role as the one before it (of `roles` only, when given)."""

    def check(record: dict[str, Any]) -> Hits:
        before = None
        for index, turn in enumerate(scene.turns(record)):
            role = turn["role"]
            if role == before and (roles is None or role in roles):
                yield f"{scene.at}/{index}/role", {"role": plain(role)}
            before = role

    return check


def after(scene: Scene, order: dict[str, list[str]], skip: tuple[str, ...] = ()) -> Check:
    """Hit a turn whose role may not follow the one before it; `start` stands for no turn, `skip` is not seen."""

    def check(record: dict[str, Any]) -> Hits:
        before = "start"
        for index, turn in enumerate(scene.turns(record)):
            role = turn["role"]
            if role in skip:
                continue
            if role in order and before not in order[role]:
                yield f"{scene.at}/{index}/role", {"role": plain(role), "before": plain(before)}
            before = role

    return check


def odd_even(
    scene: Scene, odd: list[str], even: list[str], skip: tuple[str, ...] = (), ends_open: bool = False
) -> Check:
    """Hit the first turn that breaks the order odd, even, odd, even; `ends_open` allows an odd end."""

    def check(record: dict[str, Any]) -> Hits:
        said = [(i, t.get("from", t.get("role"))) for i, t in enumerate(scene.turns(record))]
        said = [(index, role) for index, role in said if not (role in skip and index == 0)]
        for place, (index, role) in enumerate(said):
            allowed = even if place % 2 else odd
            if role not in allowed:
                yield f"{scene.at}/{index}", {"role": plain(role), "allowed": " or ".join(allowed)}
                return
        if len(said) % 2 and not ends_open:
            yield scene.at, {"role": plain(said[-1][1]), "allowed": " or ".join(even)}

    return check


def undocumented(scene: Scene, roles: list[str]) -> Check:
    """Hit a turn of a role that chats know and no page on tuning shows."""

    def check(record: dict[str, Any]) -> Hits:
        for index, turn in enumerate(scene.turns(record)):
            if turn["role"] in roles:
                yield f"{scene.at}/{index}/role", {"role": plain(turn["role"])}

    return check
