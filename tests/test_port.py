"""`make serve` says in one line what to do where it cannot listen."""

import re
import socket

import pytest

from scripts import port


@pytest.mark.parametrize("number", ["http", "65536", "-1", "taken", "0"])
def test_port_that_cannot_be_listened_on_is_named(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = number.replace("taken", str(server.getsockname()[1]))
        status = port.main(number)
    says = rf".* port {number}: (expected|Address already in use).* make serve PORT=8001\n"
    assert (status, bool(re.fullmatch(says, capsys.readouterr().err))) == ((0, False) if number == "0" else (1, True))
