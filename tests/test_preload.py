"""What workers are forked from: loaded without a thread, without what needs one, and without what nobody asks for."""

import os
import sys
from subprocess import run

import pytest

from curate import checks
from curate.engines.phone import DEFAULT_REGIONS, find_phones
from curate.executors.local import ONE_THREAD
from curate.formats import all_formats
from curate.preload import NUMBERS
from curate.warm import PRELOAD

SHOW = """
import os, sys
from importlib import import_module
for name in sys.argv[1:]:
    import_module(name)
print(len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1)
print(*sys.modules)
"""
FALL_BACK = """
import sys
from curate.engines import presidio_preload
del sys.modules["presidio_analyzer"], sys.modules["curate.engines.presidio_preload"]
for name in [name for name in sys.modules if name.startswith(("presidio_analyzer.", "tldextract"))]:
    del sys.modules[name]
presidio_preload.Placeholder.__mro_entries__ = lambda self, bases: 1 / 0  # what another version may ask for
presidio_preload.Placeholder.__call__ = presidio_preload.Placeholder.__mro_entries__
presidio_preload.load_lightly()
assert "presidio_analyzer" not in sys.modules and "requests" not in sys.modules
from curate.engines.recognizers import presidio_recognizer
from curate.spec.entities import Recognizer
email = presidio_recognizer(Recognizer(name="EmailRecognizer", type="predefined", supported_entity="EMAIL_ADDRESS"))
print(len(email.analyze("write to jane@example.com", ["EMAIL_ADDRESS"])))
"""


def python(code: str, *names: str) -> list[str]:
    command = [sys.executable, "-c", code, *names]
    done = run(command, env=os.environ | ONE_THREAD, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_process_that_workers_are_forked_from_has_one_thread_and_what_they_need() -> None:
    threads, *modules = python(SHOW, *PRELOAD)
    assert threads == "1"
    unwanted = {"polars", "scipy", "spacy", "transformers", "torch", "requests", "filelock", "datasketch"}
    assert not unwanted & {*modules}
    assert {"presidio_analyzer", "tiktoken", "phonenumbers.data.region_DE", "numpy.random"} <= {*modules}
    assert {f"curate.checks.{name}" for name in checks.names()} <= {*modules}
    assert {f"curate.formats.{name}" for name in all_formats()} <= {*modules}


def test_presidio_is_loaded_as_it_is_where_a_placeholder_does_not_do() -> None:
    assert python(FALL_BACK) == ["1"]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_numbers_looked_at_ahead_are_numbers(number: str) -> None:
    assert find_phones(number, DEFAULT_REGIONS).spans
