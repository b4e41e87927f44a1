from typing import Any

from asrun.pages.vocabulary import Vocabulary


def response(code: str, **headers: Any) -> dict[str, Any]:
    example = {"value": {"success": False, "error": {"code": code}}}
    return {"headers": headers, "content": {"application/json": {"examples": {"error": example}}}}


DOCUMENT = {
    "paths": {
        "/v1/keys/{id}": {
            "parameters": [{"name": "X-Trace", "in": "header"}],
            "get": {
                "description": "A `secret` of prose.",
                "security": [{"apiKey": ["admin"]}],
                "responses": {
                    "401": {"$ref": "#/components/responses/Unauthenticated"},
                    "429": response("RATE_LIMIT_EXCEEDED", **{"Retry-After": {}}),
                },
            },
        }
    },
    "x-unrouted-responses": {"404": response("NOT_FOUND")},
    "components": {
        "responses": {"Unauthenticated": response("INVALID_API_KEY")},
        "schemas": {"Mode": {"enum": ["test", "live"]}},
    },
}

CONTRACT = Vocabulary(DOCUMENT)


def test_error_is_a_status_with_its_code_also_where_it_is_referenced() -> None:
    assert CONTRACT.errors == {("401", "INVALID_API_KEY"), ("404", "NOT_FOUND"), ("429", "RATE_LIMIT_EXCEEDED")}


def test_operation_is_its_method_its_path_and_its_permission() -> None:
    assert CONTRACT.operations == {("GET", "/v1/keys/{id}", "admin")}
    assert CONTRACT.permissions == {"admin"}


def test_fields_are_those_of_requests_and_of_responses() -> None:
    assert CONTRACT.fields == {"Authorization", "Content-Type", "X-Trace", "Retry-After"}


def test_status_with_retry_after_in_every_response_is_one_to_try_again() -> None:
    assert CONTRACT.retry_after == {"429"}


def test_words_are_names_and_values_but_not_prose() -> None:
    assert {"Mode", "live", "/v1/keys/{id}"} <= CONTRACT.words
    assert not any("prose" in word for word in CONTRACT.words)
