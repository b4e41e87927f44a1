"""The mock on its own: `python -m mock_api` serves it until Ctrl-C."""

import argparse
import ipaddress
import shlex
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from asrun.contract import Contract, ContractError
from asrun.transport.front import HOST
from asrun.transport.run import Run
from asrun.transport.server import MockServer
from asrun.transport.signals import end_at_first_signal
from mock_api.clock import Clock, SystemClock
from mock_api.sandbox import SANDBOX_KEYS

CONTRACT = Path(__file__).parents[1] / "docs/api-reference/openapi.yaml"
PROGRAM = "python -m mock_api"


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (--help lists the options)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; the exit status."""
    parser = Parser(PROGRAM, description="Serve the documented API on this machine, until Ctrl-C.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", default=8443, type=_port, help="TCP port, 0 for a free one (default: %(default)s)")
    parser.add_argument("--allow-remote", action="store_true", help="let --host be reachable from other machines")
    parser.add_argument(
        "--clock", type=_instant, metavar="INSTANT", help="stop the API's time at 2026-01-01T12:00:00Z, say"
    )
    options = parser.parse_args(arguments)
    if not (options.allow_remote or is_loopback(options.host)):
        parser.error(f"--host {options.host} is reachable from other machines: add --allow-remote if you mean it")
    try:
        contract = Contract.load(CONTRACT)
        server = MockServer(contract, options.host, options.port)
    except ContractError as error:
        return _fail(str(error))
    end_at_first_signal()
    try:
        with server, suppress(KeyboardInterrupt):
            run = server.open_run(clock=options.clock or SystemClock())
            print(_welcome(server, run), flush=True)
            threading.Event().wait()
    except OSError as error:
        taken = f"cannot listen on {options.host} port {options.port}: {error.strerror}"
        return _fail(f"{taken}; choose another --port, or make mock PORT=8444")
    return 0


def _welcome(server: MockServer, run: Run) -> str:
    exports = [f"export {name}={shlex.quote(value)}" for name, value in run.environment.items()]
    width = max(map(len, SANDBOX_KEYS))
    keys = [f"  {name:{width}}  {secret}" for name, secret in SANDBOX_KEYS.items()]
    return "\n".join(
        [
            f"The mock API listens on port {server.port}. Press Ctrl-C to stop it.",
            "",
            f"Paste this into another terminal. Its programs then find the mock at https://{HOST}/v1:",
            "",
            *exports,
            "",
            "These keys work in the mock alone:",
            "",
            *keys,
        ]
    )


def _fail(message: str) -> int:
    print(f"{PROGRAM}: {message}", file=sys.stderr)
    return 1


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address, is this machine and no other."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 to 65535")
    return int(text)


def _instant(text: str) -> Clock:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no instant: write it like 2026-01-01T12:00:00Z")
    return Clock(instant.astimezone(UTC))


if __name__ == "__main__":
    sys.exit(main())
