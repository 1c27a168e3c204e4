"""Help, and importing the package, load no heavy library: what is not used must cost nothing."""

import subprocess
import sys

import pytest

HEAVY = [
    "polars",
    "presidio_analyzer",
    "datasketch",
    "tiktoken",
    "scipy",
    "numpy",
    "pydantic",
    "spacy",
    "rich",
]


@pytest.mark.parametrize(
    "program",
    [
        "import curate; dir(curate)",
        "from curate.cli import main; main(['--help'])",
        "from curate.cli import main; main(['--version'])",
    ],
)
def test_loads_no_heavy_library(program: str) -> None:
    report = f"{program}\nimport sys; print([m for m in {HEAVY} if m in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
