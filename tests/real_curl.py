"""Programs of curl commands under the real bash and curl, against a server that records what comes."""

import asyncio
import json
import re
import ssl
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import trustme

from asrun import ROOT
from asrun.examples.languages import NODE
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from asrun.transport.front import HOST
from tests.loop import completed

WORKERS = 6


class Answer(NamedTuple):
    """What the server answers, in the words of the page's `send`."""

    status: int
    reason: str
    fields: Sequence[tuple[str, str]]
    body: str

    def wire(self) -> bytes:
        fields = "".join(f"{name}: {value}\r\n" for name, value in self.fields)
        return f"HTTP/1.1 {self.status} {self.reason}\r\n{fields}\r\n{self.body}".encode()


class Job(NamedTuple):
    """A program, and the answers to its requests; the last one answers the rest."""

    text: str
    environment: Mapping[str, str]
    answers: Sequence[Answer]


@dataclass
class Outcome:
    stdout: str
    stderr: str
    exit: int
    requests: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Worker:
    """One program at a time: what its server records belongs to it."""

    folder: Path
    answers: Sequence[Answer] = ()
    requests: list[dict[str, Any]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *lines = head.strip().split("\r\n")
            method, target, _ = line.split(" ")
            fields = [[name, value.strip()] for name, _, value in (line.partition(":") for line in lines)]
            length = int({name.lower(): value for name, value in fields}.get("content-length", "0"))
            body = (await reader.readexactly(length)).decode()
            self.requests.append({"method": method, "target": target, "fields": fields, "body": body})
            writer.write(self.answers[min(len(self.requests), len(self.answers)) - 1].wire())
        finally:
            writer.close()
            await writer.wait_closed()

    async def run(self, job: Job) -> Outcome:
        self.answers, self.requests = job.answers, []
        program = self.folder / "program"
        program.write_text(job.text)
        environment = {"PATH": PATH, "HOME": str(self.folder), "LANG": "C.UTF-8", **job.environment}
        ended = await asyncio.to_thread(
            subprocess.run,
            ["bash", str(program)],
            cwd=self.folder / "work",
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=GUARD,
        )
        errors = re.sub(rf"(?m)^{re.escape(str(program))}: line \d+: ", "bash: ", ended.stderr.decode())
        return Outcome(ended.stdout.decode(), errors, ended.returncode, self.requests)


def run_really(jobs: Sequence[Job], folder: Path) -> list[Outcome]:
    """The outcomes of `jobs`, some of which run at a time."""
    return completed(_run_all(jobs, folder))


async def _run_all(jobs: Sequence[Job], folder: Path) -> list[Outcome]:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert(HOST).configure_cert(tls)
    outcomes: dict[int, Outcome] = {}
    waiting = iter(enumerate(jobs))

    async def work(number: int) -> None:
        worker = Worker(folder / str(number))
        async with (
            await asyncio.start_server(worker.serve, "127.0.0.1") as plain,
            await asyncio.start_server(worker.serve, "127.0.0.1", ssl=tls) as secure,
        ):
            _settle(worker.folder, folder / "ca.pem", {80: plain, 443: secure})
            for index, job in waiting:
                outcomes[index] = await worker.run(job)

    await asyncio.gather(*map(work, range(WORKERS)))
    return [outcomes[index] for index in range(len(jobs))]


def _settle(folder: Path, ca: Path, servers: Mapping[int, asyncio.Server]) -> None:
    """A home whose curl finds the servers. On a terminal, curl shows no progress either."""
    (folder / "work").mkdir(parents=True)
    ports = {port: server.sockets[0].getsockname()[1] for port, server in servers.items()}
    hosts = "".join(f'connect-to = "{HOST}:{port}:127.0.0.1:{ours}"\n' for port, ours in ports.items())
    (folder / ".curlrc").write_text(f'no-progress-meter\ncacert = "{ca}"\n{hosts}')


def run_ours(jobs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the page's own modules make of `jobs`, all in one process."""
    ended = subprocess.run(
        [NODE, str(ROOT / "tests/curl_driver.mjs")],
        input=json.dumps(list(jobs)),
        capture_output=True,
        text=True,
        check=False,
        timeout=GUARD,
    )
    assert not ended.stderr, ended.stderr
    outcomes: list[dict[str, Any]] = json.loads(ended.stdout)
    return outcomes
