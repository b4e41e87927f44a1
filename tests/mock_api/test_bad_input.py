"""Whatever comes, the mock answers, says what is wrong, and is as quick with the next request."""

import ssl
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from operator import mul
from random import Random
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp, Scope

from asrun.transport import front
from asrun.transport.server import MockServer
from mock_api.body import MAX_BYTES
from mock_api.clock import Clock
from mock_api.sandbox import SANDBOX_KEYS, Sandbox
from tests.mock_api.client import HELLO, JSON, Client
from tests.mock_api.operations import ALL
from tests.mock_api.tunnel import ask, tunnel
from tests.mock_api.work import calls

TOGETHER = 10
"""Requests in one example."""

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")  # when a test fails

STATUSES = {200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429}
SECRETS = [secret.encode() for name, secret in SANDBOX_KEYS.items() if name not in ("busy", "unavailable")]
GOOD = b'{"prompt": "Hello, world!", "model": "gpt-4"}'
METHODS = ["GET", "HEAD", "POST", "POST", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "TRACE", "get", "BREW"]
PATHS = [operation.path.encode() for operation in ALL]
ENDS = [b"/", b"//", b"\n", b"%0a", b"%00", b"%ff", b"%2e%2e", b"%", b"%zz", b"/..", b"%3f", b";", b"#", b"a" * 5_000]
TOKENS = [
    *SECRETS,
    *SECRETS,
    SECRETS[2],
    SECRETS[2],
    SECRETS[0] + b"\x00",
    SECRETS[0] + b" a",
    b"ak_test_" + b"A" * 60_000,
    b"\xff",
    b"",
]
QUERIES = [b"limit=1", b"limit=1&limit=2", b"cursor=%ff", b"limit=" + b"9" * 5_000, b"&&==", b"%", b"key=" + SECRETS[0]]
NAMES = [
    b"authorization",
    b"content-type",
    b"content-length",
    b"idempotency-key",
    b"accept",
    b"host",
    b"expect",
    b"\xff",
]
VALUES = [b"", b"application/json", b"a\r\nb: c", b"\x00", b"\xff" * 300, b"-1", b"9" * 5_000, b"*/*", *TOKENS]
INSERTS = [b"\x00", b"\xff", b"\\ud800", b'"', b"}", b"{", b",", b"\r\n", b"1e999", b"NaN", b"\\u0000", b"\xed\xa0\x80"]
PARTS = [b"[", b'{"a":', b'"', b"\\u0061", b"%61", b"1", b" ", b"\x00", b"\xff", b"\\", b'"a":1,', b"\xf0\x9f\x8c\x8d"]
SIZES = [10, 100, 1_000, 10_000, 50_000]
ENCODINGS = ["utf-16", "utf-32", "utf-7", "utf-8-sig", "cp037"]
DOUBLED = [b'{"prompt": "a", "prompt": [], "model": "gpt-4"}', b'{"model": {}, "model": {}}', GOOD + GOOD]
DEPTHS = [1, 100, 990, 1_010, 100_000, 200_000]

junk = st.binary(max_size=24)
paths = st.sampled_from(PATHS) | st.sampled_from([path + end for path in PATHS for end in ENDS])
values = st.sampled_from(VALUES) | junk
repeated = st.builds(
    lambda part, size: (part * (size // len(part) + 1))[:size], st.sampled_from(PARTS), st.sampled_from(SIZES)
)
spliced = st.builds(
    lambda at, inserted: GOOD[:at] + inserted + GOOD[at:], st.integers(0, len(GOOD)), st.sampled_from(INSERTS) | junk
)
fixed = st.sampled_from(
    [
        GOOD,
        *DOUBLED,
        *(GOOD.decode().encode(name) for name in ENCODINGS),
        b" " * (MAX_BYTES + 1),
        *(b'{"prompt":' + b"[" * depth + b"]" * depth + b"}" for depth in DEPTHS),
    ]
)
bodies = st.one_of(fixed, spliced, repeated, junk)


targets = st.sampled_from([(operation.method, operation.path.encode()) for operation in ALL])
wrong_targets = st.tuples(st.sampled_from(METHODS), paths)
headers = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=2)
tokens = st.sampled_from(TOKENS)
queries = st.sampled_from([b"", b"", *QUERIES])
one_in_four = st.sampled_from([True, False, False, False])


@st.composite
def scopes(draw: st.DrawFn) -> tuple[Scope, list[bytes]]:
    """What a server would make of a request: most of them have a key, and say that their body is JSON."""
    method, raw_path = draw(wrong_targets if draw(one_in_four) else targets)
    sent = draw(headers) if draw(one_in_four) else []
    if not draw(one_in_four):
        sent.append((b"authorization", b"Bearer " + draw(tokens)))
    if not draw(one_in_four):
        sent.append((b"content-type", b"application/json"))
    body = draw(bodies)
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(raw_path.decode("latin-1")),
        "raw_path": raw_path,
        "query_string": draw(queries),
        "root_path": "",
        "headers": sent,
    }
    half = len(body) // 2
    return scope, [body[:half], body[half:]]


bad_requests = st.lists(scopes(), min_size=TOGETHER, max_size=TOGETHER)


def examples(count: int) -> settings:
    """`count` examples, the same each time, and none made smaller: the smallest part of a second is not to be had."""
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=count,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[*health, HealthCheck.function_scoped_fixture],
    )


def failures(sandbox: Sandbox) -> list[str]:
    """What was the mock's own fault."""
    return [
        f"{violation.name}: {violation.detail}"
        for exchange in sandbox.journal.exchanges
        for violation in exchange.violations
        if violation.name in ("internal_error", "response_breaks_contract")
    ]


@given(bad_requests)
@examples(900)
def test_9000_bad_requests_do_no_harm(app: ASGIApp, requests: list[tuple[Scope, list[bytes]]]) -> None:
    client = Client(app, Sandbox(Clock(), Random(0), lambda: 0.0))
    client.sandbox.limits.quota = 10**9
    for scope, body in requests:
        reply = client.step(scope, body)
        assert reply.status in STATUSES
        assert scope["method"] == "HEAD" or reply.status == 204 or reply.body
        assert failures(client.sandbox) == []
    assert client.generate(HELLO, key="webhook").status == 403
    assert client.send("GET", "/health").status == 200


HARD: dict[str, Callable[[int], bytes]] = {
    **{repr(part)[2:-1]: partial(mul, part) for part in PARTS},
    "nested": lambda count: b'{"a":' * count,
    "escapes in a string": lambda count: b'{"model":"gpt-4","prompt":"' + b"%61" * count + b'"}',
    "members": lambda count: b"{" + b",".join(b'"%06d":1' % number for number in range(count)) + b"}",
    "doubled members": lambda count: b"{" + b",".join([b'"a":1'] * count) + b"}",
    "items": lambda count: b"[" + b",".join([b"1"] * count) + b"]",
    "digits": lambda count: b'{"max_tokens":0.' + b"9" * count + b"}",
}
"""Bodies of so many equal parts."""


@pytest.mark.parametrize("body", HARD.values(), ids=HARD)
def test_work_for_the_hardest_body_grows_no_faster_than_the_body_and_leaves_no_trace(
    client: Client, body: Callable[[int], bytes]
) -> None:
    fields = [("authorization", f"Bearer {SANDBOX_KEYS['read']}"), JSON]
    largest = MAX_BYTES // (len(body(1001)) - len(body(1000))) - 30

    def send(count: int) -> None:
        assert client.send("POST", "/v1/generate", fields, body(count)).status in (400, 422)

    half, whole = (partial(send, count) for count in (largest // 2, largest))
    half()
    client.generate()  # what a first request compiles is not the body's work
    before = calls(client.generate)
    assert calls(whole) <= 2.1 * calls(half)
    assert calls(client.generate) <= 1.1 * before


good_lines = st.sampled_from([f"{operation.method} {operation.path} HTTP/1.1".encode() for operation in ALL])
bad_lines = st.builds(
    lambda method, path, version: method + b" " + path + version,
    st.sampled_from([b"GET", b"POST", b"BREW", b"get", b"G\x00T", b"P" * 70_000, b"", b"PRI"]),
    st.sampled_from(
        [*PATHS, b"*", b"/\x00", b"/\xff", b"/%", b"http://a/v1/me", b"//", b"/" + b"a" * 70_000, b"", b"a b"]
    ),
    st.sampled_from([b" HTTP/1.1", b" HTTP/1.1", b" HTTP/1.0", b" HTTP/2.0", b" HTTP/9", b"", b" http/1.1"]),
)
bad_fields = st.sampled_from(
    [
        b"Authorization: Bearer " + SECRETS[0],
        b"Authorization: Bearer " + SECRETS[2] + b"\x00",
        b"Content-Type: text/plain",
        b"Content-Length: 0",
        b"Content-Length: -1",
        b"Content-Length: 99999999999999999999",
        b"Content-Length: 5, 5",
        b"Transfer-Encoding: chunked",
        b"Transfer-Encoding: chunked, chunked",
        b"Transfer-Encoding: gzip",
        b"Expect: 100-continue",
        b"Upgrade: h2c",
        b"Host: b",
        b"Idempotency-Key: \xff",
        b" folded",
        b"No colon",
        b": no name",
        b"N\x00me: a",
        b"Name : a",
        b"Name: a\rb",
        b"Name: a\nb: c",
        b"Name: " + b"a" * 70_000,
    ]
)
chunked = st.sampled_from(
    [
        b"5\r\nhello\r\n0\r\n\r\n",
        b"%x\r\n%b\r\n0\r\n\r\n" % (len(GOOD), GOOD),
        b"zz\r\n",
        b"ffffffffffffffff1\r\n",
        b"-1\r\n\r\n",
        b"5;a=b\r\nhel",
    ]
)


@st.composite
def requests_on_the_wire(draw: st.DrawFn) -> bytes:
    """Bytes that are, or nearly are, a request of HTTP/1.1."""
    line = draw(st.one_of(bad_lines, junk) if draw(one_in_four) else good_lines)
    sent = [b"Host: a", b"Authorization: Bearer " + SECRETS[2], b"Content-Type: application/json", b"Connection: close"]
    if draw(one_in_four):
        sent += [b"Transfer-Encoding: chunked"]
        body = draw(chunked)
    else:
        body = draw(st.one_of(fixed, spliced, repeated, junk))
        sent += [b"Content-Length: %d" % (len(body) + draw(st.sampled_from([0, 0, 0, 0, 1, -1])))]
    if draw(one_in_four):
        sent.insert(draw(st.integers(0, len(sent))), draw(bad_fields))
    end = draw(st.sampled_from([b"\n", b"\r", b"\n\r"])) if draw(one_in_four) and draw(one_in_four) else b"\r\n"
    return b"".join([line, end, *(field + end for field in sent), end, body])


@given(st.lists(requests_on_the_wire(), min_size=TOGETHER, max_size=TOGETHER))
@examples(100)
def test_1000_bad_requests_on_the_wire_do_no_harm(
    server: MockServer, caplog: pytest.LogCaptureFixture, requests: list[bytes]
) -> None:
    run = server.open_run()
    run.sandbox.limits.quota = 10**9
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            # What is not whole is given up at once, not after half a minute.
            patch.setattr(front, "REQUEST_LIMIT", 0.05)
            clients = [stack.enter_context(tunnel(server, run)) for _ in requests]
            for client, request in zip(clients, requests, strict=True):
                with suppress(ConnectionError, ssl.SSLError):  # the mock need not read to the end
                    client.sendall(request)
            statuses = [first_status(client) for client in clients]
        assert 500 not in statuses
        assert b" 401 " in ask(server, run, b"GET /v1/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    run.close()
    assert failures(run.sandbox) == []
    assert not caplog.records


def first_status(client: ssl.SSLSocket) -> int | None:
    """The status of the first answer, None where the server closes without one."""
    try:
        answer = client.recv(65_536)
    except (ConnectionError, ssl.SSLError):
        return None
    version, _, rest = answer.partition(b" ")
    assert version in (b"HTTP/1.1", b"")
    return int(rest[:3]) if rest else None
