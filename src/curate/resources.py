"""Where rules/ and schemas/ are: inside an installed wheel, or at the top of a checkout."""

from functools import cache
from hashlib import blake2b
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


@cache
def program() -> str:
    """Return a digest over our own source and its tables: a version number stays while somebody works on a checkout."""
    digest = blake2b(digest_size=16)
    for path in sorted([*_HERE.rglob("*.py"), *_HERE.rglob("*.json")]):
        digest.update(path.relative_to(_HERE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
