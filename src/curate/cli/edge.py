"""The last line of the command line: every way a command can end becomes an exit code and at most a few lines."""

import os
import sys
import traceback

import click

from curate.cli.group import cli
from curate.errors import ConfigError, CurateError
from curate.report.escape import visible


def run(args: list[str]) -> int:
    """Run `curate ARGS`; BrokenPipeError is left to the caller."""
    if "_CURATE_COMPLETE" in os.environ:
        cli.main(args=args, prog_name="curate")
    try:
        with cli.make_context("curate", list(args)) as context:
            result = cli.invoke(context)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        _say(error.ctx.get_usage() if isinstance(error, click.UsageError) and error.ctx else "")
        _say(f"curate: {visible(error.format_message())}")
        return 2
    except (KeyboardInterrupt, click.Abort):
        return 130
    except ConfigError as error:
        for problem in error.problems:
            _say(visible(problem, 500))
        return 2
    except CurateError as error:
        for problem in str(error).splitlines():
            _say(f"curate: {visible(problem, 500)}")
        return 2
    except BrokenPipeError:
        raise
    except OSError as error:  # a full disk, a folder without permission: the user can mend it
        _say(
            f"curate: {visible(error.strerror or type(error).__name__)}: {visible(str(error.filename or ''))}"
        )
        return 2
    except Exception as error:  # noqa: BLE001  the command line's last line
        _internal(error)
        return 2


def _internal(error: Exception) -> None:
    """Name the kind and place of a bug; its text may quote data, so neither form prints it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}"  # noqa: PTH119
    if os.environ.get("CURATE_DEBUG"):
        _say("".join(traceback.format_list(frames)).rstrip())
    _say(
        f"curate: internal error: {type(error).__name__} at {place}; set CURATE_DEBUG=1 for the traceback, "
        "and please report it"
    )


def _say(text: str) -> None:
    if text:
        print(text, file=sys.stderr)
