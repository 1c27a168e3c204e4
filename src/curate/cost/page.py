"""A page of short texts and tables, for a terminal or as Markdown."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from curate.report.escape import visible
from curate.report.table import table


class Section(NamedTuple):
    """A title, sentences, and a table (`head` empty: none); columns with `>` in `align` hold numbers."""

    title: str
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    align: str = ""


def to_text(sections: Sequence[Section]) -> str:
    """Write sections for a terminal."""
    return "\n\n".join("\n".join(_text(section)) for section in sections)


def _text(section: Section) -> Iterator[str]:
    if section.title:
        yield section.title
    if section.rows:
        yield from table([section.head, *(tuple(map(visible, row)) for row in section.rows)], section.align)
    yield from (f"  {visible(line, 400)}" for line in section.lines)


def to_markdown(sections: Sequence[Section]) -> str:
    """Write sections as Markdown."""
    return "\n\n".join("\n".join(_markdown(section)) for section in sections) + "\n"


def _markdown(section: Section) -> Iterator[str]:
    if section.title:
        yield f"## {section.title}"
        yield ""
    if section.rows:
        yield _row(section.head)
        yield "|" + "|".join("---:" if side == ">" else "---" for side in section.align) + "|"
        yield from (_row(row) for row in section.rows)
        yield ""
    yield from (f"- {_cell(line)}" for line in section.lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _cell(text: str) -> str:
    return visible(text, 400).replace("|", "\\|")
