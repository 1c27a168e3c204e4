"""What a provider does with a row, and how bad that is: one vocabulary for every rule file.

rejected   the job fails, or the upload is refused        error
dropped    the row is silently not used                   error
truncated  answer tokens are lost                         warning
unclear    sources disagree, or nobody knows              warning
ignored    the field has no effect                        info
advice     the provider does not mind; we would           info
"""

from curate.model import Effect, Severity

OUTCOMES: dict[str, tuple[Severity, Effect]] = {
    "rejected": (Severity.ERROR, Effect.REJECTED),
    "dropped": (Severity.ERROR, Effect.DROPPED),
    "truncated": (Severity.WARNING, Effect.TRUNCATED),
    "unclear": (Severity.WARNING, Effect.ADVICE),
    "ignored": (Severity.INFO, Effect.IGNORED),
    "advice": (Severity.INFO, Effect.ADVICE),
}


REFUSED = frozenset(
    {"rejected", "dropped"}
)  # outcomes, and the effects of their findings, that leave a row unused


def refused_outcome(outcome: str) -> bool:
    """Tell whether the provider would not use the row."""
    return outcome in REFUSED
