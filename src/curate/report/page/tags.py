"""The only way in which text becomes HTML."""

from html import escape
from typing import NewType

from curate.report.escape import visible
from curate.report.scrub import scrub

Html = NewType("Html", str)
MOST_CHARS = 600


def text(value: object) -> Html:
    """Escape a text; what acts is written out, what is private is named.

    >>> text("<b>" + chr(0x202e) + "x")
    '&lt;b&gt;\\\\u202ex'
    """
    return Html(escape(visible(scrub(str(value)), MOST_CHARS), quote=True))


def tag(name: str, *children: Html, cls: str = "", **attributes: object) -> Html:
    """Make an element; `_` in a name of an attribute is a hyphen, None leaves it out.

    >>> tag("td", text("a & b"), cls="n", data_x='"')
    '<td class="n" data-x="&quot;">a &amp; b</td>'
    """
    given = ({"class": cls} if cls else {}) | attributes
    written = "".join(
        f' {key.replace("_", "-")}="{text(value)}"' for key, value in given.items() if value is not None
    )
    return Html(f"<{name}{written}>{''.join(children)}</{name}>")


def table(heads: list[str], rows: list[list[Html]], numbers: str, caption: str = "") -> Html:
    """Make a table; `numbers` has `n` for each column of numbers, else `-`."""
    classes = ["n" if kind == "n" else "" for kind in numbers]
    top = tag("tr", *(tag("th", text(h), cls=c, scope="col") for h, c in zip(heads, classes, strict=True)))
    body = [
        tag("tr", *(tag("td", cell, cls=c) for cell, c in zip(row, classes, strict=True))) for row in rows
    ]
    title = [tag("caption", text(caption))] if caption else []
    return tag("div", tag("table", *title, tag("thead", top), tag("tbody", *body)), cls="scroll")


def section(name: str, title: str, *parts: Html) -> Html:
    return tag("section", tag("h2", text(title)), *parts, id=name)
