"""Write docs/cli.md from the commands themselves; with --check say whether it is current, and exit 1 if not."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from curate.cli.group import cli, commands

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
HEAD = """<!-- made by tools/make_cli_docs.py; edit the commands in src/curate/cli instead -->

# Command line

Findings go to standard output, all else to standard error. Colours: `--color`, then `FORCE_COLOR`, `NO_COLOR`,
`TERM=dumb`, then whether the output is a terminal. Every option is also read from `CURATE_<COMMAND>_<OPTION>`.
Completion: `eval "$(_CURATE_COMPLETE=bash_source curate)"` (or `zsh_source`, `fish_source`).

| exit code | meaning |
|---|---|
| 0 | nothing at or above `--fail-on`; `diff`: the same rows, or no `--exit-code` |
| 1 | findings; `diff --exit-code`: a difference; `build`: a gate failed, or no row was kept |
| 2 | could not do the job: usage, config, an input that is missing or cannot be read, an internal error |
| 130, 141 | Ctrl-C; a closed pipe |

An internal error is one line on standard error; `CURATE_DEBUG=1` adds the places in our code, never your data.
"""


def page() -> str:
    context = click.Context(cli, info_name="curate")
    parts = [HEAD]
    for name in commands():
        command = cli.get_command(context, name)
        if command is not None:
            parts.extend(describe(command, click.Context(command, info_name=name, parent=context)))
    return "\n".join(parts) + "\n"


def describe(command: click.Command, context: click.Context, level: int = 2) -> Iterator[str]:
    """Yield the lines about a command, and about its own commands where it is a group."""
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield f"{'#' * level} `{context.command_path}`"
    yield ""
    yield "```"
    yield " ".join(usage.split())
    yield "```"
    yield ""
    yield paragraphs(command.help or "")
    yield ""
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    if options:
        yield "| option | |"
        yield "|---|---|"
        yield from (f"| {option(o, context)} |" for o in options)
        yield ""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if inner := command.get_command(context, name):
                yield from describe(inner, click.Context(inner, info_name=name, parent=context), level + 1)


def paragraphs(text: str) -> str:
    """Join the lines of a paragraph; keep paragraphs apart."""
    return "\n\n".join(" ".join(part.replace("\b", "").split()) for part in text.split("\n\n"))


def option(one: click.Option, context: click.Context) -> str:
    names, about = one.get_help_record(context) or ("", one.help or "")
    return " | ".join((f"`{names}`".replace("|", "\\|"), about.replace("|", "\\|")))


def main(args: list[str]) -> int:
    text = page()
    if "--check" not in args:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/cli.md is not current, run tools/make_cli_docs.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
