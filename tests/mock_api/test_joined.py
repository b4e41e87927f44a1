import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from asrun.transport.coalesced import JoinedProtocol
from tests.loop import completed

REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class Transport(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def resume_reading(self) -> None:
        pass


Act = Callable[[JoinedProtocol, Transport, asyncio.Event], Awaitable[None]]


def converse(act: Act, timeout_keep_alive: int) -> Transport:
    """Let `act` be the client of an app that answers once the event is set."""

    async def conversation() -> Transport:
        may_answer = asyncio.Event()
        may_answer.set()

        async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
            await may_answer.wait()
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
            await send({"type": "http.response.body", "body": b"Hi"})

        options: dict[str, Any] = {"lifespan": "off", "log_config": None, "timeout_keep_alive": timeout_keep_alive}
        protocol, transport = JoinedProtocol(uvicorn.Config(app, **options), ServerState(), {}), Transport()
        protocol.connection_made(transport)
        await act(protocol, transport, may_answer)
        return transport

    return completed(conversation())


async def some_turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_an_answer_leaves_in_one_piece() -> None:
    async def ask(protocol: JoinedProtocol, _transport: Transport, _may_answer: asyncio.Event) -> None:
        protocol.data_received(REQUEST)
        await some_turns()

    assert converse(ask, 5).written == [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nHi"]


def test_a_connection_is_closed_when_nothing_is_asked_for_its_time() -> None:
    async def ask(protocol: JoinedProtocol, _transport: Transport, _may_answer: asyncio.Event) -> None:
        protocol.data_received(REQUEST)
        await some_turns()

    assert converse(ask, 0).closed
    assert not converse(ask, 5).closed


def test_a_connection_is_not_idle_while_an_answer_is_made() -> None:
    async def ask_twice(protocol: JoinedProtocol, transport: Transport, may_answer: asyncio.Event) -> None:
        protocol.data_received(REQUEST)
        while not transport.written:
            await asyncio.sleep(0)
        may_answer.clear()
        protocol.data_received(REQUEST)
        await some_turns()
        assert not transport.closed
        may_answer.set()
        await some_turns()

    transport = converse(ask_twice, 0)
    assert (len(transport.written), transport.closed) == (2, True)
