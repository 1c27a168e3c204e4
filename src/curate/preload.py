"""Imported by the process that workers are forked from: what each of them would load and make alike, once for all.

Needs    a single thread afterwards, as another would not survive a fork: polars starts one, so what needs polars is
         left to the workers.
Covers   recognizers, the vocabulary, all formats and kinds of rules, and the patterns that phonenumbers compiles for
         the usual regions. It takes 0.5 s, and a worker 0.1 s less than with the libraries alone (2026-11-30).
Does not cover  what a config chooses: the rules of a provider, phone numbers of other regions.
"""

import gc
from importlib import import_module

SELDOM = 50_000  # new objects between two collections, here and in workers: modules make many objects, none in vain
MODULES = (
    "curate.engines.presidio_preload",  # before any other that imports Presidio
    "curate.engines.recognizers",
    "curate.engines.vocabularies.preload",
    "curate.fixing",
    "curate.providers.across",
    "curate.redaction.places",
    "curate.spec.config",
    "jsonschema_rs",
    "numpy.random",  # NumPy loads it when it is first asked for
)
# one number of each region that is looked for when a config names none, and one that is dialled from abroad
NUMBERS = (
    "(201) 555-0123",
    "(506) 234-5678",
    "0121 234 5678",
    "030 123456",
    "01 23 45 67 89",
    "02-123-4567",
    "074104 10123",
    "(11) 2345-6789",
    "+49 30 123456",
)


def load() -> None:
    gc.set_threshold(SELDOM)
    for name in MODULES:
        import_module(name)

    from curate import checks
    from curate.engines.phone import DEFAULT_REGIONS, find_phones
    from curate.formats import all_formats

    all_formats()
    for name in checks.names():
        checks.kind(name)
    for number in NUMBERS:
        find_phones(number, DEFAULT_REGIONS)
    gc.freeze()  # what is there stays: no worker looks at it again, and its pages remain shared


load()
