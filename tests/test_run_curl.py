"""run_in_page/curl.py: what Run makes of cURL is what bash and curl make of it, or refused by name."""

import asyncio
import json
import re
import subprocess
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from run_in_page import curl
from run_in_page.bash import RefusedError
from tests.loop import completed

pytestmark = pytest.mark.xdist_group("curl")

Outcome = dict[str, Any]
"""`stdout`, `stderr`, `exit` and `requests`; of the page also `waits`, or `refused` alone with `requests`."""

Job = tuple[str, Sequence[dict[str, Any]]]

ENVIRONMENT = {
    "API_KEY": "test-key",
    "EMPTY": "",
    "WORDS": " -d\ta  -d b ",
    "LINE": "\n-s -X\nb ",
}

RESPONSES = r"""
curl U
curl --fail-with-body U
curl -s --fail-with-body U
curl U --fail-with-body -sS --retry 1
"""
"""Commands to which the status of the response makes a difference."""

REQUESTS = r"""
'curl' U""\'''
curl U -H "X-A: $API_KEY" -H 'X-B: $API_KEY' -H X-C:\ $API_KEY -H "X-D: ${API_KEY:?Set it}" -H "X-E: $EMPTY"
curl U -H "X-A: ${EMPTY:?Set it to  your key}"
curl U $EMPTY -d a
curl U -d "a\nb \\ \a \$API_KEY \`" -d 'it'"'"'s' -d 'a\' -d "é✓ü" -d "cost: $ 5 $" -d "a'b$'c"
curl U -d a#b -d "a  b"
curl 'U?a=1&b=2'
curl U?limit=100
curl 'U?q='$API_KEY
curl U -H @- <<< "X-A: $API_KEY"
<<< 'a b' curl U -H @- <<< X-A:b
curl U -d ''
curl U -H 'X-A:  padded  ' -H "X-B:	b" -H 'X-D: é' -H 'X-E: a:b;c' -HX-F:2 -H 'X-A: 1' -H 'x-a: 2'
curl U -H Accept: -H 'Content-Type: text/plain' -d x
curl U -H 'accept: text/plain' -H 'Accept: b' -H 'content-type:' -d x
curl U -H 'User-Agent: b'
curl U -H 'User-Agent:'
curl -X DELETE U
curl -sSXPUT U -d a
curl -X post U --max-time 2.5 -m 10 --retry 0
curl U/a//b/#fragment
curl U/..x%20y?q=/../
curl http://api.example.com?a=b
curl api.example.com/v1/x
"""
"""Commands and addresses to which it makes none."""

REFUSED = r"""
curl U -H @- <<EOF\na\nEOF  # <<EOF
crul U  # a command that is not curl (crul)
export A=b  # a command that is not curl (export)
curl U -H @-  # what you type (@-)
curl U -d "a  # a quote that isn't closed
curl U -d $HOME  # variable HOME
curl U --proxy http://a  # unrecognized arguments: --proxy
curl -sL U  # explicit argument 'L'
curl U -  # or with several
curl U -d @body.json  # the file body.json
curl U U  # or with several
curl 'U/{id}'  # an address such as
curl U/é  # an address such as
curl FTP://example.com  # FTP://
curl http://a:b@api.example.com  # an address such as
curl U -H X-A  # field such as 'X-A'
curl U -H 'Content-Length: 1'  # field Content-Length
curl U/..  # an address such as
curl U -H 'X-A: a\nX-B: b'  # a field such as
curl U -X HEAD  # method HEAD
curl U -w '%{http_code}'  # unrecognized arguments: -w %{http_code}
curl U --max-time 0x10  # invalid number value: '0x10'
curl  # a command without a URL
curl U -H  # -H/--header: expected one argument
curl 'http://a/?a b'  # an address such as "http://a/?a b"
curl 'http://'  # an address such as "http://"
"""
"""Programs that would be wrong without what the Run button lacks, and how it names that."""

SYNTAX = (
    *("| jq .", "&b=2", "> file", "; (curl", "; A=b", "$(cat file)", "`cat file`", "$'a'", "<<< # a"),
    *("$WORDS", "\\", "{a,b}", "*", "~/a", "; curl U", "\ncurl U", "# -d c"),
)
"""Syntax of bash that it lacks, which it quotes."""

PIECES = (
    *("a", "é", "=", ":", "/", "%", ",", "+", "^", "]", "}", "!"),
    *("''", "' '", "'a\nb'", "'\\'", "'\"'", "'$API_KEY'", "'#'"),
    *('""', '"a\nb"', '"\\\\"', '"\\""', '"\\a\\\n"', '"$API_KEY"', '"$"', '"a$ "', '"\'"'),
    *("\\ ", "\\\\", "\\'", '\\"', "\\$", "\\\n", "\\\t", "\\#", "\\;", "\\~", "\\*", "\\{", "\\é"),
    *("${API_KEY}", '"$WORDS"', '"${LINE}"', "${EMPTY}", "${API_KEY:?not set}", '"${API_KEY:?no}"'),
)
"""Harmless alone: it is their neighbours that make the difference."""


def quotings() -> list[str]:
    chance = Random(8)
    words = ["".join(chance.choices(PIECES, k=chance.randint(1, 4))) for _ in range(400)]
    return [f"curl U --data x{' --data x'.join(words[start : start + 20])}" for start in range(0, 400, 20)]


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


def with_address(text: str) -> str:
    return re.sub(r"\bU\b", lambda _: "http://api.example.com/v1/x", text)


REASONS = {200: "OK", 401: "Unauthorized", 500: "Internal Server Error"}


def response(status: int, after: str = "") -> dict[str, Any]:
    body = '{"é": true}\n'
    fields = {"Content-Type": "application/json", "X-Request-Id": "req_1", **({"Retry-After": after} if after else {})}
    fields |= {"content-length": str(len(body.encode())), "connection": "close"}
    return {"status": status, "reason": REASONS.get(status, "Try again"), "fields": [*fields.items()], "body": body}


RETRIES = {
    "curl U --retry 3": [response(429, after="1"), response(200)],
    "curl U --fail-with-body --retry 2": [response(500), response(503), response(200)],
    "curl U --retry 3 --retry-max-time 2": [response(503, after="5")],
    "curl -s U --retry 2 --retry-max-time 1": [response(500)],
    "curl U --fail-with-body --retry 3": [response(408), response(401)],
    "curl U --retry 1 --retry-max-time 0": [response(502, after="0")],
}
JOBS = [
    *RETRIES.items(),  # first: these wait, and the others run meanwhile
    *((text, [response(status)]) for status in REASONS for text in lines(RESPONSES)),
    *((text, [response(401)]) for text in (*lines(REQUESTS), *quotings())),
]


async def _really(job: Job, home: Path, turns: asyncio.Semaphore) -> Outcome:
    text, responses = job
    requests: list[Outcome] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        method, target, _ = line.split(" ")
        fields = [[name, value.strip()] for name, _, value in (line.partition(":") for line in lines)]
        length = int({name.lower(): value for name, value in fields}.get("content-length", "0"))
        body = (await reader.readexactly(length)).decode()
        requests.append({"method": method, "target": target, "fields": fields, "body": body})
        sent = responses[min(len(requests), len(responses)) - 1]
        head = "".join(f"{name}: {value}\r\n" for name, value in sent["fields"])
        writer.write(f"HTTP/1.1 {sent['status']} {sent['reason']}\r\n{head}\r\n{sent['body']}".encode())
        writer.close()

    async with turns, await asyncio.start_server(serve, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        home.mkdir()
        # On a terminal, curl shows no progress either.
        (home / ".curlrc").write_text(f'no-progress-meter\nconnect-to = "api.example.com:80:127.0.0.1:{port}"\n')
        (home / "program").write_text(with_address(text))
        environment = {"PATH": PATH, "HOME": str(home), "LANG": "C.UTF-8", **ENVIRONMENT}
        ended = await asyncio.to_thread(_bash, home, environment)
    errors = re.sub(r"(?m)^program: line \d+: ", "bash: ", ended.stderr.decode())
    return {"stdout": ended.stdout.decode(), "stderr": errors, "exit": ended.returncode, "requests": requests}


def _bash(home: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[bytes]":
    command = ["bash", "program"]
    return subprocess.run(
        command, cwd=home, env=environment, input=b"", capture_output=True, check=False, timeout=GUARD
    )


def in_page(text: str, responses: Sequence[dict[str, Any]]) -> Outcome:
    requests: list[Outcome] = []
    waits: list[float] = []

    def send(method: str, url: str, fields: list[tuple[str, str]], body: bytes) -> list[Any]:
        target = url.removeprefix("http://api.example.com")
        decoded = [[name, value.encode("latin-1").decode()] for name, value in fields]
        requests.append({"method": method, "target": target, "fields": decoded, "body": body.decode()})
        sent = responses[min(len(requests), len(responses)) - 1]
        return [sent["status"], sent["reason"], sent["fields"], sent["body"].encode()]

    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        try:
            status = curl.run(with_address(text), ENVIRONMENT, send, waits.append)
        except RefusedError as error:
            return {"refused": str(error), "requests": requests}
    return {"stdout": out.getvalue(), "stderr": err.getvalue(), "exit": status, "waits": waits, "requests": requests}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Sequence[tuple[Outcome, Outcome]]:
    folder = tmp_path_factory.mktemp("curl")

    async def run() -> list[Outcome]:
        turns = asyncio.Semaphore(6)
        return await asyncio.gather(*(_really(job, folder / str(number), turns) for number, job in enumerate(JOBS)))

    return list(zip(completed(run()), [in_page(*job) for job in JOBS], strict=True))


def seen(outcome: Outcome) -> str:
    """What is compared of an outcome: versions of curl differ in the words of their errors alone."""
    errors = re.sub(r"(?m)^(Warning: |curl: \(\d+\) ).*", r"\1", outcome["stderr"])
    text = json.dumps({**outcome, "stderr": errors, "waits": None}, indent=1, sort_keys=True, ensure_ascii=False)
    return re.sub(r"curl/[\d.]+", "curl/VERSION", text)


@pytest.mark.parametrize("number", range(len(JOBS)), ids=[f"{text} {each[0]['status']}" for text, each in JOBS])
def test_program_does_as_under_bash_and_curl(number: int, both: Sequence[tuple[Outcome, Outcome]]) -> None:
    real, page = both[number]
    assert "refused" not in page
    assert seen(page) == seen(real)


def test_page_waits_as_long_as_the_response_says_or_twice_as_long_each_time() -> None:
    retries = {"1": response(429, after="7"), "12": response(500)}
    waits = [in_page(f"curl U --retry {n}", [each])["waits"] for n, each in retries.items()]
    assert waits == [[7], [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]]


def test_what_the_page_lacks_is_refused_by_name_before_anything_is_sent() -> None:
    rows = [line.replace(r"\n", "\n").rsplit("  # ", 1) for line in lines(REFUSED)]
    rows += [[f"curl U {syntax}", "` in bash"] for syntax in SYNTAX]
    outcomes = [in_page(text, [response(200)]) for text, _ in rows]
    wrong = [
        (text, actual)
        for (text, name), actual in zip(rows, outcomes, strict=True)
        if name not in actual.get("refused", "") or actual["requests"]
    ]
    assert wrong == []
