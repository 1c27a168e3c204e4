"""Write src/curate/engines/word_kinds.json: to which kind of token each code point belongs.

With --check say whether it is what polars tells today, and exit 1 if not: a newer Unicode would then give other
hashes to texts with its new letters, so take it over on purpose, with a line in the changelog.
"""

import json
import sys
from pathlib import Path

import numpy as np
import polars as pl

from curate.engines.words import DIGIT, SINGLE, SPACE, SYMBOL, WORD

PATH = Path(__file__).resolve().parents[1] / "src" / "curate" / "engines" / "word_kinds.json"
SPACELESS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
KINDS = {SPACELESS: SINGLE, r"\p{Nd}": DIGIT, r"\w": WORD, r"[\s\p{C}]": SPACE}
LAST_LETTER = 0x33480  # the end of the last block of ideographs; symbols and tags follow
POINTS = 0x110000


def table() -> str:
    points = [*range(0xD800), *range(0xE000, LAST_LETTER)]
    letters = pl.Series([chr(point) for point in points])
    kinds = np.full(POINTS, SYMBOL, np.uint8)
    told = [letters.str.contains(pattern).to_numpy() for pattern in KINDS]
    kinds[points] = np.select(told, list(KINDS.values()), SYMBOL)
    starts = np.append(0, np.flatnonzero(np.diff(kinds)) + 1)
    runs = {"starts": starts.tolist(), "kinds": kinds[starts].tolist()}
    return json.dumps(runs, separators=(",", ":")) + "\n"


def main(args: list[str]) -> int:
    text = table()
    if "--check" not in args:
        PATH.write_text(text, encoding="ascii")
    elif not PATH.is_file() or PATH.read_text(encoding="ascii") != text:
        print(f"not current, see tools/make_word_kinds.py: {PATH.name}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
