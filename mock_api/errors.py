"""The API's errors: one function for each code of the contract, with its status, message, details and fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from mock_api.answer import Answer

CHALLENGE = 'Bearer realm="api"'


class ApiError(Exception):
    """An answer that is not a success: `raise` it wherever a check fails."""

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
        self.answer = Answer(status, {"success": False, "error": error}, dict(fields or {}))


def missing_api_key() -> ApiError:
    # RFC 6750, section 3.1: a request without credentials gets a challenge without an error code.
    return ApiError(
        401,
        "MISSING_API_KEY",
        "API key is required",
        {"header": "Authorization"},
        {"www-authenticate": CHALLENGE},
    )


def invalid_api_key(key_id: str | None = None) -> ApiError:
    return ApiError(
        401,
        "INVALID_API_KEY",
        "The provided API key is invalid",
        {"key_id": key_id},
        {"www-authenticate": f'{CHALLENGE}, error="invalid_token"'},
    )


def expired_api_key(expired_at: str) -> ApiError:
    return ApiError(
        401,
        "EXPIRED_API_KEY",
        "The API key has expired",
        {"expired_at": expired_at},
        {"www-authenticate": f'{CHALLENGE}, error="invalid_token"'},
    )


def insufficient_permissions(required: str, granted: Sequence[str]) -> ApiError:
    return ApiError(
        403,
        "INSUFFICIENT_PERMISSIONS",
        "The API key lacks a required permission",
        {"required": required, "granted": list(granted)},
        {"www-authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{required}"'},
    )


def doubled_authorization() -> ApiError:
    return ApiError(
        400,
        "INVALID_REQUEST",
        "The request has more than one Authorization header",
        {"header": "Authorization"},
        {"www-authenticate": f'{CHALLENGE}, error="invalid_request"'},
    )


def rate_limit_exceeded(limit: int, window_seconds: int, retry_after: int) -> ApiError:
    return ApiError(
        429,
        "RATE_LIMIT_EXCEEDED",
        "The rate limit is exceeded",
        {"limit": limit, "window_seconds": window_seconds, "retry_after": retry_after},
        {"retry-after": str(retry_after)},
    )


def invalid_json(reason: str) -> ApiError:
    return ApiError(400, "INVALID_JSON", "The request body is not valid JSON", {"reason": reason})


def not_found() -> ApiError:
    return ApiError(404, "NOT_FOUND", "The requested resource does not exist")


def method_not_allowed(allowed: Sequence[str]) -> ApiError:
    return ApiError(
        405,
        "METHOD_NOT_ALLOWED",
        "The method is not allowed for this resource",
        {"allowed": list(allowed)},
        {"allow": ", ".join(allowed)},
    )


def conflict(message: str) -> ApiError:
    return ApiError(409, "CONFLICT", message)


def payload_too_large(limit_bytes: int) -> ApiError:
    return ApiError(413, "PAYLOAD_TOO_LARGE", "The request body is too large", {"max_bytes": limit_bytes})


def unsupported_media_type() -> ApiError:
    return ApiError(
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "The request body must be application/json",
        {"supported": ["application/json"]},
    )


def validation_error(errors: Sequence[Mapping[str, str]]) -> ApiError:
    """`errors` has a `field` and a `message` for each mistake."""
    return ApiError(422, "VALIDATION_ERROR", "The request is not valid", {"errors": [dict(each) for each in errors]})


def idempotency_key_reused() -> ApiError:
    return ApiError(
        422,
        "IDEMPOTENCY_KEY_REUSED",
        "The Idempotency-Key was used before with another request body",
        {"header": "Idempotency-Key"},
    )


def internal_error() -> ApiError:
    return ApiError(500, "INTERNAL_ERROR", "Something went wrong on our side")


def service_unavailable(retry_after: int) -> ApiError:
    return ApiError(
        503,
        "SERVICE_UNAVAILABLE",
        "The service is temporarily unavailable",
        {"retry_after": retry_after},
        {"retry-after": str(retry_after)},
    )
