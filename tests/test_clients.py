"""The one-file clients that readers download: their operations and types, and what they send and raise."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from asrun import ROOT
from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.wire import sent
from asrun.pages.operations import operations
from asrun.pages.vocabulary import Vocabulary
from asrun.transport.server import MockServer
from tests.clients import FILES, GENERATE, Mock, Ran, each_language

CONTRACT = Vocabulary.load(ROOT)
OPERATIONS = [each for each in operations(CONTRACT) if each.path.startswith("/v1/")]


@pytest.fixture
def mock(server: MockServer) -> Mock:
    return Mock(server)


# What each client calls, operation by operation, in the contract's order.
CALLS = {
    JAVASCRIPT: """
  const each = async (items) => { for await (const item of items) item; };
  await client.generate({ prompt: "Hi", model: "gpt-4", max_tokens: 5 });
  await client.getGeneration("gen_1234567890");
  await each(client.listModels());
  await client.getCurrentKey();
  await client.getUsage();
  await each(client.listPrompts());
  await client.createPrompt({ name: "A", text: "B" });
  await client.getPrompt("prompt_1234567890");
  await client.updatePrompt("prompt_1234567890", { name: "D", text: "C" });
  await client.deletePrompt("prompt_1234567890");
  await each(client.listKeys());
  await client.createKey({ name: "A", permissions: ["read"], expires_at: "2026-04-01T12:00:00Z" });
  await client.getKey("key_4821093756");
  await client.deleteKey("key_4821093756");
  await client.rotateKey("key_0000000001", { overlap_seconds: 60 });
  await each(client.listWebhooks());
  await client.createWebhook({ url: "https://hooks.example.com/api", events: ["key.created"] });
  await client.deleteWebhook("webhook_1234567890");
  await client.testWebhook((await client.createWebhook({ url: "http://localhost:9", events: ["key.created"] })).id);
""",
    PYTHON: """
        client.generate("Hi", "gpt-4", max_tokens=5)
        client.get_generation("gen_1234567890")
        list(client.list_models())
        client.get_current_key()
        client.get_usage()
        list(client.list_prompts())
        client.create_prompt("A", "B")
        client.get_prompt("prompt_1234567890")
        client.update_prompt("prompt_1234567890", "D", "C")
        client.delete_prompt("prompt_1234567890")
        list(client.list_keys())
        client.create_key("A", ["read"], expires_at="2026-04-01T12:00:00Z")
        client.get_key("key_4821093756")
        client.delete_key("key_4821093756")
        client.rotate_key("key_0000000001", 60)
        list(client.list_webhooks())
        client.create_webhook("https://hooks.example.com/api", ["key.created"])
        client.delete_webhook("webhook_1234567890")
        client.test_webhook(client.create_webhook("http://localhost:9", ["key.created"])["id"])
""",
}


@pytest.fixture(scope="session")
def called(server: MockServer) -> Callable[[Language, bytes], Ran]:
    """What a client of that text does when each operation is called; it is run once."""
    return cache(lambda language, _: Mock(server).run(language, CALLS, "admin"))


def test_clients_send_the_same_for_every_operation_and_nothing_odd(called: Callable[[Language, bytes], Ran]) -> None:
    javascript, python = (called(language, file.read_bytes()) for language, file in FILES.items())
    assert (javascript.output, python.output) == ("", "")
    assert [sent(each.request) for each in javascript.exchanges] == [sent(each.request) for each in python.exchanges]
    sent_to = {(each.request.method, re.sub(r"[a-z]+_\d{10}", "{id}", each.request.path)) for each in python.exchanges}
    assert sent_to == {(each.method, each.path) for each in OPERATIONS}


def test_clients_have_a_method_for_each_operation() -> None:
    names = {each.id for each in OPERATIONS}
    snake = {re.sub("[A-Z]", lambda letter: f"_{letter.group().lower()}", name) for name in names}
    source = {language: file.read_text("utf-8") for language, file in FILES.items()}
    assert set(re.findall(r"^    def ([a-z]\w*)\(self", source[PYTHON], re.MULTILINE)) - {"close"} == snake
    body = source[JAVASCRIPT][source[JAVASCRIPT].index("export class Client") :]
    assert set(re.findall(r"^  (?:async )?([a-z]\w*)\(", body, re.MULTILINE)) - {"constructor"} == names


SHAPES = {
    "TokenUsage", "Generation", "Model", "TotalUsage", "WindowUsage", "Usage", "Prompt", "ApiKey", "ApiKeyWithSecret",
    "Webhook", "WebhookWithSecret", "Delivery",
}  # fmt: skip


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_types_of_the_clients_have_the_fields_of_the_contract(shape: str) -> None:
    fields = set(CONTRACT.schema(shape)["properties"])
    assert python_fields(shape) == fields
    assert javascript_fields(shape) == fields


def python_fields(shape: str) -> set[str]:
    source = FILES[PYTHON].read_text("utf-8")
    found = re.search(rf"^class {shape}\((\w+)\):\n((?:    \w+: .+\n)+)", source, re.MULTILINE)
    assert found
    inherited = set() if found[1] == "TypedDict" else python_fields(found[1])
    return inherited | set(re.findall(r"^    (\w+):", found[2], re.MULTILINE))


def javascript_fields(shape: str) -> set[str]:
    source = FILES[JAVASCRIPT].read_text("utf-8")
    found = re.search(rf"@typedef \{{((?:(?!@typedef).)+)\}} {shape}\n", source, re.DOTALL)
    assert found
    inherited = re.match(r"(\w+) &", found[1])
    own = set(re.findall(r"(\w+): ", found[1]))
    return own | (javascript_fields(inherited[1]) if inherited else set())


# What a field may be, in the order of the types that name it.
NAMES = [
    *(CONTRACT.schema(name)["enum"] for name in ("ModelId", "Permission", "EventType", "Mode", "KeyStatus")),
    [CONTRACT.schema("Delivery")["properties"]["type"]["const"]],
]


LITERALS = {JAVASCRIPT: r'[{:] ?((?:"[^"]+"(?: \| )?)+)', PYTHON: r"Literal\[(.+?)\]"}


@each_language
def test_types_of_the_clients_have_the_names_of_the_contract(language: Language) -> None:
    types = FILES[language].read_text("utf-8").partition("class ExampleAPIError")[0]
    assert [re.findall(r'"(.+?)"', found) for found in re.findall(LITERALS[language], types)] == NAMES


@each_language
def test_retry_waits_as_told_and_does_the_work_once(mock: Mock, language: Language) -> None:
    # An attempt before the second that `Retry-After` names would be a violation, which `run` forbids.
    ran = mock.run(language, GENERATE, "busy")
    assert ran.output == "Hello! How can I help you today?"
    assert ran.lines == ["POST /v1/generate 429", "POST /v1/generate 200"]
    assert len({dict(each.request.fields)["idempotency-key"] for each in ran.exchanges}) == 1


@each_language
@pytest.mark.parametrize(
    ("key", "error"),
    [
        (
            "revoked",
            "AuthenticationError 401 INVALID_API_KEY {} 401 INVALID_API_KEY: The provided API key is invalid ({})",
        ),
        (
            "webhook",
            "PermissionDeniedError 403 INSUFFICIENT_PERMISSIONS {}"
            " 403 INSUFFICIENT_PERMISSIONS: The API key lacks the required permission ({})",
        ),
    ],
)
def test_refusal_is_raised_with_its_request_id_and_not_repeated(
    mock: Mock, language: Language, key: str, error: str
) -> None:
    ran = mock.run(language, GENERATE, key)
    request_id = dict(ran.exchanges[0].response.fields)["x-request-id"]
    assert ran.output == error.format(request_id, request_id)
    assert len(ran.exchanges) == 1


@each_language
def test_object_that_is_not_there_has_an_error_of_its_own(mock: Mock, language: Language) -> None:
    lines = {
        JAVASCRIPT: 'await client.getPrompt("prompt_0000000000");',
        PYTHON: 'client.get_prompt("prompt_0000000000")',
    }
    assert mock.run(language, lines, "read").output.startswith("NotFoundError 404 NOT_FOUND req_")


@each_language
def test_what_is_not_there_cannot_be_deleted(mock: Mock, language: Language) -> None:
    lines = {
        JAVASCRIPT: """
  const say = (error) => console.log(error.code);
  await client.deletePrompt("prompt_0000000000").catch(say);
  await client.deleteKey("key_9999999999").catch(say);
  await client.deleteWebhook("webhook_0000000000").catch(say);""",
        PYTHON: """
        for delete, gone in [
            (client.delete_prompt, "prompt_0000000000"),
            (client.delete_key, "key_9999999999"),
            (client.delete_webhook, "webhook_0000000000"),
        ]:
            try:
                delete(gone)
            except example_api.NotFoundError as error:
                print(error.code)""",
    }
    assert mock.run(language, lines, "admin").output.split() == ["NOT_FOUND"] * 3


@each_language
def test_details_say_what_to_mend(mock: Mock, language: Language) -> None:
    lines = {
        JAVASCRIPT: """await client.generate({ prompt: "", model: "gpt-4" })
      .catch((error) => console.log(error.constructor.name, error.details.errors[0].field));""",
        PYTHON: """
        try:
            client.generate("", "gpt-4")
        except example_api.APIError as error:
            print(type(error).__name__, error.details["errors"][0]["field"])""",
    }
    assert mock.run(language, lines, "read").output == "APIError prompt"
