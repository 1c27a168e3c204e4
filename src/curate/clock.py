"""What time it is, for the few places where it matters: SOURCE_DATE_EPOCH if set, so that a build can be repeated."""

import os
from datetime import UTC, date, datetime


def now() -> datetime:
    """Return the moment that goes into manifests and reports."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


def today() -> date:
    """Return the day that end dates and prices are judged by."""
    return now().date()
