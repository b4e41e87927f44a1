"""The one-file clients against a server that fails as scripted: when they retry, how long they wait, what comes."""

import pytest

from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.transport.server import MockServer
from tests.clients import BROKEN, FINE, GENERATE, SILENCE, Answer, Mock, after, ask, each_language, written_options

LONGEST_JITTER = {JAVASCRIPT: "Math.random = () => 1;", PYTHON: "random.uniform = lambda _, longest: longest;"}
SHORTEST_JITTER = {JAVASCRIPT: "Math.random = () => 0;", PYTHON: "random.uniform = lambda shortest, _: shortest;"}
SAY_WAITS = {
    JAVASCRIPT: """
  const { default: timers } = await import("node:timers/promises");
  timers.setTimeout = async (milliseconds) => console.log(milliseconds / 1000);
  (await import("node:module")).syncBuiltinESMExports();""",
    PYTHON: "example_api.time.sleep = print;",
}
SAY_TIMEOUT = {
    JAVASCRIPT: """
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (milliseconds) => {
    console.log(milliseconds / 1000);
    return timeout.call(AbortSignal, milliseconds);
  };""",
    PYTHON: """
        send = example_api.httpx.Client.send
        def say_and_send(client, request):
            print(request.extensions["timeout"]["read"])
            return send(client, request)
        example_api.httpx.Client.send = say_and_send
        """,
}


@each_language
def test_what_passes_is_tried_again(language: Language) -> None:
    failures: list[Answer] = [(status, {"Retry-After": "0"}, "") for status in (429, 500, 502, 503, 504)]
    output, scripted = ask(language, [*failures, FINE], max_retries="5")
    assert output == "key_1"
    assert len(scripted.targets) == 6


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
    assert len(scripted.targets) == 3


@each_language
def test_longest_waits_double_up_to_a_minute_where_the_server_names_none(language: Language) -> None:
    output, _ = ask(language, [BROKEN] * 9 + [FINE], after(LONGEST_JITTER, SAY_WAITS), max_retries="9")
    *waits, last = output.split()
    assert [float(wait) for wait in waits] == [0.5, 1, 2, 4, 8, 16, 32, 60, 60]
    assert last == "key_1"


@each_language
def test_wait_may_be_none_where_the_server_names_none(language: Language) -> None:
    output, _ = ask(language, [BROKEN, FINE], after(SHORTEST_JITTER, SAY_WAITS))
    assert output.split() == ["0", "key_1"]


@each_language
def test_wait_of_more_than_a_minute_is_left_to_the_caller(language: Language) -> None:
    output, scripted = ask(language, [(429, {"Retry-After": "61"}, ""), FINE])
    assert output.startswith("RateLimitError 429")
    assert len(scripted.targets) == 1


@each_language
@pytest.mark.parametrize(("told", "attempts"), [("", 4), ("2", 3)], ids=["three", "as told"])
def test_it_gives_up_after_the_retries_that_it_may_make(language: Language, told: str, attempts: int) -> None:
    options = {"max_retries": told} if told else {}
    output, scripted = ask(language, [(503, {"Retry-After": "0"}, "")] * 9, **options)
    assert output.startswith("ServerError 503")
    assert len(scripted.targets) == attempts


@each_language
def test_list_goes_on_to_the_last_page(language: Language) -> None:
    lines = {
        JAVASCRIPT: "for await (const { id } of client.listModels()) console.log(id);",
        PYTHON: 'print(*(model["id"] for model in client.list_models()))',
    }
    pages: list[Answer] = [
        (200, {}, '{"data": [{"id": "first"}, {"id": "second"}], "next_cursor": "cursor_2"}'),
        (200, {}, '{"data": [{"id": "third"}], "next_cursor": null}'),
    ]
    output, scripted = ask(language, pages, lines)
    assert output.split() == ["first", "second", "third"]
    assert scripted.targets == ["/models?limit=100", "/models?limit=100&cursor=cursor_2"]


@each_language
def test_each_attempt_may_take_a_minute(language: Language) -> None:
    output, _ = ask(language, [FINE], after(SAY_TIMEOUT))
    assert output.split() == ["60", "key_1"]


@each_language
def test_silence_ends_at_the_timeout(language: Language) -> None:
    lines = after(SHORTEST_JITTER, SAY_TIMEOUT)
    output, _ = ask(language, [SILENCE] * 2, lines, timeout="1", max_retries="1")
    first, second, error, *_ = output.split()
    assert (float(first), float(second), error) == (1, 1, "ConnectionFailedError")


@each_language
@pytest.mark.parametrize("fault", ["truncate", "reset", "empty_reply"])
def test_connection_that_breaks_is_tried_again_with_the_same_key(
    server: MockServer, language: Language, fault: str
) -> None:
    options = written_options(language, {"max_retries": "1"})
    lines = after(SHORTEST_JITTER, lines=GENERATE)
    ran = Mock(server).run(language, lines, "read", fault=fault, options=options)
    assert ran.output.startswith("ConnectionFailedError")
    assert len(ran.exchanges) == 2
    assert len({dict(exchange.request.fields)["idempotency-key"] for exchange in ran.exchanges}) == 1
