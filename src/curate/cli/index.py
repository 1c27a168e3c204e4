"""curate index build|pack DIR PATH...: Remember rows, to compare later data with them."""

from pathlib import Path

import click


@click.group(name="index")
def command() -> None:
    """Remember rows, to compare later data with them."""


@command.command(name="build")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, required=True)
@click.option("--threshold", type=click.FloatRange(0, 1, min_open=True), default=0.8, show_default=True,
              help="Of the MinHashLSH that other programs load; curate takes any threshold later.")  # fmt: skip
def build(folder: Path, paths: tuple[str, ...], threshold: float) -> int:
    """Save MinHash signatures and places of the rows of PATHS in the folder DIR.

    Name DIR in `stages.near_duplicates.against`, or in `curate dedupe --against DIR`. DIR/lsh.pickle is a
    datasketch.MinHashLSH of the same signatures.
    """
    from curate.engines.saved_index import save_index
    from curate.standalone.index_rows import index_rows

    rows = index_rows(paths)
    save_index(folder, rows, threshold)
    click.echo(f"{folder}: {len(rows):,} rows")
    return 0


@command.command(name="pack")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, required=True)
@click.option("--ngram-words", type=click.IntRange(1, 255), default=13, show_default=True)
@click.option("--shortest-words", type=click.IntRange(1), default=8, show_default=True)
def pack(folder: Path, paths: tuple[str, ...], ngram_words: int, shortest_words: int) -> int:
    """Save the n-grams of evaluation files PATHS as hashes in the folder DIR, which ends in .grams.

    Name DIR in `stages.contamination.against`, or in `curate leak`. It holds no text and can be passed on.
    """
    from curate.engines.evaluation import SUFFIX, evaluation_pack, save_pack

    if folder.suffix != SUFFIX:
        raise click.UsageError(f"{folder}: the name of a pack ends in {SUFFIX}")
    made = evaluation_pack(paths, Path.cwd(), ngram_words, shortest_words)
    save_pack(made, folder)
    click.echo(f"{folder}: {len(made.grams):,} n-grams of {len(made.parts):,} texts")
    return 0
