"""LLaMA-Factory's cutoff_len: a row that is too long is cut in its questions and its answers, in proportion."""

from typing import Any

from curate.providers.rules import Check, Hits, Scene, reads_text


def in_proportion(scene: Scene, most: int, answers: tuple[str, ...] = ("gpt", "function_call")) -> Check:
    """Hit a row of more tokens than `most`; says how many answer tokens the cut takes, to the nearest guess.

    Tokens are counted with a public vocabulary and without a template, so the number is an estimate.
    """

    def check(record: dict[str, Any]) -> Hits:
        turns = [(turn.get("from"), str(turn.get("value", ""))) for turn in scene.turns(record)]
        if sum(len(text.encode("utf-8", "replace")) for _, text in turns) <= most:
            return
        from curate.engines.tokens import count_one

        counted = [(role in answers, count_one(text, "o200k_base")) for role, text in turns]
        n, said = sum(n for _, n in counted), sum(n for answer, n in counted if answer)
        if n > most:
            yield scene.at, {"n": f"~{n:,}", "limit": most, "lost": f"~{round(said * (1 - most / n)):,}"}

    return reads_text(check)
