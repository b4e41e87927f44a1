"""The API's errors: what each is, by its status, message and details, is in the contract."""

from collections.abc import Mapping
from typing import Any

from asrun.default.messages import RefusalError

CHALLENGE = 'Bearer realm="api"'


class ApiError(RefusalError):
    """A response that is not a success: `raise` it where a check fails.

    `name` is the error's code or, where a code has several messages, the name of its example in the contract. `details`
    take the place of those of the example; `fields` are header fields, named in lower case.
    """

    def __init__(self, name: str, fields: Mapping[str, str] | None = None, **details: Any) -> None:
        super().__init__((), name, fields)
        self.name = name
        self.details = details


def challenged(name: str, challenge: str, **details: Any) -> ApiError:
    """An error that asks for other credentials (RFC 6750, section 3), and says in `challenge` what those lack."""
    return ApiError(name, {"www-authenticate": f"{CHALLENGE}, {challenge}"}, **details)


def invalid_token(name: str, **details: Any) -> ApiError:
    return challenged(name, 'error="invalid_token"', **details)


def missing_api_key() -> ApiError:
    # RFC 6750, section 3.1: a request without credentials gets a challenge without an error code.
    return ApiError("MISSING_API_KEY", {"www-authenticate": CHALLENGE})


def service_unavailable() -> ApiError:
    return ApiError("SERVICE_UNAVAILABLE", {"retry-after": "1"})
