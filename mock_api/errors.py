"""The API's errors: one function for each code of the contract, with its status, message, details and fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from mock_api.response import Response

CHALLENGE = 'Bearer realm="api"'

LAST_ADMIN_KEY = "The last active admin key cannot be deleted"
NOT_ACTIVE = "Only an active key can be rotated"
STILL_RUNNING = "A request with this idempotency key is still running"

UNAVAILABLE_SECONDS = 1


class ApiError(Exception):
    """A response that is not a success: `raise` it where a check fails."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        details: Mapping[str, Any] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        error = {"code": code, "message": message, "details": dict(details or {})}
        self.response = Response(status, {"success": False, "error": error}, dict(fields or {}))


def _unauthenticated(code: str, message: str, details: Mapping[str, Any]) -> ApiError:
    challenge = f'{CHALLENGE}, error="invalid_token"'
    return ApiError(401, code, message, details, {"www-authenticate": challenge})


def missing_api_key() -> ApiError:
    # RFC 6750, section 3.1: a request without credentials gets a challenge without an error code.
    details = {"header": "Authorization"}
    return ApiError(401, "MISSING_API_KEY", "API key is required", details, {"www-authenticate": CHALLENGE})


def invalid_api_key(key_id: str | None = None) -> ApiError:
    """`key_id` is the revoked key's, None where no key is known."""
    return _unauthenticated("INVALID_API_KEY", "The provided API key is invalid", {"key_id": key_id})


def expired_api_key(expired_at: str) -> ApiError:
    return _unauthenticated("EXPIRED_API_KEY", "The API key has expired", {"expired_at": expired_at})


def insufficient_permissions(required: str, granted: Sequence[str]) -> ApiError:
    return ApiError(
        403,
        "INSUFFICIENT_PERMISSIONS",
        "The API key lacks the required permission",
        {"required": required, "granted": list(granted)},
        {"www-authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{required}"'},
    )


def doubled_authorization() -> ApiError:
    challenge = f'{CHALLENGE}, error="invalid_request"'
    message = "Send exactly one Authorization header"
    return ApiError(400, "INVALID_REQUEST", message, fields={"www-authenticate": challenge})


def rate_limit_exceeded(limit: int, window_seconds: int, retry_after: int) -> ApiError:
    return ApiError(
        429,
        "RATE_LIMIT_EXCEEDED",
        "The rate limit of the API key is exceeded",
        {"limit": limit, "window_seconds": window_seconds, "retry_after": retry_after},
        {"retry-after": str(retry_after)},
    )


def invalid_json() -> ApiError:
    return ApiError(400, "INVALID_JSON", "The request body is not valid JSON")


def not_found() -> ApiError:
    return ApiError(404, "NOT_FOUND", "The requested resource does not exist")


def method_not_allowed(allowed: Sequence[str]) -> ApiError:
    message = "The path does not have this method"
    return ApiError(405, "METHOD_NOT_ALLOWED", message, fields={"allow": ", ".join(allowed)})


def conflict(message: str) -> ApiError:
    return ApiError(409, "CONFLICT", message)


def payload_too_large(limit_bytes: int) -> ApiError:
    return ApiError(413, "PAYLOAD_TOO_LARGE", f"The request body has more than {limit_bytes} bytes")


def unsupported_media_type() -> ApiError:
    return ApiError(415, "UNSUPPORTED_MEDIA_TYPE", "The request body must be application/json")


def validation_error(errors: Sequence[Mapping[str, str]]) -> ApiError:
    """`errors` has a `field` and a `message` for each mistake."""
    details = {"errors": [dict(each) for each in errors]}
    return ApiError(422, "VALIDATION_ERROR", "One or more fields are invalid", details)


def idempotency_key_reused() -> ApiError:
    return ApiError(422, "IDEMPOTENCY_KEY_REUSED", "The idempotency key was used with another request body")


def internal_error() -> ApiError:
    return ApiError(500, "INTERNAL_ERROR", "An internal error occurred")


def service_unavailable(retry_after: int = UNAVAILABLE_SECONDS) -> ApiError:
    message = "The service is temporarily unavailable"
    return ApiError(503, "SERVICE_UNAVAILABLE", message, fields={"retry-after": str(retry_after)})


INJECTED = {"INTERNAL_ERROR": internal_error, "SERVICE_UNAVAILABLE": service_unavailable}
"""The errors that a run may ask for, whatever the request, by code."""
