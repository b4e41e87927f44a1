"""Whatever is sent, the mock responds or closes, says what is wrong, and serves the next request."""

import ssl
from contextlib import ExitStack, suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from asrun.transport import front
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS, Sandbox
from tests.asrun.transport.tunnel import ask, tunnel
from tests.mock_api.client import BY_ID
from tests.openapi import RULES

GOOD = b'{"prompt": "Hello, world!", "model": "gpt-4"}'
LINES = [f"{operation.method} {operation.target()} HTTP/1.1".encode() for operation in BY_ID.values()]
TOKENS = [*(SANDBOX_KEYS[name].encode() for name in ("read", "write", "admin", "webhook", "revoked")), b"\xff", b""]
PIECES = [
    *(b"[", b'{"a":', b'"', b"\\u0061", b"\\ud800", b"\\u0000", b"\\", b"}", b",", b'"a":1,', b"1e999", b"NaN"),
    *(b"%61", b"%ff", b"%00", b"%", b"/..", b"?limit=1&limit=2", b"#", b"*", b"HTTP/2.0", b"BREW", b"PRI", b"get"),
    *(b" ", b"\x00", b"\xff", b"\xed\xa0\x80", b"\xf0\x9f\x8c\x8d", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"a" * 70_000),
]
FIELDS = [
    *(b"Content-Length: " + value for value in (b"0", b"-1", b"1000", b"9" * 20, b"5, 5")),
    *(b"Transfer-Encoding: " + value for value in (b"chunked", b"chunked, chunked", b"gzip")),
    *(b"Content-Type: " + value for value in (b"", b"text/plain", b"\xff" * 300)),
    *(b"Expect: 100-continue", b"Upgrade: h2c", b"Idempotency-Key: \xff", b" folded", b"No colon", b": no name"),
    *(b"Authorization: Bearer " + TOKENS[0], b"Accept: text/html"),
]
BODIES = [
    *(b"", GOOD + GOOD, b"%x\r\n%b\r\n0\r\n\r\n" % (len(GOOD), GOOD), b" " * (RULES.max_body_bytes + 1)),
    *(GOOD.decode().encode(name) for name in ("utf-16", "utf-32", "utf-7", "utf-8-sig", "cp037")),
    *(b'{"prompt":' + b"[" * depth + b"]" * depth + b"}" for depth in (1, 990, 1_010, 100_000)),
]

sometimes = st.sampled_from([True, False, False])


@st.composite
def requests_on_the_wire(draw: st.DrawFn) -> bytes:
    """A request of HTTP/1.1, of which the body, the fields or any place in them are broken."""

    def broken(text: bytes) -> bytes:
        for _ in range(draw(st.integers(0, 2))):
            start, length = draw(st.integers(0, len(text))), draw(st.sampled_from([0, 1, 20]))
            piece = draw(st.sampled_from(PIECES) | st.binary(max_size=24)) * draw(st.sampled_from([1, 1, 1, 1_000]))
            text = text[:start] + piece[:100_000] + text[start + length :]
        return text

    body = broken(GOOD) if draw(st.booleans()) else draw(st.sampled_from(BODIES))
    token = draw(st.sampled_from(TOKENS))
    fields = [b"Host: a", b"Connection: close", b"Authorization: Bearer " + token, b"Content-Type: application/json"]
    fields.append(b"Content-Length: %d" % len(body))
    if draw(sometimes):
        fields.insert(draw(st.integers(0, len(fields))), draw(st.sampled_from(FIELDS)))
    head = b"\r\n".join([draw(st.sampled_from(LINES)), *fields, b"", b""])
    return (broken(head) if draw(sometimes) else head) + body


@given(st.lists(requests_on_the_wire(), min_size=10, max_size=10))
@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    phases=[Phase.generate],  # none is made smaller
    suppress_health_check=list(HealthCheck),
)
def test_400_bad_requests_do_no_harm(
    server: MockServer, caplog: pytest.LogCaptureFixture, requests: list[bytes]
) -> None:
    run = server.open_run()
    assert isinstance(run.sandbox, Sandbox)
    run.sandbox.limits.quota = 10**9
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            # What is not whole is given up at once, not after half a minute.
            patch.setattr(front, "REQUEST_LIMIT", 0.05)
            clients = [stack.enter_context(tunnel(server, run)) for _ in requests]
            for client, request in zip(clients, requests, strict=True):
                with suppress(ConnectionError, ssl.SSLError):  # the mock need not read to the end
                    client.sendall(request)
            assert 500 not in [first_status(client) for client in clients]
        assert b" 401 " in ask(server, run, b"GET /v1/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    run.close()
    violations = {each.name for exchange in run.sandbox.journal.exchanges for each in exchange.violations}
    assert not violations & {"internal_error", "response_breaks_contract"}
    assert not caplog.records


def first_status(client: ssl.SSLSocket) -> int | None:
    """The status of the first response, None where the server closes without one."""
    try:
        response = client.recv(65_536)
    except (ConnectionError, ssl.SSLError):
        return None
    version, _, rest = response.partition(b" ")
    assert version in (b"HTTP/1.1", b"")
    return int(rest[:3]) if rest else None
