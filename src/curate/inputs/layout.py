"""How the records of one input are to be read: a value that travels with every task."""

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from curate.spec.config import Mapping


class Layout(NamedTuple):
    """A format's name or a mapping, and what to keep.

    `others`: a record that the format does not accept is read with the first format that does.
    `metadata`: the keys to keep in `extra`; all where it is empty.
    """

    format: str
    mapping: "Mapping | None" = None
    metadata: tuple[str, ...] = ()
    others: bool = True

    @property
    def name(self) -> str:
        return "mapping" if self.mapping else self.format

    def key(self) -> bytes:
        """Return bytes that differ where two layouts read differently."""
        mapping = self.mapping.model_dump(mode="json") if self.mapping else None
        return json.dumps([self.format, mapping, self.metadata, self.others], sort_keys=True).encode()
