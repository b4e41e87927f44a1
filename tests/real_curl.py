"""Programs of curl commands under the real bash and curl, against a server that records what comes, and in the page."""

import asyncio
import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from asrun import ROOT
from asrun.examples.languages import NODE
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from tests.curl_commands import ENVIRONMENT
from tests.loop import completed

Outcome = dict[str, Any]
"""`stdout`, `stderr`, `exit` and `requests`; of the page also `waits`, or `refused` alone with `requests`."""


class Response(NamedTuple):
    """What the server sends, in the words of the page's `send`."""

    status: int
    reason: str
    fields: Sequence[tuple[str, str]]
    body: str

    def wire(self) -> bytes:
        fields = "".join(f"{name}: {value}\r\n" for name, value in self.fields)
        return f"HTTP/1.1 {self.status} {self.reason}\r\n{fields}\r\n{self.body}".encode()


class Job(NamedTuple):
    """A program, and the responses to its requests; the last one answers the rest."""

    text: str
    responses: Sequence[Response]
    environment: Mapping[str, str] = ENVIRONMENT


def run_really(jobs: Sequence[Job], folder: Path) -> list[Outcome]:
    """The outcomes of `jobs`, some of which run at a time."""
    return completed(_run_all(jobs, folder))


async def _run_all(jobs: Sequence[Job], folder: Path) -> list[Outcome]:
    turns = asyncio.Semaphore(6)

    async def run(job: Job, home: Path) -> Outcome:
        async with turns:
            return await _run(job, home)

    return await asyncio.gather(*(run(job, folder / str(number)) for number, job in enumerate(jobs)))


async def _run(job: Job, home: Path) -> Outcome:
    """One program with a server of its own, which its curl takes for the API."""
    requests: list[dict[str, Any]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        method, target, _ = line.split(" ")
        fields = [[name, value.strip()] for name, _, value in (line.partition(":") for line in lines)]
        length = int({name.lower(): value for name, value in fields}.get("content-length", "0"))
        body = (await reader.readexactly(length)).decode()
        requests.append({"method": method, "target": target, "fields": fields, "body": body})
        writer.write(job.responses[min(len(requests), len(job.responses)) - 1].wire())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        home.mkdir()
        # On a terminal, curl shows no progress either.
        (home / ".curlrc").write_text(f'no-progress-meter\nconnect-to = "api.example.com:80:127.0.0.1:{port}"\n')
        (home / "program").write_text(job.text)
        environment = {"PATH": PATH, "HOME": str(home), "LANG": "C.UTF-8", **job.environment}
        ended = await asyncio.to_thread(_ended, ["bash", "program"], cwd=home, env=environment)
    errors = re.sub(r"(?m)^program: line \d+: ", "bash: ", ended.stderr.decode())
    return {"stdout": ended.stdout.decode(), "stderr": errors, "exit": ended.returncode, "requests": requests}


def run_in_page(jobs: Sequence[Job]) -> list[Outcome]:
    """What the page's own modules make of `jobs`, all in one process."""
    asked = json.dumps([{**job._asdict(), "responses": [each._asdict() for each in job.responses]} for job in jobs])
    ended = _ended([NODE, str(ROOT / "tests/curl_driver.mjs")], asked)
    assert not ended.stderr, ended.stderr
    outcomes: list[Outcome] = json.loads(ended.stdout)
    return outcomes


def _ended(command: Sequence[str], typed: str = "", **options: Any) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command, input=typed.encode(), capture_output=True, check=False, timeout=GUARD, **options)
