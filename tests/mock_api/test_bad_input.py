"""Whatever bytes are sent, the mock responds or closes, never fails, and serves the next request."""

import ssl
from contextlib import suppress

import pytest

from asrun.transport import front
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.asrun.transport.tunnel import ask, tunnel

KEY = b"Authorization: Bearer " + SANDBOX_KEYS["read"].encode()
GOOD = b'{"prompt": "Hello, world!", "model": "gpt-4"}'
JSON, LENGTH = b"Content-Type: application/json", b"Content-Length: %d" % len(GOOD)
LINES = [
    *(
        b"GET /v1/me" + end + b" HTTP/1.1"
        for end in (b"/", b"%0a", b"%00", b"%ff", b"/..", b"?limit=%ff", b"#", b"\xff")
    ),
    *(b"BREW /v1/me HTTP/1.1", b"get * HTTP/1.1", b"GET /\x00 HTTP/1.1", b"GET http://a/v1/me HTTP/1.1"),
    *(b"GET /v1/me HTTP/2.0", b"GET /v1/me", b"PRI * HTTP/2.0", b"", b"GET /" + b"a" * 70_000 + b" HTTP/1.1"),
]
FIELDS = [
    *(b"Content-Length: " + value for value in (b"0", b"-1", b"1000", b"9" * 20, b"5, 5")),
    *(b"Transfer-Encoding: " + value for value in (b"chunked", b"chunked, chunked", b"gzip")),
    *(b"Content-Type: " + value for value in (b"", b"\xff" * 300)),
    *(b"Expect: 100-continue", b"Upgrade: h2c", b"Idempotency-Key: \xff", b" folded", b"No colon", b": no name"),
    *(b"N\x00me: a", b"Name : a", b"Name: a\rb", b"Name: a\nb: c", b"Name: " + b"a" * 70_000, KEY, b"Accept: \xff"),
]
BODIES = [b"\xff", b"\x00", b"%x\r\n%b\r\n0\r\n\r\n" % (len(GOOD), GOOD), b"zz\r\n", GOOD + GOOD, b"[" * 2_000_000]


@pytest.mark.parametrize(
    ("line", "fields", "body"),
    [
        *((line, [KEY], b"") for line in LINES),
        *((b"POST /v1/generate HTTP/1.1", [KEY, JSON, LENGTH, field], GOOD) for field in FIELDS),
        *((b"POST /v1/generate HTTP/1.1", [KEY, JSON, b"Transfer-Encoding: chunked"], body) for body in BODIES),
        *((b"POST /v1/generate HTTP/1.1", [KEY, JSON, b"Content-Length: %d" % len(body)], body) for body in BODIES),
    ],
)
def test_bad_request_does_no_harm(
    server: MockServer, monkeypatch: pytest.MonkeyPatch, line: bytes, fields: list[bytes], body: bytes
) -> None:
    # What is not whole is given up at once, not after half a minute.
    monkeypatch.setattr(front, "REQUEST_LIMIT", 0.05)
    run, response = server.open_run(), b""
    with tunnel(server, run) as client, suppress(ConnectionError, ssl.SSLError):  # the mock need not read to the end
        client.sendall(b"\r\n".join([line, b"Host: a", b"Connection: close", *fields, b"", body]))
        response = client.recv(65_536)
    assert response[:9] in (b"", b"HTTP/1.1 ")
    assert response[9:12] != b"500"
    assert b" 401 " in ask(server, run, b"GET /v1/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    run.close()
    violations = {each.name for exchange in run.sandbox.journal.exchanges for each in exchange.violations}
    assert not violations & {"internal_error", "response_breaks_contract"}
