"""Two charts as SVG, drawn by hand: no library, no script, readable by a screen reader."""

from typing import NamedTuple

from curate.report.page.tags import Html, tag, text

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 220, 56, 34, 24


class Limit(NamedTuple):
    """A provider's limit on a histogram's axis."""

    name: str
    tokens: int


def histogram(bins: list[tuple[int, int, int]], limits: list[Limit], title: str) -> Html:
    """Draw (low, high, rows) bins as columns of equal width, and the limits that fall among them."""
    most = max((rows for _, _, rows in bins), default=0) or 1
    wide = (WIDTH - LEFT) / max(1, len(bins))
    parts = [tag("title", text(title)), tag("desc", text(_described(bins)))]
    for share in (0.5, 1.0):
        y = _y(share)
        parts.append(tag("line", x1=LEFT, x2=WIDTH, y1=y, y2=y, cls="grid"))
        parts.append(tag("text", text(f"{round(most * share):,}"), x=LEFT - 6, y=y + 4, cls="end"))
    for number, one in enumerate(bins):
        parts.append(_column(LEFT + number * wide, wide, one, most))
        if number % max(1, len(bins) // 8) == 0 and LEFT + number * wide < WIDTH - 45:
            label = text(f"{one[0]:,}")
            parts.append(
                tag("text", label, x=f"{LEFT + number * wide:.1f}", y=HEIGHT - BOTTOM + 16, cls="axis")
            )
    parts.append(tag("text", text("tokens in a row"), x=WIDTH, y=HEIGHT - 4, cls="end axis"))
    for limit in limits:
        if (place := _bin_of(limit.tokens, bins)) is not None:
            parts += _limit(LEFT + (place + 1) * wide, limit)
    return tag("svg", *parts, role="img", viewBox=f"0 0 {WIDTH} {HEIGHT}", cls="chart")


def _column(x: float, wide: float, one: tuple[int, int, int], most: int) -> Html:
    low, high, rows = one
    tall = (HEIGHT - BOTTOM - TOP) * rows / most
    size = {"width": f"{max(1.0, wide - 2):.1f}", "height": f"{tall:.1f}"}
    label = tag("title", text(f"{low:,} to {high:,} tokens: {rows:,} rows"))
    return tag("rect", label, x=f"{x + 1:.1f}", y=f"{HEIGHT - BOTTOM - tall:.1f}", **size, cls="bar")


def _bin_of(tokens: int, bins: list[tuple[int, int, int]]) -> int | None:
    return next((n for n, (low, high, _) in enumerate(bins) if low <= tokens <= high), None)


def _limit(x: float, limit: Limit) -> list[Html]:
    label = text(f"{limit.name}: {limit.tokens:,}")
    return [
        tag("line", x1=f"{x:.1f}", x2=f"{x:.1f}", y1=TOP, y2=HEIGHT - BOTTOM, cls="limit"),
        tag("text", label, x=f"{x - 4:.1f}", y=TOP - 8, cls="end limit"),
    ]


def _y(share: float) -> int:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share)


def _described(bins: list[tuple[int, int, int]]) -> str:
    rows = sum(count for _, _, count in bins)
    if not rows:
        return "no rows"
    low, high, most = max(bins, key=lambda b: b[2])
    return f"{rows:,} rows from {bins[0][0]:,} to {bins[-1][1]:,} tokens; most, {most:,}, have {low:,} to {high:,}"


def share_bar(parts: list[tuple[str, int]], title: str) -> Html:
    """Draw named parts of a whole as one bar; the classes of the parts give the colours."""
    whole = sum(count for _, count in parts) or 1
    drawn, x = [tag("title", text(title))], 0.0
    for name, count in parts:
        wide = 1000 * count / whole
        label = tag("title", text(f"{name}: {count:,}"))
        drawn.append(
            tag("rect", label, x=f"{x:.1f}", y=0, width=f"{wide:.1f}", height=14, cls=f"part-{name}")
        )
        x += wide
    return tag("svg", *drawn, role="img", viewBox="0 0 1000 14", preserveAspectRatio="none", cls="share")


def funnel_bar(share_in: float, share_out: float) -> Html:
    """Draw what a stage kept, and what it lost, as shares of the largest stage."""
    kept = tag("rect", x=0, y=2, width=f"{200 * share_out:.1f}", height=10, cls="bar")
    lost = {"x": f"{200 * share_out:.1f}", "width": f"{200 * (share_in - share_out):.1f}"}
    gone = tag("rect", y=2, height=10, cls="gone", **lost)
    return tag("svg", kept, gone, viewBox="0 0 200 14", cls="inline", aria_hidden="true")
