"""The suite cannot reach the network."""

import socket

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.com", 443)])
def test_no_way_out(address: tuple[str, int]) -> None:
    with pytest.raises(RuntimeError, match="without network"):
        socket.create_connection(address, timeout=1)


def test_own_machine_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
