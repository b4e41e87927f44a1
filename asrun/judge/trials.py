"""The runs of a program: one as it is, and one with each fault that it is tried with."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from asrun.api import ASGIApp, Fault, Receive, Scope, Send
from asrun.clock import Clock, SystemClock
from asrun.examples.languages import old_node
from asrun.judge.checks import WITH, Trial, found
from asrun.judge.mistakes import Mistake, Mistakes
from asrun.judge.program import LIMIT, Program
from asrun.sandbox.environment import PROGRAMS, inside
from asrun.transport.faults import AWAY, UNTRUSTED, diverted
from asrun.transport.front import Run
from asrun.transport.leftovers import ours
from asrun.transport.proxy import LOOPBACK
from asrun.transport.server import MockServer


@dataclass(frozen=True)
class Judge:
    """Runs a `command` that stands in `folder`, and finds its mistakes; what it writes is passed on to `streams`."""

    server: MockServer
    finder: Mistakes
    command: Sequence[str]
    folder: Path
    streams: tuple[IO[bytes], IO[bytes]]
    limit: float = LIMIT
    key: str = ""
    """The name of the key that it gets; without one, that of the sandbox."""

    def trials(self, faults: Sequence[str]) -> Iterator[tuple[Trial, list[Mistake]]]:
        """Each run with its mistakes, but for those that one before it had."""
        known: set[tuple[str, str]] = set()
        usual: Trial | None = None
        for fault in ("", *faults):
            trial, found = self._try(fault, usual)
            usual = trial if not fault else usual
            yield trial, [each for each in found if (each.name, each.detail) not in known]
            known.update((each.name, each.detail) for each in found)

    def _try(self, fault: str, usual: Trial | None) -> tuple[Trial, list[Mistake]]:
        name, once = WITH.get(fault, ("", False))
        its = [self.server.faults[name]] if name in self.server.faults else []
        clock = Clock(datetime.now(UTC) - timedelta(days=1)) if fault == "old" else SystemClock()
        opened = self.server.open_run([_first(each) for each in its] if once else its, clock, upstream=True)
        opened.deliveries = fault
        journal, api = opened.sandbox.journal, self.server.api
        keys = dict.fromkeys(api.environment, api.keys[self.key]) if self.key else api.environment
        with TemporaryDirectory(dir=ours()) as own:
            authority = Path(os.devnull) if name == UNTRUSTED else self.server.ca_path
            variables = inside(api, diverted(name, opened.environment), authority, Path(own))
            program = Program(self.command, self.folder, {**os.environ, **variables, **keys, "PATH": path()})
            ended = program.run(journal.exchanges, self.limit, self.streams)
        opened.close()
        secrets = list(keys.values()) if api.keys else []
        shown = [api.mask(each) for each in secrets]
        trial = Trial(fault, list(journal.exchanges), ended, secrets, shown, opened.delivered, usual)
        mistakes = [*self.finder.of_all(trial.exchanges), *found(trial, self.finder.places)]
        if not trial.sent and name not in (AWAY, UNTRUSTED):
            place = self.finder.places.of_kind("no_request")
            mistakes.append(Mistake("no_request", why_none(opened, self.server, self.command[0]), place=place))
        return trial, [replace(each, fault=fault) for each in mistakes]


def path() -> str:
    """The PATH, with the Node.js of the sandbox in front: older ones don't read the variables."""
    return os.pathsep.join([str(PROGRAMS[1]), os.environ.get("PATH", os.defpath)])


def _first(fault: Fault) -> Fault:
    """The fault for the first request alone."""
    left = [fault]

    async def told(app: ASGIApp, scope: Scope, receive: Receive, send: Send, transport: asyncio.Transport) -> None:
        if left:
            await left.pop()(app, scope, receive, send, transport)
        else:
            await app(scope, receive, send)

    return told


def why_none(run: Run, server: MockServer, command: str) -> str:
    """Why no request arrived, and which variable the program does not read; the run is over."""
    origin = server.api.contract.origins[0]
    host = server.api.contract.hosts[0]
    if run.untrusting:
        return "it connected, and did not trust the certificate: it doesn't read SSL_CERT_FILE, or turns it off"
    if plain := next((each for each in run.refused if f" http://{host}" in each), ""):
        return f"it sent {plain}: the API takes {origin} alone"
    if other := next((each for each in run.refused if not each.endswith("(400)")), ""):
        return f"it asked for {other} instead of {origin}"
    if run.refused:
        return "what it sent isn't HTTP: is its method in capitals, or is there a line break, such as after the key?"
    if server.unattributed:
        return f"it reads HTTPS_PROXY, but leaves out the user name there: {server.unattributed[-1]}"
    variable = f"{origin.partition(':')[0].upper()}_PROXY"
    old = old_node() if Path(command).name == "node" else ""
    as_others = f", as Go and Ruby don't for {host}" if host in LOOPBACK else old and f", {old}"
    its = ", ".join(server.api.environment)
    key = f". It got its key in {its}: to name another variable, set environment in asrun.toml" if its else ""
    return f"it ended before it sent anything, or it doesn't read {variable}{as_others}{key}"
