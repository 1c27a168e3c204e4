"""Loads Presidio's recognizers without what only its other parts need: in workers, and in the process they come from.

Needs    nothing of the pattern recognizers, but Presidio's package imports its NLP engines, and these import spaCy
         (0.4 s) and, where they are installed, transformers and torch (seconds, and threads); tldextract imports
         requests and filelock to fetch lists and keep them (0.1 s), which is never asked of it here; and the patterns
         of a hundred recognizers are compiled to see whether they are any (0.1 s), though few of them will run.
Returns  presidio_analyzer loaded, with placeholders where these libraries are named; none of them loaded.
Covers   a Presidio that needs more than a placeholder: then all of it is loaded again, as it is.
Does not cover  Presidio's NLP engines, which do not work in a worker; names are found by spaCy itself (engines/ner.py),
         which is imported as ever.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import regex

SPACY = (
    "spacy",
    *(f"spacy.{part}" for part in ("language", "pipeline", "tokens", "util", "vocab")),
    "thinc",
    "thinc.api",
)
MODELS = ("transformers", "torch", "stanza", "gliner")
REQUESTS = ("requests", "requests_file", "filelock")
OURS = ("presidio_analyzer", "tldextract")  # what names them


class Placeholder:
    """Stands for a class, a base class or a decorator."""

    def __getattr__(self, name: str) -> "Placeholder":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *given: Any, **named: Any) -> Any:
        return given[0] if len(given) == 1 and callable(given[0]) else self

    def __or__(self, other: Any) -> "Placeholder":
        return self

    __ror__ = __or__

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return ()


def load_lightly() -> None:
    """Import presidio_analyzer while those of the modules named above that are not loaded are placeholders."""
    if any(name in sys.modules for name in OURS):
        return
    absent = [name for name in (*SPACY, *MODELS, *REQUESTS) if name not in sys.modules]
    for name in absent:
        module = ModuleType(name)
        module.__getattr__ = Placeholder().__getattr__  # type: ignore[method-assign]
        sys.modules[name] = module
    try:
        with patterns_taken_as_they_are():
            import presidio_analyzer  # noqa: F401
    except Exception:  # noqa: BLE001  another version of third-party code may ask a placeholder for anything
        for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
            del sys.modules[name]
    finally:
        for name in absent:
            del sys.modules[name]


@contextmanager
def patterns_taken_as_they_are() -> Iterator[None]:
    """Let Presidio's patterns be made without a trial compilation; the ones that run are compiled when they do."""
    compile_ = regex.compile

    def unless_tried(*given: Any, **named: Any) -> Any:
        if sys._getframe(1).f_globals.get("__name__") == "presidio_analyzer.pattern":
            return None
        return compile_(*given, **named)

    regex.compile = unless_tried
    try:
        yield
    finally:
        regex.compile = compile_


load_lightly()
