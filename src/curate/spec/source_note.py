"""Where the facts of a rule file were read."""

from datetime import date

from pydantic import Field

from curate.spec.base import Spec


class SourceNote(Spec):
    """Where a fact was read; `read` is the day, `version` what the page or package calls itself."""

    url: str
    read: date
    as_of: date | None = Field(
        default=None, description="The day that it speaks for, where older than `read`."
    )
    version: str = ""
