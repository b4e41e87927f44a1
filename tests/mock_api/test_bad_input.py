"""Whatever is sent, the mock responds, says what is wrong, and is as quick with the next request."""

import gc
import ssl
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from operator import mul

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from asrun.transport import front
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS, Sandbox
from tests.asrun.transport.tunnel import ask, tunnel
from tests.mock_api.client import BY_ID, JSON, Client
from tests.openapi import RULES

SECRETS = [secret.encode() for name, secret in SANDBOX_KEYS.items() if name not in ("busy", "unavailable")]
GOOD = b'{"prompt": "Hello, world!", "model": "gpt-4"}'
LINES = [f"{operation.method} {operation.target()}".encode() for operation in BY_ID.values()]
ENDS = [b"/", b"%0a", b"%00", b"%ff", b"%2e%2e", b"%", b"/..", b"%3f", b";", b"#", b"?limit=1&limit=2", b"?cursor=%ff"]
PARTS = [b"[", b'{"a":', b'"', b"\\u0061", b"%61", b"1", b" ", b"\x00", b"\xff", b"\\", b'"a":1,', b"\xf0\x9f\x8c\x8d"]
INSERTS = [*PARTS, b"\\ud800", b"}", b",", b"\r\n", b"1e999", b"NaN", b"\\u0000", b"\xed\xa0\x80"]
TOKENS = [*SECRETS, *[SECRETS[2]] * 9, SECRETS[0] + b" a", b"ak_test_" + b"A" * 60_000, b"\xff", b""]

junk = st.binary(max_size=24)
one_in_four = st.sampled_from([True, False, False, False])
bodies = st.one_of(
    st.sampled_from(
        [
            *(GOOD, GOOD + GOOD, b'{"model": {}, "model": {}}', b" " * (RULES.max_body_bytes + 1)),
            *(GOOD.decode().encode(name) for name in ("utf-16", "utf-32", "utf-7", "utf-8-sig", "cp037")),
            *(b'{"prompt":' + b"[" * depth + b"]" * depth + b"}" for depth in (1, 990, 1_010, 100_000)),
        ]
    ),
    st.builds(mul, st.sampled_from(PARTS), st.sampled_from([10, 100, 1_000, 5_000])),
    st.builds(
        lambda at, part: GOOD[:at] + part + GOOD[at:], st.integers(0, len(GOOD)), st.sampled_from(INSERTS) | junk
    ),
    junk,
)
bad_lines = st.builds(
    lambda method, path, version: method + b" " + path + version,
    st.sampled_from([b"GET", b"HEAD", b"BREW", b"get", b"G\x00T", b"P" * 70_000, b"", b"PRI"]),
    st.sampled_from([b"/v1/me", b"*", b"/\x00", b"/\xff", b"/%", b"http://a/v1/me", b"/" + b"a" * 70_000, b"", b"a b"]),
    st.sampled_from([b" HTTP/1.1", b" HTTP/1.0", b" HTTP/2.0", b" HTTP/9", b"", b" http/1.1"]),
)
bad_fields = st.sampled_from(
    [
        *(b"Content-Length: " + value for value in (b"0", b"-1", b"9" * 20, b"5, 5")),
        *(b"Transfer-Encoding: " + value for value in (b"chunked", b"chunked, chunked", b"gzip")),
        *(b"Content-Type: " + value for value in (b"", b"text/plain", b"application/json", b"\xff" * 300)),
        *(b"Expect: 100-continue", b"Upgrade: h2c", b"Host: b", b"Idempotency-Key: \xff", b" folded", b"No colon"),
        *(b": no name", b"N\x00me: a", b"Name : a", b"Name: a\rb", b"Name: a\nb: c", b"Name: " + b"a" * 70_000),
        *(b"Authorization: Bearer " + SECRETS[0], b"Accept: text/html"),
    ]
)
chunked = st.sampled_from(
    [b"%x\r\n%b\r\n0\r\n\r\n" % (len(GOOD), GOOD), b"zz\r\n", b"f" * 17, b"-1\r\n\r\n", b"5;a=b\r\nhel"]
)


@st.composite
def requests_on_the_wire(draw: st.DrawFn) -> bytes:
    """Bytes that are, or nearly are, a request of HTTP/1.1: most have a key, and say that their body is JSON."""
    line = draw(st.sampled_from(LINES)) + draw(st.sampled_from([b"", b"", *ENDS])) + b" HTTP/1.1"
    if draw(one_in_four):
        line = draw(st.one_of(bad_lines, junk))
    authorization = b"Authorization: Bearer " + draw(st.sampled_from(TOKENS))
    sent = [b"Host: a", authorization, b"Content-Type: application/json", b"Connection: close"]
    if draw(one_in_four):
        sent += [b"Transfer-Encoding: chunked"]
        body = draw(chunked)
    else:
        body = draw(bodies)
        sent += [b"Content-Length: %d" % (len(body) + draw(st.sampled_from([0, 0, 0, 0, 1, -1])))]
    if draw(one_in_four):
        sent.insert(draw(st.integers(0, len(sent))), draw(bad_fields))
    end = draw(st.sampled_from([b"\n", b"\r", b"\n\r"])) if draw(one_in_four) and draw(one_in_four) else b"\r\n"
    return b"".join([line, end, *(field + end for field in sent), end, body])


@given(st.lists(requests_on_the_wire(), min_size=10, max_size=10))
@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],  # none is made smaller
    suppress_health_check=list(HealthCheck),
)
def test_600_bad_requests_do_no_harm(
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


HARD: dict[str, Callable[[int], bytes]] = {
    **{repr(part)[2:-1]: partial(mul, part) for part in PARTS},
    "escapes in a string": lambda count: b'{"model":"gpt-4","prompt":"' + b"%61" * count + b'"}',
    "members": lambda count: b"{" + b",".join(b'"%06d":1' % number for number in range(count)) + b"}",
    "doubled members": lambda count: b"{" + b",".join([b'"a":1'] * count) + b"}",
    "items": lambda count: b"[" + b",".join([b"1"] * count) + b"]",
    "digits": lambda count: b'{"max_tokens":0.' + b"9" * count + b"}",
}
"""Bodies of so many equal parts."""


def calls(act: Callable[[], object]) -> int:
    """How many functions `act` calls, in Python and in C: its work, on whatever machine."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    gc.disable()  # what it collects now and then is others' work
    sys.setprofile(profile)
    try:
        act()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


@pytest.mark.parametrize("body", HARD.values(), ids=HARD)
def test_work_for_the_hardest_body_grows_no_faster_than_the_body(client: Client, body: Callable[[int], bytes]) -> None:
    fields = [("authorization", f"Bearer {SANDBOX_KEYS['read']}"), JSON]
    largest = RULES.max_body_bytes // (len(body(1001)) - len(body(1000))) - 30

    def send(count: int) -> None:
        assert client.send("POST", "/v1/generate", fields, body(count)).status in (400, 422)

    half, whole = (partial(send, count) for count in (largest // 2, largest))
    half()
    client.generate()  # what a first request compiles is not the body's work
    before = calls(client.generate)
    assert calls(whole) <= 2.1 * calls(half)
    assert calls(client.generate) <= 1.1 * before
