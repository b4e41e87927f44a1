"""The one-file clients against a server that fails as scripted: when they retry, how long they wait, what comes."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Event, Thread

import pytest

from mock_api.sandbox import SANDBOX_KEYS
from mock_api.server import MockServer
from tests.clients import FILES, GENERATE, ME, Mock, run
from tests.harness.languages import JAVASCRIPT, PYTHON, Language

Answer = tuple[int, Mapping[str, str], str]
FINE: Answer = (200, {}, '{"success": true, "data": {"id": "key_1"}}')
BROKEN: Answer = (503, {}, "")
SILENCE: Answer = (0, {}, "")

LONGEST_JITTER = {JAVASCRIPT: "Math.random = () => 1;", PYTHON: "random.uniform = lambda _, longest: longest;"}

each_language = pytest.mark.parametrize("language", FILES, ids=lambda language: language.name)


class Scripted:
    """A server on this machine that gives the answers in turn, and notes when each request came."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.times: list[float] = []
        self._over = over = Event()
        waiting = iter(answers)
        times = self.times

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                times.append(time.monotonic())
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

    @property
    def waits(self) -> list[float]:
        return [later - earlier for earlier, later in pairwise(self.times)]

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
    **options: str,
) -> tuple[str, Scripted]:
    """What `lines` print against the answers, with the longest jitter; options are named as in Python."""
    with Scripted(answers).running() as scripted:
        written = written_options(language, {"base_url": f'"{scripted.url}"', **options})
        program = LONGEST_JITTER[language] + " " + lines[language]
        ended = run(language, program, {"API_KEY": SANDBOX_KEYS["read"]}, written)
    assert ended.errors == ""
    return ended.output.strip(), scripted


def written_options(language: Language, options: Mapping[str, str]) -> str:
    names = {"base_url": "baseURL", "timeout": "timeoutSeconds", "max_retries": "maxRetries", "api_key": "apiKey"}
    if language is JAVASCRIPT:
        return ", ".join(f"{names[name]}: {value}" for name, value in options.items())
    return ", ".join(f"{name}={value}" for name, value in options.items())


@each_language
def test_what_passes_is_tried_again(language: Language) -> None:
    failures: list[Answer] = [(status, {"Retry-After": "0"}, "") for status in (429, 500, 502, 503, 504)]
    output, scripted = ask(language, [*failures, FINE], max_retries="5")
    assert output == "key_1"
    assert len(scripted.times) == 6


@each_language
def test_what_stays_is_not_tried_again(language: Language) -> None:
    lines = {
        JAVASCRIPT: "for (const _ of [1, 2, 3]) await client.getCurrentKey().catch((no) => console.log(no.status));",
        PYTHON: """
        for _ in range(3):
            try:
                client.get_current_key()
            except example_api.APIError as error:
                print(error.status)""",
    }
    output, scripted = ask(language, [(400, {}, ""), (409, {}, ""), (501, {}, ""), FINE], lines)
    assert output.split() == ["400", "409", "501"]
    assert len(scripted.times) == 3


@each_language
def test_waits_grow_at_random_where_the_server_names_none(language: Language) -> None:
    output, scripted = ask(language, [BROKEN, BROKEN, FINE])
    assert output == "key_1"
    first, second = scripted.waits
    assert first >= 0.5
    assert second >= 1


@each_language
def test_wait_of_more_than_a_minute_is_left_to_the_caller(language: Language) -> None:
    output, scripted = ask(language, [(429, {"Retry-After": "61"}, ""), FINE])
    assert output.startswith("RateLimitError 429")
    assert len(scripted.times) == 1


@each_language
def test_it_gives_up_after_the_retries_that_it_may_make(language: Language) -> None:
    output, scripted = ask(language, [(503, {"Retry-After": "0"}, "")] * 4, max_retries="2")
    assert output.startswith("ServerError 503")
    assert len(scripted.times) == 3


@each_language
def test_answer_that_is_not_the_apis_own_is_an_error_without_a_code(language: Language) -> None:
    output, _ = ask(language, [(502, {}, "<h1>Bad Gateway</h1>")], max_retries="0")
    none = {JAVASCRIPT: "undefined null", PYTHON: "None None"}[language]
    assert output.startswith(f"ServerError 502 {none} 502 ")


@each_language
def test_success_that_is_not_json_is_no_usable_answer(language: Language) -> None:
    output, _ = ask(language, [(200, {}, "<h1>Welcome</h1>")], max_retries="0")
    assert output.startswith("ConnectionFailedError")


@each_language
def test_silence_ends_at_the_timeout(language: Language) -> None:
    output, scripted = ask(language, [SILENCE] * 2, timeout="0.6", max_retries="1")
    assert output.startswith("ConnectionFailedError")
    assert len(scripted.times) == 2


@each_language
@pytest.mark.parametrize("fault", ["truncate", "reset", "empty_reply"])
def test_connection_that_breaks_is_tried_again_with_the_same_key(
    server: MockServer, language: Language, fault: str
) -> None:
    options = written_options(language, {"max_retries": "1"})
    ran = Mock(server).run(language, GENERATE, "read", fault=fault, options=options)
    assert ran.output.startswith("ConnectionFailedError")
    assert len(ran.exchanges) == 2
    assert len({dict(exchange.request.fields)["idempotency-key"] for exchange in ran.exchanges}) == 1


@each_language
def test_key_that_is_not_set_is_named(server: MockServer, language: Language) -> None:
    ran = Mock(server).run(language, GENERATE, "")
    assert ran.output.startswith("APIKeyError")
    assert "Set API_KEY to your API key, or pass" in ran.output
    assert ran.exchanges == []


@each_language
def test_what_cannot_be_a_key_is_never_sent(server: MockServer, language: Language) -> None:
    key = SANDBOX_KEYS["read"]
    keys = [f"'{key}'", f"“{key}”", f"{key}\n", f"{key}\r", f"{key} ", f"Bearer {key}", key[:-1], "YOUR_API_KEY"]
    lines = {
        JAVASCRIPT: f"""for (const apiKey of {json.dumps(keys)}) {{
      try {{
        await new api.Client({{ apiKey }}).getCurrentKey();
      }} catch (error) {{
        console.log(error.constructor.name, error.message);
      }}
    }}""",
        PYTHON: f"""
        for key in {json.dumps(keys)}:
            try:
                example_api.Client(key).get_current_key()
            except Exception as error:
                print(type(error).__name__, error)""",
    }
    ran = Mock(server).run(language, lines, "read")
    message = "This is not a whole API key: look for quotes, spaces, line breaks, missing characters."
    assert ran.output.splitlines() == [f"APIKeyError {message}"] * len(keys)
    assert ran.exchanges == []


@each_language
def test_id_that_is_none_is_never_sent(server: MockServer, language: Language) -> None:
    ids = ["", "../keys/key_0000000001", "a/b", "a?b", "a%2Fb"]
    lines = {
        JAVASCRIPT: f"""for (const id of {json.dumps(ids)}) {{
      await client.deletePrompt(id).catch((error) => console.log(error.message));
    }}""",
        PYTHON: f"""
        for prompt_id in {json.dumps(ids)}:
            try:
                client.delete_prompt(prompt_id)
            except ValueError as error:
                print(error)""",
    }
    ran = Mock(server).run(language, lines, "admin")
    assert ran.output.splitlines() == [f"This is no path of the API: /prompts/{each}" for each in ids]
    assert ran.exchanges == []
