"""What the model's own chat template makes of a row: one rendering answers for every silent loss.

These rules need a named model of a known family (rules/templates/families.yaml); for others they say nothing.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from curate.providers.dialects import entries, parsed
from curate.providers.found import plain
from curate.providers.rules import Check, Hits, Scene, reads_text
from curate.providers.rules.answer import text_of
from curate.providers.templates import Family, Rendered, family_of, render

Look = Callable[[Family, dict[str, Any], Rendered], Hits]


class _Last(NamedTuple):
    """The rendering that was made last. The rules of a row run one after the other, and share it."""

    family: str
    record: Any
    rendered: Rendered


_last: list[_Last] = []  # one entry at most


def _rendered(scene: Scene, family: Family, record: dict[str, Any]) -> Rendered:
    """Render a row, once for all rules: WireCheck hands each row to them as a dict of its own."""
    for last in _last[:1]:
        if last.record is record and last.family == family.name:
            return last.rendered
    rendered = render(family.name, scene.turns(record), parsed(record.get("tools")))
    _last[:] = [_Last(family.name, record, rendered)]
    return rendered


def _check(scene: Scene, look: Look) -> Check:
    family = family_of(scene.model.get("id"))

    def check(record: dict[str, Any]) -> Hits:
        if family is not None and scene.turns(record):
            yield from look(family, record, _rendered(scene, family, record))

    return reads_text(check)


def raises(scene: Scene) -> Check:
    """Hit a row that the template refuses: the run stops there."""

    def look(family: Family, record: dict[str, Any], rendered: Rendered) -> Hits:
        if rendered.error:
            yield scene.at, {"family": family.name, "error": rendered.error}

    return _check(scene, look)


def lost_text(scene: Scene) -> Check:
    """Hit a turn whose text the template leaves out without a word."""

    def look(family: Family, record: dict[str, Any], rendered: Rendered) -> Hits:
        at = 0
        for index, turn in enumerate(scene.turns(record) if not rendered.error else ()):
            text = text_of(turn.get("content")).strip()
            found = rendered.text.find(text, at) if text else at
            if found < 0:
                found = rendered.text.find(text)
            if found < 0 and "</think>" in text:
                continue  # told by lost_reasoning
            if found < 0 and turn["role"] != "system":
                yield f"{scene.at}/{index}", {"family": family.name, "role": plain(turn["role"])}
            at = max(at, found)

    return _check(scene, look)


def lost_calls(scene: Scene) -> Check:
    """Hit a call whose name the template leaves out."""

    def look(family: Family, record: dict[str, Any], rendered: Rendered) -> Hits:
        if not rendered.error:
            for call in scene.dialect.calls(scene.turns(record), scene.at):
                if f'"{call.name}"' not in rendered.text and call.name not in rendered.text:
                    yield call.pointer, {"family": family.name, "name": plain(call.name)}

    return _check(scene, look)


def lost_reasoning(scene: Scene) -> Check:
    """Hit reasoning that the template strips."""

    def look(family: Family, record: dict[str, Any], rendered: Rendered) -> Hits:
        for index, turn in enumerate(scene.turns(record) if not rendered.error else ()):
            thought = turn.get("reasoning_content") or turn.get("reasoning")
            key = "reasoning_content"
            if not thought and "</think>" in (text := text_of(turn.get("content"))):
                thought, key = text.split("</think>")[0].split("<think>")[-1], "content"
            if isinstance(thought, str) and thought.strip() and thought.strip() not in rendered.text:
                yield f"{scene.at}/{index}/{key}", {"family": family.name}

    return _check(scene, look)


def none(scene: Scene) -> Check:
    """Hit a null content that the template writes as the word None."""

    def look(family: Family, record: dict[str, Any], rendered: Rendered) -> Hits:
        for index, turn in enumerate(scene.turns(record)):
            if turn.get("content", "") is None and not turn.get("tool_calls") and "None" in rendered.text:
                yield f"{scene.at}/{index}/content", {"family": family.name}

    return _check(scene, look)


def twice_encoded(scene: Scene) -> Check:
    """Hit arguments that are a JSON text where the template encodes them once more."""

    def look(family: Family, record: dict[str, Any], rendered: Rendered) -> Hits:
        for index, turn in enumerate(scene.turns(record)):
            for place, call in enumerate(entries(turn.get("tool_calls"))):
                function = call.get("function")
                given = function.get("arguments") if isinstance(function, dict) else None
                if (
                    isinstance(given, str)
                    and '"' in given
                    and '\\"' in rendered.text
                    and given not in rendered.text
                ):
                    yield f"{scene.at}/{index}/tool_calls/{place}/function/arguments", {"family": family.name}

    return _check(scene, look)


def control_token(scene: Scene) -> Check:
    """Hit a text that holds a token with which the template marks turns: no template escapes them."""

    def look(family: Family, record: dict[str, Any], rendered: Rendered) -> Hits:
        for index, turn in enumerate(scene.turns(record)):
            text = text_of(turn.get("content"))
            if token := next((token for token in family.control_tokens if token in text), None):
                yield f"{scene.at}/{index}/content", {"token": token, "family": family.name}

    return _check(scene, look)


def cut_off(scene: Scene, most: int, role: str = "assistant") -> Check:
    """Hit a row of which no trained token is left when it is cut at the trainer's default length.

    Tokens are counted with a public vocabulary, not the model's own, so the number is an estimate.
    """

    def look(family: Family, record: dict[str, Any], rendered: Rendered) -> Hits:
        if rendered.error or len(rendered.text.encode()) <= most:
            return
        from curate.engines.tokens import count_one

        first = next(
            (text_of(t.get("content")).strip() for t in scene.turns(record) if t["role"] == role), ""
        )
        start = rendered.text.find(first) if first else -1
        before = count_one(rendered.text[:start], "o200k_base") if start > most // 8 else 0
        if before >= most:
            yield scene.at, {"n": f"~{before:,}", "limit": most}

    return _check(scene, look)


def left_out(scene: Scene, most: int) -> Check:
    """Hit a row that is longer than the trainer's default length, where longer rows are left out."""

    def look(family: Family, record: dict[str, Any], rendered: Rendered) -> Hits:
        if not rendered.error and len(rendered.text.encode()) > most:
            from curate.engines.tokens import count_one

            n = count_one(rendered.text, "o200k_base")
            if n > most:
                yield scene.at, {"n": f"~{n:,}", "limit": most}

    return _check(scene, look)


def cut_short(scene: Scene, most: int, role: str = "assistant") -> Check:
    """Hit a row that is cut inside its answers at the trainer's default length."""

    def look(family: Family, record: dict[str, Any], rendered: Rendered) -> Hits:
        if rendered.error or len(rendered.text.encode()) <= most:
            return
        from curate.engines.tokens import count_one

        n = count_one(rendered.text, "o200k_base")
        if n > most:
            yield scene.at, {"n": f"~{n:,}", "limit": most, "lost": f"~{n - most:,}"}

    return _check(scene, look)
