import pytest

from asrun.contract import Contract
from mock_api import errors
from mock_api.errors import ApiError

RATE_LIMIT = {"ratelimit": '"default";r=0;t=1', "ratelimit-policy": '"default";q=60;w=60'}
FRAME = {"x-request-id": "req_1234567890", "content-type": "application/json"}


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        ("POST /v1/keys", errors.doubled_authorization()),
        ("POST /v1/keys", errors.invalid_json()),
        ("POST /v1/keys", errors.missing_api_key()),
        ("POST /v1/keys", errors.invalid_api_key()),
        ("POST /v1/keys", errors.invalid_api_key("key_1234567890")),
        ("POST /v1/keys", errors.expired_api_key("2024-01-01T00:00:00Z")),
        ("POST /v1/keys", errors.insufficient_permissions("admin", ["read", "write"])),
        ("GET /v1/keys/{id}", errors.not_found()),
        ("DELETE /v1/keys/{id}", errors.conflict(errors.LAST_ADMIN_KEY)),
        ("POST /v1/keys/{id}/rotate", errors.conflict(errors.NOT_ACTIVE)),
        ("POST /v1/keys", errors.conflict(errors.STILL_RUNNING)),
        ("POST /v1/keys", errors.payload_too_large(1_048_576)),
        ("POST /v1/keys", errors.unsupported_media_type()),
        ("POST /v1/keys", errors.validation_error([{"field": "name", "message": "is required"}])),
        ("POST /v1/keys", errors.idempotency_key_reused()),
        ("POST /v1/keys", errors.rate_limit_exceeded(60, 60, 1)),
        ("POST /v1/keys", errors.internal_error()),
        ("POST /v1/keys", errors.service_unavailable(1)),
    ],
    ids=str,
)
def test_an_error_is_as_the_contract_says(contract: Contract, operation: str, error: ApiError) -> None:
    method, path = operation.split()
    answer = error.answer
    responses = contract.operations[method, path]
    authenticated = "www-authenticate" not in answer.fields or answer.status == 403
    fields = FRAME | answer.fields | (RATE_LIMIT if authenticated else {})
    assert responses.check_response(answer.status, fields, answer.document) == []


@pytest.mark.parametrize("error", [errors.not_found(), errors.method_not_allowed(["GET", "HEAD"])], ids=str)
def test_an_error_of_no_operation_is_as_the_contract_says(contract: Contract, error: ApiError) -> None:
    answer = error.answer
    assert contract.check_unrouted(answer.status, FRAME | answer.fields, answer.document) == []


def test_an_error_says_what_it_is() -> None:
    assert str(errors.conflict(errors.NOT_ACTIVE)) == "409 CONFLICT: Only an active key can be rotated"
