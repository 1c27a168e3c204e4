"""Imports go downwards: a room knows the rooms below it, and those beside it as long as there is no circle."""

from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.house.source import MODULES, SRC, imports, room, room_of

# from the top down; a new room or module of src/curate is written down here, at its height
LEVELS = (
    {"cli"},
    {
        "baseline",
        "builder",
        "building",
        "checker",
        "convert_file",
        "cost",
        "other_method",
        "preload",
        "quality",
        "report",
        "standalone",
        "validate",
        "warm",
    },
    {"pipeline"},
    {"exports"},
    {"digests", "plan", "setup", "stages"},
    {"checks", "engines", "fixing", "providers", "ruleset"},
    {
        "blocks",
        "canonical",
        "characters",
        "formats",
        "frames",
        "inputs",
        "languages",
        "parsing",
        "plain_chat",
        "prose",
        "readers",
        "records",
        "redaction",
        "suppress",
        "tables",
        "wires",
    },
    {"spec"},
    {"clock", "errors", "model", "resources", "shipped_yaml", "storage", "suggest", "wording"},
)
HEIGHT = {name: -depth for depth, names in enumerate(LEVELS) for name in names}
ALONE = {"executors"}  # run tasks, and know nothing of the rest
FOR_ENGINES = {"datasketch", "presidio_analyzer", "scipy", "spacy", "tiktoken"}
USES = {path: {room(name) for name in imports(path)} - {"", room_of(path)} for path in MODULES}
each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SRC).as_posix())


@each_module
def test_imports_go_downwards(path: Path) -> None:
    here = room_of(path)
    if not here:
        return  # the public names and `python -m curate` look down on everything
    assert here in HEIGHT.keys() | ALONE, f"give {here} a height in LEVELS"
    below = {name for name in HEIGHT if here in HEIGHT and HEIGHT[name] <= HEIGHT[here]}
    assert not USES[path] - below - ALONE, f"{here} imports upwards: {', '.join(USES[path] - below - ALONE)}"


def test_rooms_make_no_circle() -> None:
    graph: dict[str, set[str]] = {}
    for path, used in USES.items():
        graph.setdefault(room_of(path), set()).update(used)
    assert "model" in list(TopologicalSorter(graph).static_order())


@each_module
def test_only_engines_import_their_libraries(path: Path) -> None:
    used = {name.partition(".")[0] for name in imports(path)}
    assert room_of(path) == "engines" or not used & FOR_ENGINES
