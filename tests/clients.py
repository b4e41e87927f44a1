"""How tests use the one-file clients that readers download: in a program of their own, as readers do."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from asrun import ROOT
from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.process import Ended, execute, workplace
from asrun.examples.wire import line
from asrun.journal import Exchange
from asrun.transport.faults import FAULTS
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS

FOLDER = ROOT / "docs/guides/clients"
FILES = {JAVASCRIPT: FOLDER / "example-api.mjs", PYTHON: FOLDER / "example_api.py"}
# What surrounds the lines of a test: they have a client, and what they raise is printed with its type.
FRAMES = {
    JAVASCRIPT: """\
import * as api from "./example-api.mjs";
try {{
  const client = new api.Client({{ {options} }});
  {lines}
}} catch (error) {{
  console.log(error.constructor.name, error.status, error.code, error.requestId, error.message);
}}
""",
    PYTHON: """\
import random, sys
import example_api
try:
    with example_api.Client({options}) as client:
        {lines}
except Exception as error:
    details = [getattr(error, name, None) for name in ("status", "code", "request_id")]
    print(type(error).__name__, *details, error)
""",
}

GENERATE = {
    JAVASCRIPT: 'console.log((await client.generate({ prompt: "Hi", model: "gpt-4" })).text);',
    PYTHON: 'print(client.generate("Hi", "gpt-4")["text"])',
}
ME = {JAVASCRIPT: "console.log((await client.getCurrentKey()).id);", PYTHON: 'print(client.get_current_key()["id"])'}


each_language = pytest.mark.parametrize("language", FILES, ids=lambda language: language.name)


@dataclass
class Ran:
    ended: Ended
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def output(self) -> str:
        assert self.ended.errors == ""
        return self.ended.output.strip()

    @property
    def lines(self) -> list[str]:
        return [line(exchange) for exchange in self.exchanges]


def run(language: Language, lines: str, environment: Mapping[str, str], options: str = "") -> Ended:
    program = FRAMES[language].format(lines=lines, options=options)
    with workplace(f"program{FILES[language].suffix}", program.encode(), [FILES[language]]) as place:
        return execute(language.command, environment, place)


@dataclass
class Mock:
    server: MockServer

    def run(
        self, language: Language, lines: Mapping[Language, str], key: str, *, fault: str = "", options: str = ""
    ) -> Ran:
        opened = self.server.open_run([FAULTS[fault]] if fault else [])
        secret = SANDBOX_KEYS.get(key, key)
        ended = run(language, lines[language], {**opened.environment, "API_KEY": secret}, options)
        opened.close()
        assert opened.refused == []
        exchanges = list(opened.sandbox.journal.exchanges)
        assert [exchange.violations for exchange in exchanges] == [[] for _ in exchanges]
        return Ran(ended, exchanges)


Answer = tuple[int, Mapping[str, str], str]
FINE: Answer = (200, {}, '{"success": true, "data": {"id": "key_1"}}')
BROKEN: Answer = (503, {}, "")
SILENCE: Answer = (0, {}, "")


class Scripted:
    """A server on this machine that gives the answers in turn, and notes which targets were asked for."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.targets: list[str] = []
        self._over = over = Event()
        waiting = iter(answers)
        targets = self.targets

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                targets.append(self.path)
                status, fields, body = answer = next(waiting)
                if answer == SILENCE:
                    over.wait()
                    return
                self.send_response(status)
                for name, value in {**fields, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator["Scripted"]:
        thread = Thread(target=self._server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()


def ask(
    language: Language,
    answers: Sequence[Answer],
    lines: Mapping[Language, str] = ME,
    /,
    **options: str,
) -> tuple[str, Scripted]:
    """What `lines` print against the answers; options are named as in Python."""
    with Scripted(answers).running() as scripted:
        written = written_options(language, {"base_url": f'"{scripted.url}"', **options})
        ended = run(language, lines[language], {"API_KEY": SANDBOX_KEYS["read"]}, written)
    assert ended.errors == ""
    return ended.output.strip(), scripted


def after(*preludes: Mapping[Language, str], lines: Mapping[Language, str] = ME) -> dict[Language, str]:
    """`lines` after others, indented as FRAMES' Python is."""
    return {language: "\n        ".join(each[language] for each in (*preludes, lines)) for language in FILES}


def written_options(language: Language, options: Mapping[str, str]) -> str:
    names = {"base_url": "baseURL", "timeout": "timeoutSeconds", "max_retries": "maxRetries"}
    if language is JAVASCRIPT:
        return ", ".join(f"{names[name]}: {value}" for name, value in options.items())
    return ", ".join(f"{name}={value}" for name, value in options.items())
