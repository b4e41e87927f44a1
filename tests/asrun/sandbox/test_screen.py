"""What the terminal shows of an exchange."""

import io
import signal

import pytest

from asrun.journal import Exchange, Request, Response, Violation
from asrun.sandbox.screen import Screen
from mock_api.key_format import mask
from mock_api.sandbox import SANDBOX_KEYS

KEY = SANDBOX_KEYS["read"]


def told(exchange: Exchange) -> list[str]:
    return [f"{exchange.request.target}: {each.name}: {each.detail}" for each in exchange.violations]


def shown(status: int, body: bytes, target: str, detail: str, **options: bool) -> str:
    terminal = io.StringIO(newline="")
    screen = Screen(mask, terminal, told, **{"verbose": False, "coloured": False, **options})
    request = Request("POST", target, target, "", [("authorization", f"Bearer {KEY}")], b'{"prompt": "Hi"}')
    violations = [Violation("early_retry", detail)] if detail else []
    screen.record(Exchange(request, Response(status, [], body), violations))
    assert len(screen.exchanges) == 1
    return terminal.getvalue()


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"error": 1}'])
@pytest.mark.says("The line also warns you about mistakes, such as a retry before `Retry-After`.")
def test_exchange_is_one_line_whatever_the_body_is(body: bytes) -> None:
    assert shown(500, body, "/v1/me", "wait 1 s") == "sandbox: /v1/me: early_retry: wait 1 s\r\n"


def test_bodies_are_shown_where_that_is_wanted() -> None:
    lines = ["sandbox: POST /v1/me 400", "> {", '>   "prompt": "Hi"', "> }", "< a", "< b\\xff", ""]
    assert shown(400, b"a\nb\xff", "/v1/me", "", verbose=True).split("\r\n") == lines


def test_nothing_that_a_terminal_would_obey_and_no_key_is_shown() -> None:
    body = f'{{"secret": "{KEY}", "\x1b]0;": 1}}'.encode()
    text = shown(200, body, f"/\x1b[2J\x07?key={KEY}", f"\x9b{KEY}", verbose=True)
    assert all(letter.isprintable() for letter in text.replace("\r\n", ""))
    assert KEY not in text


def test_terminal_cannot_stop_the_thread_that_writes() -> None:
    shown(200, b"", "/v1/me", "")
    assert signal.SIGTTOU in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTTOU})
