"""The page's webhook receiver as a process, and the requests that it is sent."""

import re
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from threading import Timer

from asrun.clock import SystemClock
from asrun.examples.languages import Language
from asrun.examples.process import workplace
from asrun.examples.waiting import GUARD
from mock_api.webhooks import sign
from tests.api import EXAMPLES

RECEIVE = next(each for each in EXAMPLES if each.name == "webhooks/receive")

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Receiver:
    """The page's receiver: a function that waits for its next line and, once it has ended, its standard error."""

    next_line: Callable[[], str]
    errors: str


@contextmanager
def receiving(language: Language, secret: str, port: int, program: bytes = b"") -> Iterator[Receiver]:
    receiver, program = Receiver(), program or RECEIVE.program(language)
    with workplace(language.file, program, RECEIVE.files) as place, TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*language.command, str(place.program)],
            env={**place.environment, "WEBHOOK_SECRET": secret, "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        )
        limit = Timer(GUARD, process.kill)
        limit.start()
        with process:
            assert process.stdout
            try:
                assert process.stdout.readline() == f"Listening on http://127.0.0.1:{port}\n"
                receiver.next_line = process.stdout.readline
                yield receiver
            finally:
                limit.cancel()
                process.kill()
                process.wait()
                errors.seek(0)
                receiver.errors = errors.read()


def statuses(port: int, request: bytes, *, whole: bool = True) -> set[int]:
    """The statuses of the responses to what is sent; `whole` says that nothing follows.

    It waits until the receiver closes the connection: what it says of a failure has then been said.
    """
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=GUARD) as connection, suppress(ConnectionError):
        with suppress(ConnectionError):  # the response to a request that is too long comes before its end
            connection.sendall(request)
        if whole:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65_536):
            received += part
    return {int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3}) ", received, re.MULTILINE)}


Lines = Mapping[str, str | bytes | list[bytes]]


def raw(fields: Lines, body: bytes = b"", start: bytes = b"POST / HTTP/1.1") -> bytes:
    """A request; a field that is a list comes once for each of its values."""
    lines = [start, b"Host: 127.0.0.1", b"Connection: close"]
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value.encode() if isinstance(value, str) else value]
        lines += [name.encode() + b": " + each for each in values]
    return b"\r\n".join([*lines, b"", body])


def post(port: int, body: bytes, fields: Mapping[str, str]) -> int:
    [status] = statuses(port, raw({"Content-Length": str(len(body)), **fields}, body))
    return status


def signed(body: bytes, message_id: str = "msg_1", *, age: int = 0) -> dict[str, str]:
    sent = int(SystemClock().now().timestamp()) - age
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(sent),
        "webhook-signature": sign(message_id, sent, body, [SECRET]),
    }
