"""A choice of words that answers an unknown one with the word that was perhaps meant."""

from typing import Any

import click

from curate.suggest import did_you_mean


class Choice(click.Choice[str]):
    """click.Choice, with `did you mean` in its answer."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        return f"{value!r} is not one of {', '.join(self.choices)}{did_you_mean(str(value), self.choices)}"
