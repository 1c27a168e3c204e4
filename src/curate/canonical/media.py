"""Pictures, sounds and films that a row names beside its text."""

from typing import Any

from curate.canonical import Reading
from curate.model import Severity

MEDIA_KEYS = ("images", "image", "videos", "video", "audios", "audio")


def note_media(record: dict[str, Any], reading: Reading) -> None:
    """Warn that files named in their own column are not carried into the messages; the names stay in `extra`."""
    for key in MEDIA_KEYS:
        if named := record.get(key):
            count = len(named) if isinstance(named, list) else 1
            reading.note(
                "format/media-left-out", f"/{key}",
                f"{count} file{'s' * (count > 1)} under {key} stand{'s' * (count == 1)} beside the text and "
                "cannot be carried into the messages", Severity.WARNING,
            )  # fmt: skip
