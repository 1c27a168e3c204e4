"""Which layout each source is read with: the one that the config names, or the one that its first records show."""

from typing import NamedTuple

import polars as pl

from curate.inputs.detect import Detection, detect, findings, sample
from curate.inputs.layout import Layout
from curate.inputs.sources import Source
from curate.plan import FILE_SHIFT, stream_records
from curate.setup import Setup
from curate.stages import findings_frame


class Chosen(NamedTuple):
    """The layout of a source; `detection` says how it was told, and is None where the config names the layout."""

    layout: Layout
    detection: Detection | None

    @property
    def name(self) -> str:
        """Return what the layout is called in reports; rows of none are read as openai_chat, and say what they lack."""
        known = self.detection is None or self.detection.layout
        return self.layout.name if known else "unknown"

    @property
    def evidence(self) -> str:
        """Say in words why it is this layout, for the manifest."""
        return "; ".join(self.detection.evidence) if self.detection else "named in the config"


def choose_layout(source: Source, setup: Setup) -> Chosen:
    """Take a source's layout from the config, or tell it from its first records."""
    entry = setup.config.inputs[source.entry]
    if entry.mapping:
        return Chosen(Layout("", entry.mapping, entry.metadata), None)
    if entry.format:
        return Chosen(Layout(entry.format, None, entry.metadata, others=False), None)
    found = detect(sample(stream_records(source)))
    return Chosen(Layout(found.layout or "openai_chat", None, entry.metadata), found)


def about_files(chosen: dict[int, Chosen]) -> pl.DataFrame:
    """Return what there is to say about whole files; the row_id names the file, the line is null."""
    return findings_frame(
        (file << FILE_SHIFT, None, finding)
        for file, choice in chosen.items()
        for finding in (findings(choice.detection) if choice.detection else ())
    )
