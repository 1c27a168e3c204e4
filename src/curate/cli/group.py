"""The lazy group: names and help lines are read from the files' first lines, commands are imported when called."""

import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from curate import __version__
from curate.cli.choice import Choice
from curate.suggest import did_you_mean

_FIRST_LINE = re.compile(r'"""curate (\S+)[^:]*: (.+?)(?:""")?$')


@cache
def commands() -> dict[str, tuple[str, str]]:
    """Return command name -> (module, help line), by name, without importing a command."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        with path.open(encoding="utf-8") as stream:
            if match := _FIRST_LINE.match(stream.readline().rstrip()):
                found[match[1]] = (f"curate.cli.{path.stem}", match[2])
    return found


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in commands():
            return None
        module = import_module(commands()[cmd_name][0])
        if not isinstance(command := vars(module).get("command"), click.Command):
            raise TypeError(f"{module.__name__} lacks a click command named `command`")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in commands() and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(f"no such command {name!r}{did_you_mean(name, commands())}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in commands().items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CURATE"},
    epilog="Exit codes: 0 clean, 1 findings, 2 could not run. Options are also read from CURATE_<COMMAND>_<OPTION>.",
)
@click.version_option(__version__, "-V", "--version", prog_name="curate")
@click.option(
    "--color",
    type=Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours; auto obeys FORCE_COLOR, NO_COLOR, TERM=dumb and the terminal.",
)
@click.pass_context
def cli(ctx: click.Context, color: str) -> None:
    """Turn raw examples into files that a fine-tuning provider accepts."""
    ctx.obj = {"color": color}


def color_choice() -> Any:
    """Return what --color says in the running command: auto, always or never."""
    context = click.get_current_context(silent=True)
    return (context.find_root().obj or {}).get("color", "auto") if context else "auto"
