"""One build at a time in a remote work folder: an object `lock` that names its owner, as the lock files of `lock` do.

Object stores lock nothing: of two builds that start in the same moment the one that wrote last goes on, the other one
finds itself overwritten and stops. Both would make the same stage files; what the lock prevents is that one of them
clears away what the other one still reads.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from curate.errors import ConfigError, CurateError, InputError
from curate.storage.lock import alive, busy, me
from curate.storage.remote import Remote, Unusable


@contextmanager
def locked_remote(folder: Remote) -> Iterator[None]:
    """Hold `<folder>/lock`; raise ConfigError or InputError where the folder cannot be used or is in use."""
    place, mine = folder / "lock", me()
    try:
        owner = _owner(place)
        if not alive(owner):
            place.write_bytes(mine.encode())
            owner = mine if (written := _owner(place)) == mine else written
    except Unusable as error:
        raise ConfigError([f"work_dir: {error}"]) from None
    except CurateError:
        raise
    except (
        Exception
    ) as error:  # an edge: each storage package has errors of its own, for no login, no such bucket
        raise InputError(f"{folder}: cannot be written: {type(error).__name__}: {error}") from error
    if owner != mine:
        raise InputError(busy(str(place), str(folder), owner))
    try:
        yield
    finally:
        place.remove()


def _owner(place: Remote) -> str:
    try:
        return place.read_bytes().decode(errors="replace")
    except FileNotFoundError:
        return ""
