"""Loads Presidio's recognizers without spaCy (0.4 s): imported in workers and in the process they are forked from only.

Needs    nothing of the pattern recognizers, but Presidio's package imports its NLP engines, and these import spaCy.
Returns  presidio_analyzer loaded, with placeholders where its engines name things of spaCy; spaCy not loaded.
Covers   a Presidio that needs more than a placeholder: then all of it is loaded again, spaCy included.
Does not cover  Presidio's NLP engines, which do not work in a worker; names are found by spaCy itself (engines/ner.py),
         which is imported as ever.
"""

import sys
from types import ModuleType
from typing import Any

NAMES = ("spacy", "thinc", "thinc.api")
PARTS = ("language", "pipeline", "tokens", "util", "vocab")


class Placeholder:
    """Stands for a class, a base class or a decorator of spaCy."""

    def __getattr__(self, name: str) -> "Placeholder":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *given: Any, **named: Any) -> Any:
        return given[0] if len(given) == 1 and callable(given[0]) else self

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return ()


def load_without_spacy() -> None:
    """Import presidio_analyzer while the modules of spaCy that it names are placeholders."""
    if "spacy" in sys.modules or "presidio_analyzer" in sys.modules:
        return
    for name in (*NAMES, *(f"spacy.{part}" for part in PARTS)):
        module = ModuleType(name)
        module.__getattr__ = Placeholder().__getattr__  # type: ignore[method-assign]
        sys.modules[name] = module
    try:
        import presidio_analyzer  # noqa: F401
    except Exception:  # noqa: BLE001  another version of third-party code may ask a placeholder for anything
        _forget("presidio_analyzer")
    finally:
        _forget(*NAMES)


def _forget(*packages: str) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
        del sys.modules[name]


load_without_spacy()
