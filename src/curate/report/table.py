"""Plain text tables: columns as wide as their widest cell, numbers to the right."""

from collections.abc import Iterable, Sequence
from unicodedata import category, combining, east_asian_width


def table(rows: Iterable[Sequence[str]], align: str, indent: str = "  ") -> list[str]:
    """Lay out rows of cells; `align` has `<` or `>` for each column.

    >>> table([("read", "1,200"), ("kept", "90")], "<>")
    ['  read  1,200', '  kept     90']
    """
    lines = [list(row) for row in rows]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    cells = ([*map(_padded, line, align, widths)] for line in lines)
    return [indent + "  ".join(line).rstrip() for line in cells]


def _padded(cell: str, side: str, wanted: int) -> str:
    blank = " " * (wanted - width(cell))
    return blank + cell if side == ">" else cell + blank


def width(text: str) -> int:
    """Count the columns that a text takes on a terminal: two for a wide character, none for a mark upon one.

    >>> width("name"), width("注文"), width("cafe\u0301")
    (4, 4, 4)
    """
    if text.isascii():
        return len(text)
    return sum(
        2 if east_asian_width(char) in "WF" else not (combining(char) or category(char) in ("Mn", "Me", "Cf"))
        for char in text
    )


def bar(part: int, whole: int, width: int = 20) -> str:
    """Draw a share in eighths of a character.

    >>> bar(5, 10, 4), bar(0, 0)
    ('██', '')
    """
    if whole <= 0 or part <= 0:
        return ""
    eighths = max(1, round(part / whole * width * 8))
    return "█" * (eighths // 8) + "▏▎▍▌▋▊▉"[eighths % 8 - 1 : eighths % 8 or 0]
