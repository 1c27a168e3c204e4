"""Generated parts of Markdown files: what stands between `<!-- name: ... -->` and `<!-- end -->`."""

import re


def fill(text: str, name: str, content: str) -> str:
    """Put `content` between the marks of `name`; raise ValueError where there are none.

    >>> fill("a\\n<!-- n: made by x -->\\nold\\n<!-- end -->\\nb", "n", "new")
    'a\\n<!-- n: made by x -->\\n\\nnew\\n\\n<!-- end -->\\nb'
    """
    marks = re.compile(rf"(<!-- {re.escape(name)}: [^>]*-->\n).*?(<!-- end -->)", re.DOTALL)
    filled, count = marks.subn(lambda m: f"{m[1]}\n{content}\n\n{m[2]}", text)
    if count != 1:
        raise ValueError(f"{count} blocks named {name}")
    return filled


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table.

    >>> print(table(["a"], [["x|y"]]))
    | a |
    |---|
    | x\\|y |
    """
    lines = [head, ["---"] * len(head), *([cell.replace("|", r"\|") for cell in row] for row in rows)]
    return "\n".join("|" + "|".join("---" if c == "---" else f" {c} " for c in line) + "|" for line in lines)
