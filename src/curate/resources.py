"""Where rules/ and schemas/ are: inside an installed wheel, or at the top of a checkout."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def folder(kind: str) -> Path:
    """Return the folder `rules` or `schemas`; raise FileNotFoundError for a broken installation."""
    installed = _HERE / "_data" / kind
    if installed.is_dir():
        return installed
    checkout = _HERE.parents[1] / kind
    if (checkout.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    raise FileNotFoundError(f"this curate installation is incomplete: {kind}/ not found")
