"""The contract has the endpoints, permissions, statuses, errors and header fields that the API was designed with."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.openapi import BY_ID, DOCUMENT, OPERATIONS, SECURED, error_schemas, failures, nodes, successes

ENDPOINTS = {
    ("POST", "/v1/generate"): ("read", 200),
    ("GET", "/v1/generations/{id}"): ("read", 200),
    ("GET", "/v1/models"): ("read", 200),
    ("GET", "/v1/me"): ("", 200),
    ("GET", "/v1/usage"): ("read", 200),
    ("GET", "/v1/prompts"): ("read", 200),
    ("GET", "/v1/prompts/{id}"): ("read", 200),
    ("POST", "/v1/prompts"): ("write", 201),
    ("PATCH", "/v1/prompts/{id}"): ("write", 200),
    ("DELETE", "/v1/prompts/{id}"): ("write", 204),
    ("GET", "/v1/keys"): ("admin", 200),
    ("POST", "/v1/keys"): ("admin", 201),
    ("GET", "/v1/keys/{id}"): ("admin", 200),
    ("POST", "/v1/keys/{id}/rotate"): ("admin", 201),
    ("DELETE", "/v1/keys/{id}"): ("admin", 204),
    ("GET", "/v1/webhooks"): ("webhook", 200),
    ("POST", "/v1/webhooks"): ("webhook", 201),
    ("DELETE", "/v1/webhooks/{id}"): ("webhook", 204),
    ("POST", "/v1/webhooks/{id}/test"): ("webhook", 202),
}
OPEN_ENDPOINTS = {("GET", "/health"): 200, ("GET", "/openapi.yaml"): 200}

ERRORS = {
    ("400", "INVALID_JSON"): set(),
    ("400", "INVALID_REQUEST"): set(),
    ("401", "MISSING_API_KEY"): {"header"},
    ("401", "INVALID_API_KEY"): {"key_id"},
    ("401", "EXPIRED_API_KEY"): {"expired_at"},
    ("403", "INSUFFICIENT_PERMISSIONS"): {"required", "granted"},
    ("404", "NOT_FOUND"): set(),
    ("405", "METHOD_NOT_ALLOWED"): set(),
    ("409", "CONFLICT"): set(),
    ("413", "PAYLOAD_TOO_LARGE"): set(),
    ("415", "UNSUPPORTED_MEDIA_TYPE"): set(),
    ("422", "VALIDATION_ERROR"): {"errors"},
    ("422", "IDEMPOTENCY_KEY_REUSED"): set(),
    ("429", "RATE_LIMIT_EXCEEDED"): {"limit", "window_seconds", "retry_after"},
    ("500", "INTERNAL_ERROR"): set(),
    ("503", "SERVICE_UNAVAILABLE"): set(),
}

OWNERS_ERRORS = [
    {
        "code": "INVALID_API_KEY",
        "message": "The provided API key is invalid",
        "details": {"key_id": "key_1234567890"},
    },
    {
        "code": "EXPIRED_API_KEY",
        "message": "The API key has expired",
        "details": {"expired_at": "2024-01-01T00:00:00Z"},
    },
    {
        "code": "MISSING_API_KEY",
        "message": "API key is required",
        "details": {"header": "Authorization"},
    },
]

AUTHENTICATED = {"X-Request-Id", "RateLimit", "RateLimit-Policy"}
REQUIRED_HEADERS = {
    "200": AUTHENTICATED,
    "201": AUTHENTICATED | {"Location"},
    "202": AUTHENTICATED,
    "204": AUTHENTICATED,
    "400": {"X-Request-Id", "WWW-Authenticate"},
    "401": {"X-Request-Id", "WWW-Authenticate"},
    "403": AUTHENTICATED | {"WWW-Authenticate"},
    "404": AUTHENTICATED,
    "409": AUTHENTICATED,
    "413": AUTHENTICATED,
    "415": AUTHENTICATED,
    "422": AUTHENTICATED,
    "429": AUTHENTICATED | {"Retry-After"},
    "500": {"X-Request-Id"},
    "503": {"X-Request-Id", "Retry-After"},
}

EVERY_SECURED_OPERATION = {"400", "401", "429", "500", "503"}


def test_its_endpoints_need_the_permissions_and_succeed_with_the_statuses_of_the_table() -> None:
    assert {
        place: (" ".join(operation["security"][0]["apiKey"]), *successes(operation))
        for place, operation in SECURED.items()
    } == ENDPOINTS


def test_what_needs_no_key_is_outside_v1() -> None:
    open_operations = {place: operation for place, operation in OPERATIONS.items() if place not in SECURED}
    assert {place: min(successes(operation)) for place, operation in open_operations.items()} == OPEN_ENDPOINTS


def test_its_errors_have_the_codes_and_details_of_the_table() -> None:
    answers = [*(operation["responses"] for operation in OPERATIONS.values()), DOCUMENT["x-unrouted-responses"]]
    found = {
        (status, error["code"]["const"]): set(error["details"].get("required", []))
        for responses in answers
        for status, response in responses.items()
        if status >= "400"
        for error in error_schemas(response)
    }
    assert found == ERRORS


def test_it_lists_every_code() -> None:
    assert sorted(DOCUMENT["components"]["schemas"]["ErrorCode"]["enum"]) == sorted(code for _, code in ERRORS)


@pytest.mark.parametrize("error", OWNERS_ERRORS, ids=lambda error: error["code"])
def test_the_owners_errors_are_its_examples_word_for_word(error: Mapping[str, Any]) -> None:
    examples = DOCUMENT["components"]["responses"]["Unauthenticated"]["content"]["application/json"]["examples"]
    assert {"success": False, "error": error} in [example["value"] for example in examples.values()]


def expected_failures(place: tuple[str, str], operation: Mapping[str, Any]) -> set[str]:
    method, path = place
    statuses = set(EVERY_SECURED_OPERATION)
    if operation["security"][0]["apiKey"]:
        statuses |= {"403"}
    if "{id}" in path:
        statuses |= {"404"}
    if method == "POST":
        statuses |= {"409", "422"}
    if "requestBody" in operation:
        statuses |= {"413", "415", "422"}
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", [])):
        statuses |= {"422"}
    if place == ("DELETE", "/v1/keys/{id}"):
        statuses |= {"409"}
    return statuses


@pytest.mark.parametrize("operation", [spec["operationId"] for spec in SECURED.values()])
def test_an_operation_documents_every_error_that_it_can_give(operation: str) -> None:
    ((place, spec),) = ((place, spec) for place, spec in SECURED.items() if spec["operationId"] == operation)
    assert set(failures(spec)) == expected_failures(place, spec)


@pytest.mark.parametrize("operation", [spec["operationId"] for spec in SECURED.values()])
def test_the_headers_that_an_answer_always_has_are_required(operation: str) -> None:
    spec = BY_ID[operation]
    for status, response in spec["responses"].items():
        required = {name for name, header in response["headers"].items() if header.get("required")}
        expected = set(REQUIRED_HEADERS[status])
        if status == "400" and "requestBody" in spec:
            expected.remove("WWW-Authenticate")  # it tells a doubled Authorization, not broken JSON
        if shows_secret(response):
            expected.add("Cache-Control")
        assert required == expected, status


def shows_secret(response: Mapping[str, Any]) -> bool:
    return any("secret" in node.get("properties", {}) for _, node in nodes(response))


def test_an_answer_without_a_key_requires_its_id_alone() -> None:
    for place in OPEN_ENDPOINTS:
        headers = OPERATIONS[place]["responses"]["200"]["headers"]
        assert {name for name, header in headers.items() if header["required"]} == {"X-Request-Id"}


def test_a_method_not_allowed_requires_allow() -> None:
    headers = DOCUMENT["x-unrouted-responses"]["405"]["headers"]
    assert {name for name, header in headers.items() if header["required"]} == {"X-Request-Id", "Allow"}


@pytest.mark.parametrize(
    ("schema", "permission"),
    [
        (f"{permission.capitalize()}Required", permission)
        for permission in DOCUMENT["components"]["schemas"]["Permission"]["enum"]
    ],
)
def test_a_challenge_names_the_permission_that_lacks(schema: str, permission: str) -> None:
    challenge = DOCUMENT["components"]["responses"][schema]["headers"]["WWW-Authenticate"]
    assert challenge["schema"]["const"] == f'Bearer realm="api", error="insufficient_scope", scope="{permission}"'


@pytest.mark.parametrize("place", [place for place, (permission, _) in ENDPOINTS.items() if permission])
def test_an_operation_challenges_for_the_permission_that_it_needs(place: tuple[str, str]) -> None:
    response = OPERATIONS[place]["responses"]["403"]
    (example,) = response["content"]["application/json"]["examples"].values()
    details = example["value"]["error"]["details"]
    permission, _ = ENDPOINTS[place]
    assert details["required"] == permission
    assert permission not in details["granted"]
    assert f'scope="{permission}"' in response["headers"]["WWW-Authenticate"]["schema"]["const"]
