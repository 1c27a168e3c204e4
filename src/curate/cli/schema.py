"""curate schema [NAME]: Print a JSON Schema, of the config, a finding, the manifest, a rule pack ..."""

import click

from curate.errors import InputError
from curate.resources import folder
from curate.suggest import did_you_mean

SUFFIX = ".schema.json"


@click.command(name="schema")
@click.argument("name", required=False)
def command(name: str | None) -> int:
    """Print the JSON Schema called NAME, or the names of all.

    An editor reads it after `curate schema config > curate.schema.json` and this first line in curate.yaml:
    # yaml-language-server: $schema=curate.schema.json
    """
    root = folder("schemas")
    known = {
        path.relative_to(root).as_posix().removesuffix(SUFFIX): path
        for path in sorted(root.rglob(f"*{SUFFIX}"))
    }
    if name is None:
        click.echo("\n".join(known))
    elif name in known:
        click.echo(known[name].read_text(encoding="utf-8"), nl=False)
    else:
        raise InputError(f"no schema {name!r}{did_you_mean(name, known)}; known: {', '.join(known)}")
    return 0
