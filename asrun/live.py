"""`python -m asrun live`: the examples that are live, run against a deployment instead of the mock.

The environment names it: BASE_URL and API_KEY. The programs run unedited, so they send requests to the documented host.
A relay there forwards each request and its response unchanged. What is checked is the exit status, the exchanges
with their statuses, and each response's status, header fields, media type and schema by the contract; values are not,
as they are the deployment's own.
"""

import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx

from asrun import ROOT
from asrun.api import Api, Receive, Scope, Send
from asrun.default import messages
from asrun.default.app import MAX_BODY
from asrun.default.messages import read_request
from asrun.examples.example import Example, example_folders, load_example
from asrun.examples.pool import Runs
from asrun.examples.runs import Outcome, needed
from asrun.examples.verdict import behaves
from asrun.finding import Finding
from asrun.journal import Exchange, Request, Response, Violation
from asrun.mock import Parser
from asrun.operation import Operation, is_json
from asrun.project import load_api
from asrun.transport.server import MockServer

HOW = "BASE_URL=https://staging.example.com API_KEY=… python -m asrun live"
FIX = "correct the deployment, or the contract and what the pages say"

ADDRESS = re.compile(
    r"(https://([^\s/?#@:\[\]]+|\[[\da-fA-F:.]+\])|http://(localhost|127\.0\.0\.1|\[::1\]))(:\d{1,5})?(?P<path>/[^\s?#]*)?"
)
"""Of a deployment: on this machine alone, the key may travel in the clear."""
KEY = re.compile(r"[!#-&(-~]+")

TIMEOUT = 60.0
"""Seconds that the deployment may let the relay wait."""

OF_THE_CONNECTION = {
    *("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
    *("accept-encoding", "content-encoding"),
}
"""Fields that a relay does not pass on (RFC 9110 §7.6.1); it asks for no compression."""


def main(arguments: Sequence[str]) -> int:
    """The exit status: 1 where a response, or what a program makes of it, is wrong. Raises FileError, ContractError."""
    parser = Parser("python -m asrun live", description="Run the examples that are live against BASE_URL.")
    parser.add_argument("parts", nargs="*", metavar="PART", help="only those whose names have one of these in them")
    parts = parser.parse_args(arguments).parts or [""]
    api = load_api(ROOT)
    base_url, api_key = os.environ.get("BASE_URL", "").rstrip("/"), os.environ.get("API_KEY", "")
    if wrong := unusable(base_url, api_key, api):
        parser.error(f"{wrong}. Fix: {HOW}.")
    selected = [each for each in live_examples(api, api_key) if any(part in each.name for part in parts)]
    if not selected:
        parser.error("no such example is live: add live = true to the example.toml of those that only read")
    wrong_ones = 0
    with MockServer(replace(api, app=Relay(api, base_url))) as server, Runs(server) as runs:
        runs.start(case for example in selected for case in needed(example))
        for example in selected:
            findings = judge([runs[case] for case in needed(example)])
            sys.stdout.writelines(f"{finding}\n" for finding in findings)
            wrong_ones += bool(findings)
    sys.stdout.write(f"{wrong_ones} of {len(selected)} examples failed\n")
    return int(wrong_ones > 0)


def unusable(base_url: str, api_key: str, api: Api) -> str:
    """What is wrong with the address in place of the documented host's, or with the key; empty if both will do."""
    address = ADDRESS.fullmatch(base_url)
    begins = f"{address['path']}/" if address and address["path"] else None
    if not address or (begins and any(path.startswith(begins) for _, path in api.contract.operations)):
        expected = "BASE_URL to be an address with https:// and without what paths begin with"
        return f"expected {expected}, actual {base_url or 'none'}"
    return "" if KEY.fullmatch(api_key) else "expected API_KEY to be a key without quotes and whitespace"


def live_examples(api: Api, key: str) -> list[Example]:
    """Those that are live, in the hands of a reader who has this key. Raises FileError where any has a mistake."""
    its = replace(api, keys=dict.fromkeys(api.keys, key))
    return [each for folder in example_folders(ROOT) if (each := load_example(folder, its)).live]


class Relay:
    """An ASGI app in place of the mock; what a response breaks of the contract is a violation in the run's journal.

    A violation is named for its operation. Where the deployment does not respond, the client gets a 502. The
    deployment's own certificate is verified here.
    """

    def __init__(self, api: Api, base_url: str) -> None:
        self._base_url = base_url
        self._tls = httpx.create_ssl_context()
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = await read_request(messages.Request, scope, receive, MAX_BODY)
        request = Request(read.method, read.target, read.path, read.query, read.fields, read.body or b"")
        operation = self._api.contract.operation_of(request.method, request.path)
        fields = [(name, value) for name, value in request.fields if name not in {"host", "expect", *OF_THE_CONNECTION}]
        plain = {"accept-encoding": "identity"}
        try:
            async with httpx.AsyncClient(verify=self._tls, timeout=TIMEOUT, headers=plain) as client:
                url = self._base_url + request.target
                response = await client.request(request.method, url, headers=fields, content=request.body)
            breaches = mismatches(operation, response)
        except httpx.TransportError as error:
            response = httpx.Response(502, text=f"{self._base_url} did not respond: {type(error).__name__}: {error}\n")
            breaches = []
        found = [Violation(operation.id if operation else "no operation", ", ".join(breaches))] if breaches else []
        journaled = Response(response.status_code, response.headers.multi_items(), response.content)
        scope["state"]["sandbox"].journal.record(Exchange(request, journaled, found))
        dropped = {b"date", b"content-length", *(name.encode() for name in OF_THE_CONNECTION)}
        raw = [(name.lower(), value) for name, value in response.headers.raw if name.lower() not in dropped]
        if response.status_code != 204:
            raw.append((b"content-length", str(len(response.content)).encode()))
        await send({"type": "http.response.start", "status": response.status_code, "headers": raw})
        await send({"type": "http.response.body", "body": response.content})


def mismatches(operation: Operation | None, response: httpx.Response) -> list[str]:
    """How `response` departs from the contract, in words.

    A deployment may add header fields of its own (`Server`, `Via` …), and a charset.
    """
    if operation is None:
        return ["the contract has no such operation"]
    document: Any = response.content
    if is_json(response.headers.get("content-type", "")):
        try:
            document = json.loads(response.content)
        except ValueError:
            return ["the body is not JSON"]
    found = operation.check_response(response.status_code, response.headers, document)
    scope = re.search(r'scope="(.*?)"', response.headers.get("www-authenticate", ""))  # RFC 6750, section 3
    if response.status_code == 403 and scope and scope[1] != operation.scope:
        found.append(f"the challenge names the scope {scope[1]}, not {operation.scope}")
    return found


def judge(outcomes: Sequence[Outcome]) -> list[Finding]:
    """The runs of one example. What its programs met alike is one finding, which names their tabs."""
    met: dict[tuple[str, str], list[Finding]] = {}
    for finding in (finding for outcome in outcomes for finding in behaves(outcome)):
        met.setdefault((finding.expected, finding.actual), []).append(finding)
    return [replace(its[0], tab=", ".join(each.tab for each in its), fix=FIX) for its in met.values()]
