"""Every operation, error, permission and field of the contract is shown by an exchange that an example made."""

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pytest

from asrun import ROOT
from asrun.examples.example import Example
from asrun.examples.languages import PYTHON
from asrun.examples.pool import Runs
from asrun.examples.runs import needed
from asrun.journal import Exchange
from asrun.pages.operations import Operation, operations
from asrun.pages.site import Site
from asrun.pages.vocabulary import Vocabulary
from asrun.transport.server import MockServer
from mock_api.webhooks import Delivery
from tests.endpoint_tables import header_fields
from tests.test_examples import EXAMPLES
from tests.test_webhooks_page import deliveries

CONTRACT = Vocabulary.load(ROOT)
OPERATIONS = operations(CONTRACT)
UNROUTED = CONTRACT.document["x-unrouted-responses"]
EVENT = CONTRACT.document["webhooks"]["event"]["post"]
JSON = "application/json"

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """An exchange of an example, and its operation, where it has one."""

    exchange: Exchange
    operation: Operation | None

    @property
    def succeeded(self) -> bool:
        return self.exchange.response.status < 300

    @property
    def response(self) -> Node:
        responses = self.operation.document["responses"] if self.operation else UNROUTED
        return CONTRACT.resolve(responses[str(self.exchange.response.status)])

    @property
    def schemas(self) -> set[str]:
        """The fields of schemas that are in its bodies, as `Generation.usage`."""
        request = self.operation.document.get("requestBody", {}) if self.operation and self.succeeded else {}
        return {
            *_fields(request, self.exchange.request.body),
            *_fields(self.response, self.exchange.response.body),
        }


def _operation(exchange: Exchange) -> Operation | None:
    path = exchange.request.path
    return next(
        (
            each
            for each in OPERATIONS
            if each.method == exchange.request.method and re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", each.path), path)
        ),
        None,
    )


def _fields(message: Node, body: bytes) -> Iterator[str]:
    schema = message.get("content", {}).get(JSON, {}).get("schema")
    if schema and body:
        yield from _within(schema, json.loads(body))


def _within(schema: Node, value: Any) -> Iterator[str]:
    """The fields of `schema`, and of the schemas in it, that `value` has."""
    for name, resolved in _named(schema):
        for field, its in resolved.get("properties", {}).items():
            if isinstance(value, Mapping) and field in value and _fits(resolved, value):
                yield f"{name}.{field}"
                yield from _within(its, value[field])
        for item in value if isinstance(value, list) else ():
            yield from _within(resolved["items"], item)


def _fits(schema: Node, value: Node) -> bool:
    """Whether an error is the one that the schema describes; whatever is no error fits."""
    error = CONTRACT.resolve(schema["properties"].get("error", {})).get("properties", {})
    return not error or error["code"]["const"] == value["error"]["code"]


def _named(schema: Node) -> Iterator[tuple[str, Node]]:
    """A schema with its name, or those that it is one of."""
    resolved = CONTRACT.resolve(schema)
    for option in resolved.get("oneOf", ()):
        yield from _named(option)
    if "oneOf" not in resolved:
        yield schema.get("$ref", "").rpartition("/")[2], resolved


def _every_field(schema: Node) -> Iterator[str]:
    for name, resolved in _named(schema):
        for field, its in resolved.get("properties", {}).items():
            yield f"{name}.{field}"
            yield from _every_field(its)
        if "items" in resolved:
            yield from _every_field(resolved["items"])


@pytest.fixture(scope="module")
def delivered(server: MockServer) -> list[Delivery]:
    """What the receiver of guides/webhooks.md got."""
    return [delivery for delivery, line in deliveries(PYTHON, server) if line.startswith(delivery.id)]


@pytest.fixture(scope="module")
def shown(runs: Runs) -> list[Shown]:
    cases = [case for example in EXAMPLES for case in needed(example)]
    runs.start(cases)
    return [Shown(exchange, _operation(exchange)) for case in cases for exchange in runs[case].exchanges]


def report(what: str, every: Iterable[object], came: Container[object]) -> None:
    """Fails with the list of what did not come."""
    if missing := sorted(str(each) for each in every if each not in came):
        pytest.fail(f"expected an example that shows each {what}; none shows {', '.join(missing)}", pytrace=False)


def test_every_operation_succeeds_in_an_example(shown: list[Shown]) -> None:
    came = {each.operation.id for each in shown if each.operation and each.succeeded}
    report("operation", (each.id for each in OPERATIONS), came)


def test_every_permission_is_used_in_an_example(shown: list[Shown]) -> None:
    came = {each.operation.permission for each in shown if each.operation and each.succeeded}
    report("permission", CONTRACT.permissions, came)


def test_every_error_comes_in_an_example(shown: list[Shown]) -> None:
    failed = [each.exchange.response for each in shown if each.exchange.response.status >= 400]
    came = {(str(response.status), json.loads(response.body)["error"]["code"]) for response in failed}
    report("error", CONTRACT.errors, came)


def test_every_field_of_a_body_is_in_an_example(shown: list[Shown], delivered: list[Delivery]) -> None:
    messages = [*map(CONTRACT.resolve, UNROUTED.values()), EVENT["requestBody"]]
    for operation in OPERATIONS:
        messages += map(CONTRACT.resolve, operation.document["responses"].values())
        messages.append(operation.document.get("requestBody", {}))
    schemas = [message["content"][JSON]["schema"] for message in messages if JSON in message.get("content", {})]
    every = {field for schema in schemas for field in _every_field(schema)}
    came = {field for each in delivered for field in _fields(EVENT["requestBody"], each.body)}
    report("field of a body", every, came | {field for each in shown for field in each.schemas})


def test_every_header_field_of_a_delivery_is_in_an_example(delivered: list[Delivery]) -> None:
    report("header field of a delivery", (its["name"] for its in EVENT["parameters"]), set(delivered[0].fields))


def test_every_parameter_is_in_an_example(shown: list[Shown]) -> None:
    every = {name for operation in OPERATIONS for name, place, *_ in operation.inputs if place in ("query", "header")}
    requests = [each.exchange.request for each in shown]
    sent = {name.title() for request in requests for name, _ in request.fields}
    report("parameter", every, sent | {name for request in requests for name, _ in parse_qsl(request.query)})


def test_every_header_field_of_a_response_is_in_an_example(shown: list[Shown]) -> None:
    came = {name.title() for each in shown for name, _ in each.exchange.response.fields}
    report("header field", {name.title() for (name,) in header_fields(CONTRACT)}, came)


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.without], ids=lambda example: example.name)
def test_page_says_why_an_example_lacks_a_language(site: Site, example: Example) -> None:
    (name,) = {
        place.removeprefix("docs/").partition(":")[0]
        for (file, _), place in example.places.items()
        if file.startswith(f"{example.name}/")
    }
    text = " ".join(site.page(name).article.get_text().split())
    assert {reason for reason in example.without.values() if reason not in text} == set()
