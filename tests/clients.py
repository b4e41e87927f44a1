"""How tests call the one-file clients that readers download: in a program, by the names of the contract."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest
import starlette.responses
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from asrun import ROOT
from asrun.browser.served import listening
from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.process import execute, workplace
from mock_api.sandbox import SANDBOX_KEYS

FOLDER = ROOT / "docs/guides/clients"
FILES = {JAVASCRIPT: FOLDER / "example-api.mjs", PYTHON: FOLDER / "example_api.py"}
DRIVERS = {
    JAVASCRIPT: """\
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import * as api from "./example-api.mjs";

const { clients, calls, jitter } = JSON.parse(process.env.CASE);
const [outcomes, waits, timeouts] = [[], [], []];
if (jitter !== null) {
  Math.random = () => jitter;
  timers.setTimeout = async (milliseconds) => waits.push(milliseconds / 1000);
  syncBuiltinESMExports();
}
const { timeout } = AbortSignal;
AbortSignal.timeout = (milliseconds) => (timeouts.push(milliseconds / 1000), timeout.call(AbortSignal, milliseconds));
const names = { base_url: "baseURL", api_key: "apiKey", timeout: "timeoutSeconds", max_retries: "maxRetries" };
for (const options of clients) {
  for (const { name, ids, fields } of calls) {
    try {
      const given = Object.entries(options).map(([option, value]) => [names[option], value]);
      const client = new api.Client(Object.fromEntries(given));
      let value = client[name](...ids, ...(fields ? [fields] : []));
      value = Symbol.asyncIterator in value ? await Array.fromAsync(value) : await value;
      outcomes.push({ value: value ?? null });
    } catch (error) {
      const { message, status, code, details, retryable, retryAfter, requestId, cause } = error;
      const all = { message, status, code, details, retryable, retry_after: retryAfter, request_id: requestId };
      outcomes.push({ error: error.constructor.name, cause: cause?.name, ...all });
    }
  }
}
console.log(JSON.stringify({ outcomes, waits, timeouts }, (_, value) => (Number.isNaN(value) ? "NaN" : value)));
""",
    PYTHON: """\
import json, os, random, re
import example_api

case = json.loads(os.environ["CASE"])
outcomes, waits, timeouts = [], [], []
if case["jitter"] is not None:
    random.uniform = lambda low, high: low + case["jitter"] * (high - low)
    example_api.time.sleep = waits.append
send = example_api.httpx.Client.send

def noted(client, request):
    timeouts.append(request.extensions["timeout"]["read"])
    return send(client, request)

example_api.httpx.Client.send = noted
for options in case["clients"]:
    for call in case["calls"]:
        try:
            with example_api.Client(**options) as client:
                name = re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), call["name"])
                value = getattr(client, name)(*call["ids"], **(call["fields"] or {}))
                outcomes.append({"value": list(value) if hasattr(value, "__next__") else value})
            assert client._http.is_closed
        except Exception as error:
            names = ["status", "code", "details", "retryable", "retry_after", "request_id"]
            all = {name: getattr(error, name, None) for name in names}
            cause = error.__cause__ and type(error.__cause__).__name__
            outcomes.append({"error": type(error).__name__, "message": str(error), "cause": cause, **all})
print(json.dumps({"outcomes": outcomes, "waits": waits, "timeouts": timeouts}))
""",
}

each_language = pytest.mark.parametrize("language", FILES, ids=lambda language: language.name)


@dataclass(frozen=True)
class Call:
    name: str
    ids: Sequence[str] = ()
    fields: Mapping[str, Any] | None = None


ME = Call("getCurrentKey")
GENERATE = Call("generate", fields={"prompt": "Hi", "model": "gpt-4"})


@dataclass
class Ran:
    """What each call returned or raised, the seconds that the client would have slept, and its attempts' timeouts."""

    outcomes: list[dict[str, Any]]
    waits: list[float]
    timeouts: list[float]

    @property
    def errors(self) -> list[tuple[str, str | None]]:
        return [(outcome["error"], outcome.get("code")) for outcome in self.outcomes]


def run(
    language: Language,
    calls: Sequence[Call],
    environment: Mapping[str, str],
    *,
    clients: Sequence[Mapping[str, object]] = ({},),
    jitter: float | None = None,
) -> Ran:
    """Each call by each client; options are named as in Python. Given a `jitter`, from 0 to 1, nothing waits."""
    case = json.dumps({"clients": clients, "calls": [asdict(call) for call in calls], "jitter": jitter})
    with workplace(f"program{FILES[language].suffix}", DRIVERS[language].encode(), [FILES[language]]) as place:
        ended = execute(language.command, {"API_KEY": SANDBOX_KEYS["read"], **environment, "CASE": case}, place)
    assert ended.errors == ""
    return Ran(**json.loads(ended.output))


Response = tuple[int, Mapping[str, str], str]
SUCCESS: Response = (200, {}, '{"success": true, "data": {"id": "key_1"}}')
BROKEN: Response = (503, {}, "")
SILENCE: Response = (504, {}, "none")


@dataclass
class Scripted:
    url: str
    targets: list[str] = field(default_factory=list)


@contextmanager
def scripted(responses: Sequence[Response]) -> Iterator[Scripted]:
    waiting = iter(responses)

    async def respond(request: Request) -> starlette.responses.Response:
        server.targets.append(f"{request.url.path}?{request.url.query}".rstrip("?"))
        status, fields, body = response = next(waiting)
        while response == SILENCE and not await request.is_disconnected():
            await asyncio.sleep(0.01)
        return starlette.responses.Response(body, status, fields)

    with listening(Starlette(routes=[Route("/{path:path}", respond)])) as address:
        server = Scripted(address.removesuffix("/"))
        yield server
