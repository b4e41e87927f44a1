"""The receivers of guides/webhooks.md: whatever a stranger sends is refused with 400, in both languages."""

import re
import socket
import struct

import pytest

from asrun.browser.served import free_port
from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.waiting import GUARD
from tests.receiver import RECEIVE, SECRET, Lines, post, raw, receiving, signed, statuses

each_language = pytest.mark.parametrize("language", RECEIVE.languages, ids=lambda language: language.name)


def strange() -> dict[str, bytes]:
    body = b'{"type": "webhook.test"}'
    good: Lines = {"Content-Length": str(len(body)), **signed(body)}
    without = {name: {other: value for other, value in good.items() if other != name} for name in good}
    stamped = str(good["webhook-timestamp"])
    unsized = without["Content-Length"]
    later, signature = str(int(stamped) + 1), str(good["webhook-signature"])
    arabic = stamped.translate({48 + digit: 0x660 + digit for digit in range(10)})
    values: dict[str, list[str | bytes | list[bytes]]] = {
        "webhook-timestamp": ["1" * 5_000, arabic, b"\xb2\xb9", [stamped.encode()] * 2, f"+{stamped}", later],
        "webhook-id": [b"\xff\xe9", [b"msg_1", b"msg_1"], "msg_2"],
        "webhook-signature": [b"v1,\xff", f"{signature}A", signature.replace("v1", "v2"), "v1,"],
        "Content-Length": [b"-1", b"x", b"", b"+24", b"2_4", b"9" * 5_000, b"99999", b"100000", b"\xb2", b"1e1"],
        "x": ["x" * 70_000],
    }
    bodies = {
        "100,000 bytes": b" " * 99_998 + b"[]",
        "nothing": b"",
        "no JSON": b"{",
        "no UTF-8": b'"\xff"',
        "a byte order mark": b"\xef\xbb\xbf[]",
        "another encoding": "[]".encode("utf-16"),
        "NaN": b"[NaN]",
        "-Infinity": b"[-Infinity]",
        "a hundred lists": b"[" * 100 + b"]" * 100,
        "a hundred objects": b'{"a":' * 100 + b"1" + b"}" * 100,
        "40,000 lists": b"[" * 40_000 + b"]" * 40_000,
        "300 digits": b"[" + b"1" * 300 + b"]",
        "5,000 digits": b"1" * 5_000,
    }
    starts = [b"GET / HTTP/1.1", b"HEAD / HTTP/1.1", b"CONNECT example.com:443 HTTP/1.1"]
    starts += [b"POST /" + b"x" * 70_000 + b" HTTP/1.1", b"\r\nGET / HTTP/1.1"]
    return {
        **{f"{name}: {value!r:.20}": raw({**good, name: value}, body) for name, its in values.items() for value in its},
        **{name: raw({"Content-Length": str(len(body)), **signed(body)}, body) for name, body in bodies.items()},
        **{f"{start!r:.20}": raw(good, body, start) for start in starts},
        **{f"no {name}": raw(fields, body) for name, fields in without.items()},
        "two lengths": raw({**good, "Content-Length": [b"24", b"24"]}, body),
        "chunks": raw({**unsized, "Transfer-Encoding": "chunked"}, b"18\r\n" + body + b"\r\n0\r\n\r\n"),
        "no version": b"GET /\r\n\r\n",
        "a start that is none": b"\0\xff\r\n\r\n",
        "HTTP/2": raw({"Content-Length": "0"}, b"", b"POST / HTTP/2.0"),
        "an expectation": raw({"Expect": "x", "Content-Length": "0"}),
        "half a head": b"POST / HTTP/1.1\r\nHost",
    }


@each_language
def test_receiver_refuses_what_a_stranger_may_send_with_400(language: Language) -> None:
    port, requests, body = free_port(), strange(), b"[]"
    with receiving(language, SECRET, port) as receiver:
        assert {name: statuses(port, each) for name, each in requests.items()} == {name: {400} for name in requests}
        with socket.create_connection(("127.0.0.1", port), timeout=GUARD) as hung_up:
            hung_up.sendall(b"POST / HTTP/1.1\r\nHost")
            hung_up.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert post(port, body, signed(body, "msg_2")) == 204
        assert receiver.next_line() == "msg_2: []\n"
    assert not re.search(r"Traceback|^ +at ", receiver.errors, re.MULTILINE)


LIMITS = {JAVASCRIPT: (b"setTimeout(10_000,", b"setTimeout(100,"), PYTHON: (b"timeout = 10\n", b"timeout = 0.1\n")}


@each_language
def test_receiver_waits_ten_seconds_at_most_for_what_does_not_come(language: Language) -> None:
    port, program, (limit, shorter) = free_port(), RECEIVE.program(language), LIMITS[language]
    assert program.count(limit) == 1
    with receiving(language, SECRET, port, program.replace(limit, shorter)) as receiver:
        parts = [raw({"Content-Length": "9"}, b"12345678"), b"POST / HTTP/1.1\r\nHost", b"POST /"]
        assert [statuses(port, part, whole=False) for part in parts] == [{400}] * len(parts)
    assert "Traceback" not in receiver.errors
