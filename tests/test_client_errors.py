"""The one-file clients: what they raise, of what they never send, and of what is no answer of the API."""

import json

import pytest

from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.clients import GENERATE, Answer, Mock, ask, each_language

NONE = {JAVASCRIPT: "undefined", PYTHON: "None"}
NULL = {JAVASCRIPT: "null", PYTHON: "None"}


@each_language
def test_errors_say_whether_and_when_to_try_again(language: Language) -> None:
    lines = {
        JAVASCRIPT: """
  const say = (error) => console.log(error.constructor.name, error.retryable, error.retryAfter);
  for (const _ of [1, 2, 3, 4]) await client.getCurrentKey().catch(say);
  try { new api.Client({ apiKey: "none" }); } catch (error) { say(error); }""",
        PYTHON: """
        def attempt(call):
            try:
                call()
            except example_api.ExampleAPIError as error:
                print(type(error).__name__, error.retryable, error.retry_after)
        for _ in range(4):
            attempt(client.get_current_key)
        attempt(lambda: example_api.Client("none"))""",
    }
    date = "Wed, 25 Nov 2026 07:28:00 GMT"
    answers: list[Answer] = [
        (503, {"Retry-After": "7"}, ""),
        (503, {"Retry-After": date}, ""),
        (404, {}, ""),
        (200, {}, "no JSON"),
    ]
    output, _ = ask(language, answers, lines, max_retries="0")
    assert output.lower().replace("none", "null").splitlines() == [
        "servererror true 7",
        "servererror true null",
        "notfounderror false null",
        "connectionfailederror true null",
        "apikeyerror false null",
    ]


@each_language
@pytest.mark.parametrize("body", ["<h1>Bad Gateway</h1>", "{}", "[]"])
def test_answer_that_is_not_the_apis_own_is_an_error_without_a_code(language: Language, body: str) -> None:
    output, _ = ask(language, [(502, {}, body)], max_retries="0")
    none, null = NONE[language], NULL[language]
    assert output == f"ServerError 502 {none} {null} 502 {none}: Bad Gateway ({null})"


@each_language
def test_success_that_is_not_json_is_no_usable_answer_and_has_its_cause(language: Language) -> None:
    lines = {
        JAVASCRIPT: """await client.getCurrentKey()
      .catch((error) => console.log(error.constructor.name, error.message, error.cause.name));""",
        PYTHON: """
        try:
            client.get_current_key()
        except example_api.ExampleAPIError as error:
            print(type(error).__name__, error, type(error.__cause__).__name__)""",
    }
    output, scripted = ask(language, [(200, {}, "<h1>Welcome</h1>")], lines, max_retries="0")
    assert output.startswith(f"ConnectionFailedError No usable answer to GET {scripted.url}/me: ")
    assert output.endswith({JAVASCRIPT: " SyntaxError", PYTHON: " JSONDecodeError"}[language])


@each_language
def test_key_that_is_not_set_is_named(server: MockServer, language: Language) -> None:
    ran = Mock(server).run(language, GENERATE, "")
    name = {JAVASCRIPT: "apiKey", PYTHON: "api_key"}[language]
    assert ran.output.startswith("APIKeyError")
    assert ran.output.endswith(f" Set API_KEY to your API key, or pass {name}.")
    assert ran.exchanges == []


def test_python_client_is_closed_at_the_end_of_its_block(server: MockServer) -> None:
    lines = {PYTHON: "with client: pass\n        client.get_current_key()"}
    ran = Mock(server).run(PYTHON, lines, "read")
    assert ran.output.startswith("RuntimeError")
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
