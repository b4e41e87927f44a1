"""`make serve` says in one line what to do where it cannot listen."""

import re
import socket

import pytest

from scripts import port


@pytest.mark.parametrize("number", ["http", "65536", "-1"])
def test_port_that_is_none_is_named(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert port.main(number) == 1
    assert re.fullmatch(rf".* port {number}: expected .* make serve PORT=8001\n", capsys.readouterr().err)


def test_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
        assert port.main(str(number)) == 1
    assert re.fullmatch(
        rf".* port {number}: Address already in use; .* make serve PORT=8001\n", capsys.readouterr().err
    )


def test_free_port_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert port.main("0") == 0
    assert capsys.readouterr().err == ""
