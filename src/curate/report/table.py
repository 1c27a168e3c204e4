"""Plain text tables: columns as wide as their widest cell, numbers to the right."""

from collections.abc import Iterable, Sequence


def table(rows: Iterable[Sequence[str]], align: str, indent: str = "  ") -> list[str]:
    """Lay out rows of cells; `align` has `<` or `>` for each column.

    >>> table([("read", "1,200"), ("kept", "90")], "<>")
    ['  read  1,200', '  kept     90']
    """
    lines = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    cells = (
        [f"{cell:{side}{width}}" for cell, side, width in zip(line, align, widths, strict=True)]
        for line in lines
    )
    return [indent + "  ".join(line).rstrip() for line in cells]


def bar(part: int, whole: int, width: int = 20) -> str:
    """Draw a share in eighths of a character.

    >>> bar(5, 10, 4), bar(0, 0)
    ('██', '')
    """
    if whole <= 0 or part <= 0:
        return ""
    eighths = max(1, round(part / whole * width * 8))
    return "█" * (eighths // 8) + "▏▎▍▌▋▊▉"[eighths % 8 - 1 : eighths % 8 or 0]
