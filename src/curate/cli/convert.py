"""curate convert FILE --to PROVIDER: Write the lines of one provider, and say what it cannot express."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

import click

from curate.report.escape import visible


@click.command(name="convert")
@click.argument("file")
@click.option("--to", required=True, metavar="PROVIDER[:MODEL]", help="For example bedrock:nova-2-lite.")
@click.option("--method", default="sft", show_default=True)
@click.option(
    "--from", "written_for", metavar="PROVIDER[:MODEL]", help="Layout of FILE; detected when absent."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where the lines go; stdout when absent."
)
@click.option("--bom", is_flag=True, help="Begin with a byte order mark, as older Azure pages ask.")
def command(file: str, to: str, method: str, written_for: str | None, output: Path | None, bom: bool) -> int:
    """Write the records of FILE as lines that PROVIDER takes.

    What a target cannot express is said on stderr with its place, and what was done about it. Lines are written as
    they are made; OUTPUT takes its name when it is whole. Exit 1 where a row was left out.
    """
    import orjson

    from curate.convert_file import convert_file, parse_target
    from curate.errors import ConfigError, InputError
    from curate.inputs.sources import find_sources
    from curate.model import Severity
    from curate.parsing.encoding import BOM
    from curate.report.outcome import clean
    from curate.report.renderers.concise import headline
    from curate.report.style import Style
    from curate.setup import may_begin_with_mark

    sources = find_sources([file], Path.cwd())
    if len(sources) != 1:
        raise InputError(f"{visible(file)}: {len(sources)} files, one is converted at a time")
    if bom and not may_begin_with_mark(parse_target(to)[0]):
        raise ConfigError([f"--bom: files for {visible(to)} have no byte order mark"])
    rows = left_out = 0
    converted = convert_file(sources[0], to, method, written_for)
    with _opened(output) as stream:
        for number, line, findings in converted:
            if bom and not rows:
                stream.write(BOM)
            rows += 1
            left_out += line is None
            if line is not None:
                stream.write(orjson.dumps(line) + b"\n")
            for found in findings:
                if found.severity is not Severity.INFO or found.rule.startswith("fit/"):
                    placed = clean(replace(found, source=sources[0].name, line=number or None))
                    click.echo(headline(placed, Style()), err=True)
    click.echo(
        f"{rows:,} rows read, {rows - left_out:,} written for {visible(to)}, {left_out:,} left out", err=True
    )
    return int(left_out > 0)


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[bytes]]:
    """Open where the lines go: a file takes its name when it is whole; a pipe or a device is written at once."""
    import sys

    from curate.storage.stage_files import open_atomically

    if output is None:
        yield sys.stdout.buffer
    elif output.exists() and not output.is_file():
        with output.open("wb") as stream:
            yield stream
    else:
        with open_atomically(output) as stream:
            yield stream
