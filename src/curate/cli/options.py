"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from curate.cli.choice import Choice

F = TypeVar("F", bound=Callable[..., Any])

packs_option = click.option(
    "--rules",
    "packs",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A pack of your own, or a folder.",
)


def format_option(*names: str, help: str | None = None, show_default: bool = False) -> Callable[[F], F]:
    """Return the option `--format` (the parameter `form`) with these choices; the first one when absent."""
    return click.option(
        "--format", "form", type=Choice(names), default=names[0], help=help, show_default=show_default
    )
