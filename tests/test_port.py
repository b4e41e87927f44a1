"""`make serve` says in one line what to do where it cannot listen."""

import socket

import pytest

from scripts import port


@pytest.mark.parametrize("number", ["http", "65536", "-1", "taken"])
def test_port_that_cannot_be_listened_on_is_named(number: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = number.replace("taken", str(server.getsockname()[1]))
        with pytest.raises(SystemExit, match=rf"^.* port {number}: (expected|Address already in use).* PORT=8001$"):
            port.main(number)
    port.main("0")
