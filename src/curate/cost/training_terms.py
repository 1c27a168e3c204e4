"""The terms of a training bill that is counted in tokens, and their sum.

(tokens an epoch x epochs + validation tokens x evaluations) x price, or the least charge if that is more
"""

from decimal import Decimal

from curate.cost.epochs import openai_epochs
from curate.cost.job import Job
from curate.cost.reading import limit_tokens, tokenizer
from curate.cost.sheet import Sheet
from curate.cost.terms import Source, Term, known
from curate.cost.volume import Volume
from curate.spec.prices import Billing, Epochs

MILLION = Decimal(1_000_000)
UNKNOWN_PART_RATIO = Decimal("0.1")  # what tools and calls may cost on top, where no formula is published


def token_terms(
    found: Sheet, job: Job, model: str, size: Volume, billing: Billing, notes: list[str]
) -> list[Term]:
    """Return tokens an epoch, epochs, and validation tokens where they are paid; `notes` gets what to know of them."""
    rule = billing.tokenizer
    exact = tokenizer(found, model).exact
    low, high = (Decimal(1), Decimal(1)) if exact else (rule.low_ratio, rule.high_ratio)
    terms = [
        _tokens_per_epoch(found, job, model, size, billing, notes),
        epochs_term(job.epochs, size.train_rows, billing.epochs, found.source(billing.epochs.source)),
    ]
    if billing.validation.billed and size.validation_tokens:
        passes = Decimal(billing.validation.evaluations if job.evaluations is None else job.evaluations)
        sure = Decimal(0) if billing.validation.billed == "unknown" else passes
        held = Decimal(size.validation_tokens)
        counted, paid = found.source(rule.source), found.source(billing.validation.source)
        terms.append(Term("validation_tokens", held, "tokens", held * low, held * high, counted))
        terms.append(Term("evaluations", sure, "passes", sure, passes, paid, billing.validation.note))
    if job.epochs is None and billing.epochs.note:
        notes.append(billing.epochs.note)
    return terms


def _tokens_per_epoch(
    found: Sheet, job: Job, model: str, size: Volume, billing: Billing, notes: list[str]
) -> Term:
    """Return the training tokens that are paid an epoch, from the least to the most that they may be."""
    rule = billing.tokenizer
    exact = tokenizer(found, model).exact
    low, high = (Decimal(1), Decimal(1)) if exact else (rule.low_ratio, rule.high_ratio)
    tokens = size.train_tokens
    if not job.packing and billing.unpacked_rows:
        tokens = size.train_rows * (limit_tokens(found, model) or size.longest)
        notes.append("packing off: every row is billed as the longest")
        low = high = Decimal(1)
    extra = size.uncertain_tokens * UNKNOWN_PART_RATIO + size.spare_tokens
    if job.method == "dpo" and billing.preference:
        tokens += size.prompt_tokens * (billing.preference.prompt_times - 1)
        extra += 0 if billing.preference.documented else size.prompt_tokens
        if billing.preference.note:
            notes.append(billing.preference.note)
    if size.cut_rows:
        notes.append(
            f"{size.cut_rows:,} rows are cut: {size.cut_tokens:,} tokens are neither learnt nor billed"
        )
    return Term(
        name="tokens_per_epoch",
        value=Decimal(tokens),
        unit="tokens",
        low=(tokens * low).quantize(Decimal(1)),
        high=((tokens + extra) * high).quantize(Decimal(1)),
        source=found.source(rule.source),
    )


def epochs_term(asked: int | None, rows: int, rule: Epochs, source: Source) -> Term:
    """Return the epochs that were asked for, or those of the provider's rule."""
    if asked is not None:
        return known("epochs", asked, "epochs", note="as asked")
    if rule.rule == "openai":
        return known("epochs", openai_epochs(rows), "epochs", source, "automatic")
    default = Decimal(rule.default or 1)
    high = default if rule.high is None else Decimal(rule.high)
    return Term("epochs", default, "epochs", default, high, source, rule.note)


def bill(terms: list[Term], bound: str, billing: Billing) -> Decimal:
    """Return the sum in USD at a bound of every term: `value`, `low` or `high`."""
    of = {term.name: getattr(term, bound) for term in terms}
    tokens = of["tokens_per_epoch"] * of["epochs"]
    tokens += of.get("validation_tokens", Decimal(0)) * of.get("evaluations", Decimal(0))
    total: Decimal = tokens * of["price"] / MILLION
    return max(total, billing.minimum_usd.value) if billing.minimum_usd else total


def tokens_in_words(terms: list[Term]) -> str:
    """Write the token part of the sum, such as `~48,790 tokens x 3 epochs`."""
    of = {term.name: term for term in terms}
    about = "" if of["tokens_per_epoch"].exact else "~"
    epochs = of["epochs"].value
    text = f"{about}{of['tokens_per_epoch'].value:,} tokens x {epochs} epoch{'' if epochs == 1 else 's'}"
    if "evaluations" in of:
        text = f"({text} + {of['validation_tokens'].value:,} validation tokens x {of['evaluations'].value})"
    return text
