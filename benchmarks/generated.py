"""Chat rows in any number, the same for the same seed: what a large set looks like to dedupe, made in seconds."""

import json
import random
from collections.abc import Iterator

WORDS, ROW_WORDS = 200_000, 85
EXACT, NEAR, REFUSAL = 0.10, 0.15, 0.02  # shares of rows that repeat an earlier row, resemble one, say no
REMEMBERED = 50_000  # rows that later ones may repeat


def rows(count: int, seed: int = 0) -> Iterator[bytes]:
    """Yield `count` JSON lines of about 640 bytes: exact and near repeats, one answer that many share, the rest new."""
    pick = random.Random(seed)
    vowels, others = "aeiou", "bcdfghjklmnprstvw"
    words = [
        "".join(pick.choice(others) + pick.choice(vowels) for _ in range(pick.randint(1, 4)))
        for _ in range(WORDS)
    ]
    seen: list[tuple[str, str]] = []
    for number in range(count):
        kind = pick.random()
        if seen and kind < EXACT:
            question, answer = pick.choice(seen)
        elif seen and kind < EXACT + NEAR:
            question, answer = pick.choice(seen)
            answer += f" {pick.choice(words)}"
        elif kind < EXACT + NEAR + REFUSAL:
            question, answer = (
                f"what is {pick.choice(words)} {number}?",
                "I am sorry, I cannot help with that.",
            )
        else:
            text = pick.choices(words, k=ROW_WORDS)
            question, answer = " ".join(text[:12]) + "?", " ".join(text[12:]) + "."
        if len(seen) < REMEMBERED:
            seen.append((question, answer))
        else:
            seen[pick.randrange(REMEMBERED)] = (question, answer)
        turns = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
        yield json.dumps({"messages": turns}).encode()
