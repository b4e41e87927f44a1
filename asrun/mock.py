"""`python -m asrun mock`: serves the mock alone, until Ctrl-C."""

import argparse
import shlex
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import NoReturn

from asrun import ROOT
from asrun.api import Api
from asrun.clock import Clock, SystemClock
from asrun.project import load_api
from asrun.sandbox.environment import inside
from asrun.transport.proxy import obstacle
from asrun.transport.server import MockServer
from asrun.transport.signals import end_at_first_signal


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (--help lists the options)\n")


def main(arguments: Sequence[str]) -> int:
    """Serve until SIGINT, SIGHUP or SIGTERM; the exit status. Raises FileError or ContractError."""
    parser = Parser("python -m asrun mock", description="Serve the documented API on this machine, until Ctrl-C.")
    parser.add_argument("--port", default=8443, type=_port, help="TCP port, 0 for a free one (default: %(default)s)")
    parser.add_argument(
        "--clock", type=instant, metavar="INSTANT", help="stop the API's time at 2026-01-01T12:00:00Z, say"
    )
    options = parser.parse_args(arguments)
    api = load_api(ROOT)
    end_at_first_signal()
    try:
        with MockServer(api, options.port) as server, suppress(KeyboardInterrupt):
            run = server.open_run(clock=options.clock or SystemClock(), upstream=True)
            variables = inside(api, run.environment, server.ca_path, server.ca_path.parent)
            sys.stdout.write(_welcome(api, server.port, variables))
            sys.stdout.flush()
            threading.Event().wait()
    except OSError as error:
        parser.exit(1, f"{parser.prog}: cannot listen on port {options.port}: {error}; choose another --port\n")
    return 0


def _welcome(api: Api, port: int, variables: Mapping[str, str]) -> str:
    exports = "\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items())
    width = max(map(len, api.keys), default=0)
    keys = "\n".join(f"  {name:{width}}  {secret}" for name, secret in api.keys.items())
    accepted = f"These keys work in the mock alone:\n\n{keys}" if keys else "It accepts any key."
    limits = "".join(f"{line}\n" for line in (obstacle(), *(f"It cannot do {limit}." for limit in api.limits)) if line)
    return f"""\
The mock API listens on port {port}. Press Ctrl-C to stop it.

Paste this into another terminal. Its programs then find the mock at {api.contract.origins[0]}:

{exports}

{limits}{accepted}
"""


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 to 65535")
    return int(text)


def instant(text: str) -> Clock:
    """A clock that is stopped at `text`, for a parser of options. Raises ArgumentTypeError."""
    with suppress(ValueError):
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return Clock(instant.astimezone(UTC))
    raise argparse.ArgumentTypeError(f"{text!r} is no instant: write it like 2026-01-01T12:00:00Z")
