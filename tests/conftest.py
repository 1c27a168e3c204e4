"""What every test gets: no network, and the folder of shared cases where there is one."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
# The same examples on every run, so that a red test is about the change; HYPOTHESIS_PROFILE=search looks for new ones.
# No deadline: timing never decides a test.
settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.register_profile("search", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class NetworkUsed(RuntimeError):
    """A test asked for the network."""


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None  # a unix socket has a path
    elif event == "socket.getaddrinfo":
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
    else:
        return
    if host is not None and host not in LOOPBACK:
        raise NetworkUsed(f"{event} {host}: tests run without network")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> None:
    """Block every way out: an audit hook here, a dead proxy for processes that tests start."""
    sys.addaudithook(_refuse)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ[name] = "http://127.0.0.1:9"  # the discard port, where nothing listens
    os.environ.pop("TIKTOKEN_CACHE_DIR", None)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared cases beside the checkout; skip the test where it is absent."""
    for folder in (ROOT.parent / "shared", ROOT / "shared"):
        if folder.is_dir():
            return folder
    pytest.skip("../shared is not there: oracle cases are not replayed")
