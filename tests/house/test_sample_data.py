"""sample_data/ is what its generator writes, small, and its flaws stand where the list says."""

import json

import pytest

from tests.house.source import ROOT
from tools.make_sample_data import FOLDER, make, same

MOST_BYTES = 600_000


@pytest.mark.slow
def test_files_are_current() -> None:
    made = make()
    assert [name for name, data in made.items() if not same(name, (FOLDER / name).read_bytes(), data)] == []
    assert sum(path.stat().st_size for path in (FOLDER / "raw").iterdir()) < MOST_BYTES


def test_flaws_stand_where_the_list_says() -> None:
    flaws = [json.loads(line) for line in (FOLDER / "flaws.jsonl").read_text().splitlines()]
    flaw = next(flaw for flaw in flaws if "`manager`" in flaw["flaw"])
    line = (ROOT / "sample_data" / flaw["file"]).read_text(encoding="utf-8").splitlines()[flaw["line"] - 1]
    assert '"role": "manager"' in line
