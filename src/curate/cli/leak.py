"""curate leak TRAIN EVAL...: Find evaluation and validation rows in training data."""

import json

import click


@click.command(name="leak")
@click.argument("train")
@click.argument("evaluation", metavar="EVAL...", nargs=-1, required=True)
@click.option("--threshold", type=click.FloatRange(0, 1, min_open=True), default=0.8, show_default=True,
              help="Similarity from which whole rows are near.")  # fmt: skip
@click.option("--least-share", type=click.FloatRange(0, 1, min_open=True), default=0.5, show_default=True,
              help="How much of an evaluation text must stand in a row.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object an overlap.")
def command(
    train: str, evaluation: tuple[str, ...], threshold: float, least_share: float, as_json: bool
) -> int:
    """Find what of EVAL (data files, text files, packs) stands in TRAIN (a file, folder or glob).

    Whole rows: equal, near, the same prompt. Texts inside rows: word 13-grams with numbers masked, and the words that
    overlap. Exit 1 where anything is found.
    """
    from curate.report.outcome import plural
    from curate.standalone.leak import find_leaks
    from curate.wording import shown

    leaks = find_leaks(train, evaluation, threshold, least_share)
    for leak in leaks:
        if as_json:
            click.echo(json.dumps(leak._asdict(), ensure_ascii=False))
        else:
            words = f" `{shown(leak.words)}`" if leak.words else ""
            click.echo(f"{leak.train}: {leak.kind} {leak.share_ratio:.0%} {leak.evaluation}{words}")
    rows = len({leak.train for leak in leaks})
    click.echo(f"{plural(len(leaks), 'overlap')} in {plural(rows, 'training row')}", err=True)
    return int(bool(leaks))
