"""The receivers of guides/webhooks.md: whatever a stranger sends is refused with 400, in both languages."""

import json
import re
import socket
import struct
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asrun.browser.servers import free_port
from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.waiting import GUARD
from tests.receiver import RECEIVE, SECRET, Lines, post, raw, receiving, signed, statuses

each_language = pytest.mark.parametrize("language", RECEIVE.languages, ids=lambda language: language.name)


def strange() -> dict[str, bytes]:
    """Requests that are refused, by what is wrong with them."""
    body = b'{"type": "webhook.test"}'
    good: Lines = {"Content-Length": str(len(body)), **signed(body, "msg_1")}
    unsized = {name: value for name, value in good.items() if name != "Content-Length"}
    stamped = str(good["webhook-timestamp"])

    stamps: Lines = {
        "310 digits": "1" * 310,
        "5,000 digits": "1" * 5_000,
        "Arabic digits": stamped.translate({48 + digit: 0x660 + digit for digit in range(10)}),
        "superscript digits": b"\xb2\xb9",
        "twice": [stamped.encode()] * 2,
        "with a sign": f"+{stamped}",
    }

    def holding(body: bytes) -> bytes:
        return raw({"Content-Length": str(len(body)), **signed(body, "msg_1")}, body)

    return {
        **{f"a timestamp, {name}": raw({**good, "webhook-timestamp": stamp}, body) for name, stamp in stamps.items()},
        "an id outside of ASCII": raw({**good, "webhook-id": b"\xff\xe9"}, body),
        "a signature outside of ASCII": raw({**good, "webhook-signature": b"v1,\xff"}, body),
        "an id twice": raw({**good, "webhook-id": [b"msg_1", b"msg_1"]}, body),
        "no length": raw(unsized, body),
        **{
            f"the length {length[:9]!r}": raw({**good, "Content-Length": length}, body)
            for length in (b"-1", b"x", b"", b"+24", b"2_4", b"9" * 5_000, b"99999", b"100000", b"\xb2", b"1e1")
        },
        "two lengths": raw({**good, "Content-Length": [b"24", b"24"]}, body),
        "chunks": raw({**unsized, "Transfer-Encoding": "chunked"}, b"18\r\n" + body + b"\r\n0\r\n\r\n"),
        "100,000 bytes": holding(b" " * 99_998 + b"[]"),
        "an empty body": holding(b""),
        "a body that is no JSON": holding(b"{"),
        "a body that is no UTF-8": holding(b'"\xff"'),
        "a byte order mark": holding(b"\xef\xbb\xbf[]"),
        "another encoding": holding("[]".encode("utf-16")),
        "NaN": holding(b"[NaN]"),
        "-Infinity": holding(b"[-Infinity]"),
        "a hundred lists, each in the other": holding(b"[" * 100 + b"]" * 100),
        "a hundred objects, each in the other": holding(b'{"a":' * 100 + b"1" + b"}" * 100),
        "40,000 lists, each in the other": holding(b"[" * 40_000 + b"]" * 40_000),
        "a number of 300 digits": holding(b"[" + b"1" * 300 + b"]"),
        "a number of 5,000 digits": holding(b"1" * 5_000),
        "GET": raw(good, body, b"GET / HTTP/1.1"),
        "HEAD": raw(good, body, b"HEAD / HTTP/1.1"),
        "CONNECT": raw(good, body, b"CONNECT example.com:443 HTTP/1.1"),
        "no version": b"GET /\r\n\r\n",
        "HTTP/2": raw({"Content-Length": "0"}, b"", b"POST / HTTP/2.0"),
        "an expectation": raw({"Expect": "x", "Content-Length": "0"}),
        "a field of 70,000 bytes": raw({**good, "x": "x" * 70_000}, body),
        "a path of 70,000 bytes": raw(good, body, b"POST /" + b"x" * 70_000 + b" HTTP/1.1"),
        "a start that is none": b"\0\xff\r\n\r\n",
    }


@each_language
def test_receiver_refuses_what_a_stranger_may_send_with_400(language: Language) -> None:
    port, requests, body = free_port(), strange(), b"[]"
    with receiving(language, SECRET, port) as receiver:
        assert {name: statuses(port, request) for name, request in requests.items()} == {
            name: {400} for name in requests
        }
        with socket.create_connection(("127.0.0.1", port), timeout=GUARD) as hung_up:
            hung_up.sendall(b"POST / HTTP/1.1\r\nHost")
            hung_up.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert post(port, body, signed(body, "msg_2")) == 204
        assert receiver.next_line() == "msg_2: []\n"
    assert not re.search(r"Traceback|^ +at ", receiver.errors, re.MULTILINE)


FIELDS = ("webhook-id", "webhook-timestamp", "webhook-signature", "Content-Length", "Transfer-Encoding", "Expect", "x")
PARTS = [
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b":",
    b",",
    b" ",
    b"0",
    b"-1",
    b"1e999",
    b"NaN",
    b"null",
    b'"a"',
    b"\xff",
    b"\xef\xbb\xbf",
]
PARTS += [b"[" * 60, b"]" * 60, b"1" * 200, b'"\\ud800"', b"\xed\xa0\x80", "é".encode(), b"[1,", b'{"a":', b"}"]

values = st.one_of(
    st.binary(max_size=20),
    st.integers(-1, 10**7).map(lambda number: str(number).encode()),
    st.sampled_from(
        [b"1" * 400, b"chunked", b"100-continue", b"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", b"1614265330"]
    ),
)
strangers = st.builds(
    raw,
    st.dictionaries(st.sampled_from(FIELDS), st.lists(values, min_size=1, max_size=2), max_size=5),
    st.binary(max_size=50),
    st.sampled_from(
        [b"POST / HTTP/1.1", b"POST / HTTP/1.0", b"PUT /x?y HTTP/1.1", b"OPTIONS * HTTP/1.1", b"X", b"\xff / /"]
    ),
)
signed_bodies = st.one_of(
    st.lists(st.sampled_from(PARTS), max_size=6).map(b"".join),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=8,
    ).map(lambda event: json.dumps(event).encode()),
)
drawn = settings(
    derandomize=True, database=None, deadline=None, max_examples=150, suppress_health_check=list(HealthCheck)
)


def test_receiver_says_the_same_in_both_languages_whatever_is_drawn() -> None:
    ports = {JAVASCRIPT: free_port(), PYTHON: free_port()}
    ids = (f"msg_{number}" for number in count())

    with (
        receiving(JAVASCRIPT, SECRET, ports[JAVASCRIPT]) as javascript,
        receiving(PYTHON, SECRET, ports[PYTHON]) as python,
    ):

        @given(strangers)
        @drawn
        def refuse(request: bytes) -> None:
            assert [statuses(port, request) for port in ports.values()] == [{400}, {400}]

        @given(signed_bodies)
        @drawn
        def agree(body: bytes) -> None:
            fields = signed(body, next(ids))
            status, other = (post(port, body, fields) for port in ports.values())
            assert status == other
            assert status in (204, 400)
            if status == 204:
                assert javascript.next_line() == python.next_line() != ""

        refuse()
        agree()
    assert "Traceback" not in python.errors


LIMITS = {JAVASCRIPT: (b"setTimeout(10_000,", b"setTimeout(100,"), PYTHON: (b"timeout = 10\n", b"timeout = 0.1\n")}


@each_language
def test_receiver_waits_ten_seconds_at_most_for_what_does_not_come(language: Language) -> None:
    port, program, (limit, shorter) = free_port(), RECEIVE.program(language), LIMITS[language]
    assert program.count(limit) == 1
    with receiving(language, SECRET, port, program.replace(limit, shorter)):
        assert statuses(port, raw({"Content-Length": "9"}, b"12345678"), whole=False) == {400}
