"""The mock as a server: one thread, one event loop, one port, and many runs that do not see each other.

A client finds it through the variables in `Run.environment` alone. Its request passes the proxy, whose user name says
which run it belongs to, and on the same connection the TLS front, which gives the app that run's sandbox.
"""

import asyncio
import itertools
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

import trustme

from asrun.api import SEED, Api, Fault
from asrun.clock import Clock
from asrun.transport import proxy
from asrun.transport.faults import NOBODY, every_fault
from asrun.transport.front import Front, Run
from asrun.transport.leftovers import held_folder, sweep
from asrun.transport.signals import ENDS
from asrun.transport.wall import Wall

CLOSE_TIMEOUT = 60.0
"""Seconds that the end of a run may take: unless something is wrong, everything in it ends immediately."""

BUNDLES = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
"""The variables that name a file of certificate authorities."""

FOLDER = "mock-api-"
"""How the names of its folders begin."""


class MockServer:
    """The API on a port of this machine.

    >>> with MockServer(api) as server:
    ...     run = server.open_run()
    ...     subprocess.run(["curl", "https://api.example.com/v1/me"], env=run.environment)
    ...     run.close()

    `port` 0 takes a free one. `walled` asks for a `wall`, where the machine can have one. Entering raises OSError where
    the address cannot be had. Everything may be called from any thread: whatever the server keeps is touched by its own
    thread alone.
    """

    wall: Wall | None = None
    wall_note = ""
    """Which wall stands, where one was asked for."""

    def __init__(self, api: Api, port: int = 0, *, walled: bool = False) -> None:
        self.api = api
        self.faults = every_fault(api)
        """Those that a run can have, by their names."""
        self.unattributed: list[str] = []
        """The requests that named no open run, as `GET /v1/me by curl/8`: each got a 407."""
        self._port = port
        self._origins = " and ".join(api.contract.origins)
        self._walled = walled
        self._runs: dict[str, Run] = {}
        # Several threads open runs, and a generator takes one at a time.
        self._tokens = map("run-{}".format, itertools.count(1))
        self._clients: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._listeners = [socket.create_server(("127.0.0.1", self._port))]
        sweep(FOLDER)
        self._directory = ExitStack()
        self.ca_path = self._directory.enter_context(held_folder(FOLDER)) / "ca.pem"
        ca = trustme.CA()
        ca.cert_pem.write_to_path(self.ca_path)
        self._php = php_settings(self.ca_path, self.ca_path.parent)
        self._front = Front(self.api, ca)
        if self._walled:
            self._build_wall()
        runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = runner.get_loop()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=[runner], name="mock-api", daemon=True)
        with _signals_held():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        for listener in self._listeners:
            listener.close()
        self._directory.close()

    def _build_wall(self) -> None:
        """Lets the server listen at its address behind the wall too, if there can be one."""
        try:
            self.wall = Wall(self.ca_path.parent)
        except OSError as error:
            self.wall_note = f"No wall: only the proxy in the environment kept examples from other hosts ({error})."
            return
        self.wall_note = "Wall: examples could only reach the mock, and only write to their own folders."
        self._directory.callback(self.wall.close)
        self._listeners.append(listener := self.wall.socket(self._listeners[0].family))
        listener.bind(self._listeners[0].getsockname())
        listener.listen()

    @property
    def port(self) -> int:
        """The TCP port that the server listens on."""
        port: int = self._listeners[0].getsockname()[1]
        return port

    def open_run(self, faults: Sequence[Fault] = (), clock: Clock | None = None, *, upstream: bool = False) -> Run:
        """Start a run with a fresh state, in which `faults` are on; `upstream` leads from it to other hosts."""
        state = self.api.new_state(clock or Clock(), random.Random(SEED), time.monotonic)
        token = next(self._tokens)
        run = Run(token, state, self._environment(token), faults, self._close_run, upstream, self.wall)
        self._call(self._register(run))
        return run

    def _environment(self, token: str) -> dict[str, str]:
        proxy_url = f"http://{token}:x@127.0.0.1:{self.port}"
        return {
            **dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), proxy_url),
            **dict.fromkeys(BUNDLES, str(self.ca_path)),
            "PHP_INI_SCAN_DIR": self._php,
            "NODE_OPTIONS": "--disable-warning=UNDICI-EHPA",  # Node 22 calls the line below an experiment
            "NODE_USE_ENV_PROXY": "1",
        }

    def _close_run(self, run: Run) -> None:
        if self._thread.is_alive():
            self._call(self._unregister(run))

    def _call(self, coroutine: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(2 * CLOSE_TIMEOUT)

    async def _register(self, run: Run) -> None:
        self._runs[run.token] = run

    async def _unregister(self, run: Run) -> None:
        self._runs.pop(run.token, None)
        await _cancel(run.tasks)
        for connection in list(run.state.connections):
            connection.transport.abort()
        async with asyncio.timeout(CLOSE_TIMEOUT):
            while run.state.connections or run.state.tasks:
                await asyncio.sleep(0.001)
        await _cancel(run.tasks)  # the last requests may have sent webhooks

    def _run(self, runner: asyncio.Runner) -> None:
        """Serves until the end, and ends the loop: the thread that started this one may have a loop that runs."""
        with runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        for listener in self._listeners:
            listener.setblocking(False)
            loop.add_reader(listener, self._accept, listener)
        await self._stopping.wait()
        for listener in self._listeners:
            loop.remove_reader(listener)
        for run in list(self._runs.values()):
            await self._unregister(run)
        await _cancel(self._clients)

    def _accept(self, listener: socket.socket) -> None:
        try:
            client, _ = listener.accept()
        except OSError:  # the client is gone already; or no file descriptor is left, and the loop asks again
            return
        client.setblocking(False)
        # asyncio does this for sockets of its own making alone, and Nagle's delay is 40 ms a request.
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        task = asyncio.create_task(self._tunnel(client))
        self._clients.add(task)
        task.add_done_callback(self._clients.discard)

    async def _tunnel(self, client: socket.socket) -> None:
        with suppress(OSError):
            admitted = None
            try:
                admitted = await self._admit(client)
            finally:
                if admitted is None:
                    client.close()
            if admitted is not None:
                run, scheme, sent = admitted
                run.untrusting += 1
                await self._front.serve(client, run, scheme, sent)
                run.untrusting -= 1

    async def _admit(self, client: socket.socket) -> tuple[Run, str, bytes] | None:
        """The run that the connection is for, its scheme, and what it sent already; None if the client was rejected."""
        refuse = partial(proxy.refuse, client)
        request = await proxy.read_request(client)
        if request is None:
            return None
        run = self._runs.get(request.user or "")
        if run is None:
            agent = dict(request.fields).get("user-agent", "an unknown client")
            if request.user != NOBODY:
                self.unattributed.append(self.api.mask(f"{request.method} {request.target} by {agent}"))
            await refuse(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, "The proxy's user name must be an open run's.")
            return None
        opening = asyncio.current_task()
        assert opening is not None
        run.own(opening)
        scheme = self.api.contract.authorities.get(request.authority)
        tunnel = request.method == "CONNECT"
        if scheme is None or not (tunnel or scheme == "http"):
            run.refused.append(self.api.mask(f"{request.method} {request.target}"))
            if run.upstream:
                await proxy.carry(client, request, self.api.contract.hosts, self._origins)
                return None
            await refuse(HTTPStatus.FORBIDDEN, f"The proxy leads to {self._origins} alone.")
            return None
        if tunnel:
            await proxy.accept(client)
        return run, scheme, b"" if tunnel else request.onward()


def php_settings(bundle: Path, within: Path) -> str:
    """The folders of settings that let PHP, which reads no variable of `BUNDLES`, trust `bundle`.

    The empty one is its default location.
    """
    folder = within / "php"
    folder.mkdir(exist_ok=True)
    (folder / "ca.ini").write_text(f'curl.cainfo="{bundle}"\nopenssl.cafile="{bundle}"\n', encoding="utf-8")
    return f"{os.environ.get('PHP_INI_SCAN_DIR', '')}{os.pathsep}{folder}"


@contextmanager
def _signals_held() -> Iterator[None]:
    """A thread started meanwhile leaves them to the main one, which would else not notice those that come together."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


async def _cancel(tasks: set[asyncio.Task[None]]) -> None:
    await asyncio.sleep(0)  # a task that is cancelled before its first step would never close its socket
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
