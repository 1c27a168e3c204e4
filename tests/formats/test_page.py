"""docs/formats.md names every format, with the first line of its module."""

from pathlib import Path

from curate.formats import all_formats

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"


def test_every_format_stands_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name, form in all_formats().items():
        first = (form.__doc__ or "").strip().splitlines()[0].replace("|", r"\|")
        assert f"| `{name}` | {first} |" in text
