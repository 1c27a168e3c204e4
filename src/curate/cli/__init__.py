"""The command line: one command a file, imported only when it is called."""

import sys
from importlib import import_module

import click

from curate import __version__
from curate.errors import CurateError

# name -> (module, short help): static, so that --help imports no command
COMMANDS = {
    "build": ("curate.cli.build", "Run the whole pipeline and write provider-ready files."),
}


class Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="curate")
def cli() -> None:
    """Turn raw examples into files that a fine-tuning provider accepts."""


def main(argv: list[str] | None = None) -> int:
    """Run a command; 0 clean, 1 findings, 2 could not run."""
    try:
        result = cli.main(args=argv, prog_name="curate", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except CurateError as error:
        print(f"curate: {error}", file=sys.stderr)
        return 2
    return result if isinstance(result, int) else 0
