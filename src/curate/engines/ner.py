"""Names and places, by a spaCy model that the user installed: only its entity recognizer runs, over distinct texts.

Needs    texts; the name or folder of an installed model (extra `ner`).
Returns  spans like those of scan.py: PERSON and LOCATION, all with one flat score.
Covers   what the model was trained for; batches of 64 texts. About 700 times slower than the patterns.
Does not cover  certainty: on chat and code half the persons are words like Java. A report first, a redaction by choice.
"""

from functools import cache
from typing import Any

import polars as pl

from curate.engines.scan import SPANS, UNSCANNED, Scan
from curate.errors import ConfigError

SCORE = 0.85  # what Presidio gives every hit of spaCy
BATCH = 64  # other sizes move a few entities
LONGEST_CHARS = 100_000  # the parser-free pipe needs about 1 KB a character
ENTITIES = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "GPE": "LOCATION",
    "LOC": "LOCATION",
    "FAC": "LOCATION",
    "LOCATION": "LOCATION",
}


def scan_names(texts: pl.Series, model: str) -> Scan:
    """Find persons and places in distinct texts; a text that is too long is not scanned, and said to be so."""
    short = [(i, text) for i, text in enumerate(texts) if len(text) <= LONGEST_CHARS]
    skipped = [(i, model) for i, text in enumerate(texts) if len(text) > LONGEST_CHARS]
    spans = [
        (index, ENTITIES[found.label_], found.start_char, found.end_char, SCORE, model)
        for document, index in load(model).pipe(((t, i) for i, t in short), as_tuples=True, batch_size=BATCH)
        for found in document.ents
        if found.label_ in ENTITIES
    ]
    return Scan(pl.DataFrame(spans, SPANS, orient="row"), pl.DataFrame(skipped, UNSCANNED, orient="row"))


@cache
def load(model: str) -> Any:
    """Load a model with its entity recognizer only; raise ConfigError where it is not installed."""
    import spacy

    try:
        language = spacy.load(model)
    except OSError:
        raise ConfigError([f"stages.redact.ner_model: spaCy finds no model {model!r}"]) from None
    if "ner" not in language.pipe_names:
        raise ConfigError([f"stages.redact.ner_model: {model!r} has no entity recognizer"])
    listens = any(node.name.endswith("-listener") for node in language.get_pipe("ner").model.walk())
    keep = {"ner", "tok2vec", "transformer"} if listens else {"ner"}
    for name in set(language.pipe_names) - keep:
        language.remove_pipe(name)
    return language
