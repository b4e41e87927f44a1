"""Who asks: from the `Authorization` field (RFC 9110, section 11.6.2; RFC 6750) to a key, or an error."""

from collections.abc import Sequence

from asrun.journal import Violation
from mock_api import errors
from mock_api.clock import timestamp
from mock_api.keys import Key
from mock_api.sandbox import Sandbox


def bearer_token(values: Sequence[str], violations: list[Violation]) -> str:
    """The token in the `Authorization` fields of a request, whose `values` are given.

    Raises `ApiError`: 400 for more than one field, 401 where there is no token to look at.
    """
    if len(values) > 1:
        raise errors.doubled_authorization()
    scheme, _, token = values[0].strip(" \t").partition(" ") if values else ("", "", "")
    if scheme.lower() != "bearer":
        raise errors.missing_api_key()
    if scheme != "Bearer":
        violations.append(Violation("lowercase_bearer", f"write the scheme as Bearer, not as {scheme}"))
    if token.startswith(" "):
        violations.append(Violation("spaces_before_token", "write one space between Bearer and the key"))
        token = token.lstrip(" ")
    if not token:
        raise errors.missing_api_key()
    return token


def authenticate(token: str, sandbox: Sandbox) -> Key:
    """The valid key of that secret, its use noted.

    Raises `ApiError` 401 where the key is malformed, unknown, revoked or expired.
    """
    key = sandbox.keys.find(token)
    if key is None:
        raise errors.invalid_api_key()
    now = sandbox.clock.now()
    status = key.status(now)
    if status == "revoked":
        raise errors.invalid_api_key(key.id)
    if status == "expired" and key.expires_at is not None:
        raise errors.expired_api_key(timestamp(key.expires_at))
    key.last_used_at = now
    return key
