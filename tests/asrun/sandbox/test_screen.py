"""What the terminal shows of an exchange."""

import io
import signal

import pytest

from asrun.journal import Request, Response, Violation
from mock_api.sandbox import SANDBOX_KEYS
from mock_api.shell.screen import Screen

KEY = SANDBOX_KEYS["read"]
REQUEST = b'{"prompt": "Hi"}'


def shown(
    status: int = 200,
    body: bytes = b'{"success": true}',
    target: str = "/v1/me",
    violation: Violation | None = None,
    **options: bool,
) -> str:
    terminal = io.StringIO(newline="")
    screen = Screen(terminal, **{"verbose": False, "coloured": False, **options})
    request = Request("POST", target, target, "", [("authorization", f"Bearer {KEY}")], REQUEST)
    screen.record(request, Response(status, [], body), [violation] if violation else [])
    assert len(screen.exchanges) == 1
    return terminal.getvalue()


def test_exchange_is_one_line() -> None:
    assert shown() == "sandbox: POST /v1/me 200\r\n"


def test_error_has_its_code() -> None:
    body = b'{"success": false, "error": {"code": "NOT_FOUND"}}'
    assert shown(404, body) == "sandbox: POST /v1/me 404 NOT_FOUND\r\n"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error": 1}'])
def test_error_without_a_code_has_its_status(body: bytes) -> None:
    assert shown(500, body) == "sandbox: POST /v1/me 500\r\n"


def test_violation_is_named() -> None:
    violation = Violation("early_retry", "wait 1 s")
    assert shown(violation=violation) == "sandbox: POST /v1/me 200 early_retry: wait 1 s\r\n"


@pytest.mark.parametrize(("status", "colour"), [(200, 32), (404, 33), (503, 31)])
def test_status_has_a_colour(status: int, colour: int) -> None:
    line = shown(status, b"", coloured=True)
    assert line == f"\x1b[2msandbox:\x1b[0m POST /v1/me \x1b[{colour}m{status}\x1b[0m\r\n"


def test_bodies_are_shown_where_that_is_wanted() -> None:
    assert shown(verbose=True).split("\r\n") == [
        "sandbox: POST /v1/me 200",
        "> {",
        '>   "prompt": "Hi"',
        "> }",
        "< {",
        '<   "success": true',
        "< }",
        "",
    ]


def test_body_that_is_not_json_is_shown_as_it_is() -> None:
    assert shown(400, b"a\nb\xff", verbose=True).endswith("< a\r\n< b\\xff\r\n")


def test_nothing_that_a_terminal_would_obey_is_shown() -> None:
    line = shown(target="/\x1b[2J\x07", violation=Violation("name", "\x9b"), body=b"\x1b]0;", verbose=True)
    assert all(letter.isprintable() for letter in line.replace("\r\n", ""))


def test_key_is_shown_by_its_prefix_alone() -> None:
    body = f'{{"secret": "{KEY}"}}'.encode()
    assert KEY not in shown(body=body, target=f"/v1/me?key={KEY}", verbose=True)


def test_terminal_cannot_stop_the_thread_that_writes() -> None:
    shown()
    assert signal.SIGTTOU in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTTOU})
