"""Programs of curl commands under the real bash and curl, against a server that records what comes, and in the page."""

import asyncio
import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from asrun import ROOT
from asrun.examples.languages import NODE
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
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
    environment: Mapping[str, str]
    responses: Sequence[Response]


def run_really(jobs: Sequence[Job], folder: Path) -> list[Outcome]:
    """The outcomes of `jobs`, some of which run at a time."""
    return completed(_run_all(jobs, folder))


async def _run_all(jobs: Sequence[Job], folder: Path) -> list[Outcome]:
    turns = asyncio.Semaphore(6)

    async def run(number: int, job: Job) -> Outcome:
        home = folder / str(number)
        home.mkdir()
        async with turns:
            return await _run(job, home)

    return await asyncio.gather(*(run(number, job) for number, job in enumerate(jobs)))


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
        # On a terminal, curl shows no progress either.
        (home / ".curlrc").write_text(f'no-progress-meter\nconnect-to = "api.example.com:80:127.0.0.1:{port}"\n')
        (home / "program").write_text(job.text)
        ended = await asyncio.to_thread(
            subprocess.run,
            ["bash", "program"],
            cwd=home,
            env={"PATH": PATH, "HOME": str(home), "LANG": "C.UTF-8", **job.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=GUARD,
        )
    errors = re.sub(r"(?m)^program: line \d+: ", "bash: ", ended.stderr.decode())
    return {"stdout": ended.stdout.decode(), "stderr": errors, "exit": ended.returncode, "requests": requests}


def run_in_page(jobs: Iterable[Job]) -> list[Outcome]:
    """What the page's own modules make of `jobs`, all in one process."""
    ended = subprocess.run(
        [NODE, str(ROOT / "tests/curl_driver.mjs")],
        input=json.dumps([{**job._asdict(), "responses": [each._asdict() for each in job.responses]} for job in jobs]),
        capture_output=True,
        text=True,
        check=False,
        timeout=GUARD,
    )
    assert not ended.stderr, ended.stderr
    outcomes: list[Outcome] = json.loads(ended.stdout)
    return outcomes
