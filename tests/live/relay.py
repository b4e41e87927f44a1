"""The way from an example, which names the documented host, to a deployment at another address.

The examples run unedited, so they ask for `https://api.example.com`. The relay stands where the mock stands otherwise,
behind the same proxy: it sends each request on as it came, and the answer back as it came. What it adds is a look at
the answer, by the contract. The deployment's own certificate is verified here.
"""

import json
from typing import Any

import httpx
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

from asrun.contract import JSON, Contract, Operation
from asrun.journal import Request, Response, Violation
from mock_api.request import ApiRequest, read_request
from mock_api.rules import Rules

OF_THE_CONNECTION = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
"""Fields that a relay does not pass on (RFC 9110 §7.6.1)."""

TIMEOUT = 60.0
"""Seconds that the deployment may let the relay wait."""


class Relay:
    """An ASGI app in the place of the mock; what an answer breaks of the contract is a violation in the run's journal.

    A violation is named for its operation. Where the deployment does not answer, the client gets a 502.
    """

    def __init__(self, contract: Contract, base_url: str) -> None:
        self._base_url = base_url
        self._rules = Rules.of(contract)
        self._tls = httpx.create_ssl_context()
        self._routes = [(compile_path(path)[0], each) for (_, path), each in contract.operations.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await read_request(scope, receive, self._rules)
        operation = self._operation(request)
        try:
            answer, content = await self._forward(request)
            breaches = mismatches(operation, answer)
        except httpx.TransportError as error:
            answer = httpx.Response(502, text=f"{self._base_url} did not answer: {type(error).__name__}: {error}\n")
            content, breaches = answer.content, [answer.text.strip()]
        name = operation.id if operation else "no operation"
        scope["state"]["sandbox"].journal.record(
            Request(request.method, request.target, request.path, request.query, request.fields, request.body or b""),
            Response(answer.status_code, answer.headers.multi_items(), answer.content),
            [Violation(name, breach) for breach in breaches],
        )
        fields = [(name.lower(), value) for name, value in answer.headers.raw]
        dropped = {b"date", b"content-length", *(name.encode() for name in OF_THE_CONNECTION)}
        raw = [(name, value) for name, value in fields if name not in dropped]
        if answer.status_code != 204:
            raw.append((b"content-length", str(len(content)).encode()))
        await send({"type": "http.response.start", "status": answer.status_code, "headers": raw})
        await send({"type": "http.response.body", "body": content})

    def _operation(self, request: ApiRequest) -> Operation | None:
        found = (
            each for pattern, each in self._routes if each.method == request.method and pattern.match(request.path)
        )
        return next(found, None)

    async def _forward(self, request: ApiRequest) -> tuple[httpx.Response, bytes]:
        """The deployment's answer, and its content as it came, which may be compressed."""
        dropped = {"host", "expect", *OF_THE_CONNECTION}
        fields = [(name, value) for name, value in request.fields if name not in dropped]
        onward = httpx.Request(request.method, self._base_url + request.target, headers=fields, content=request.body)
        async with httpx.AsyncClient(verify=self._tls, timeout=TIMEOUT) as client:
            answer = await client.send(onward, stream=True)
            content = b"".join([part async for part in answer.aiter_raw()])
        return httpx.Response(answer.status_code, headers=answer.headers, content=content), content


def mismatches(operation: Operation | None, answer: httpx.Response) -> list[str]:
    """How `answer` departs from the contract, in words.

    A deployment may add header fields of its own (`Server`, `Via` …), and a charset.
    """
    if operation is None:
        return ["the contract has no such operation"]
    response = operation.responses.get(answer.status_code)
    documented = response.headers if response else ()
    headers = {name: value for name, value in answer.headers.items() if name in documented}
    if "content-type" in answer.headers:
        headers["content-type"] = answer.headers["content-type"].partition(";")[0].strip().lower()
    document: Any = answer.content
    if headers.get("content-type") == JSON:
        try:
            document = json.loads(answer.content)
        except ValueError:
            return ["the body is not JSON"]
    return operation.check_response(answer.status_code, headers, document)
