"""What the mock refuses, and how the contract says that it does so."""

from collections.abc import Mapping, Sequence
from typing import Any

from asrun.schema import FieldError

PROBLEM = "application/problem+json"


class RefusalError(Exception):
    """A response that is no success: `raise` it where a check fails.

    The first of `statuses` that the operation documents is the response's, or the first where it documents none.
    `reason` says in words why; `fields` are header fields, named in lower case, and `errors` what is wrong with which
    field.
    """

    def __init__(
        self,
        statuses: int | Sequence[int],
        reason: str,
        fields: Mapping[str, str] | None = None,
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(reason)
        self.statuses = (statuses,) if isinstance(statuses, int) else tuple(statuses)
        self.reason = reason
        self.fields = dict(fields or {})
        self.errors = list(errors)


def invalid(errors: Sequence[FieldError], statuses: Sequence[int] = (422, 400)) -> RefusalError:
    """The refusal of a request that breaks its schema."""
    told = "; ".join(f"{each['field'] or 'the body'} {each['message']}" for each in errors)
    return RefusalError(statuses, told, errors=errors)


def problem(status: int, reason: str, errors: Sequence[FieldError]) -> dict[str, Any]:
    """Problem details (RFC 9457), for what the contract does not document."""
    document: dict[str, Any] = {"type": "about:blank", "status": status, "detail": reason}
    return {**document, "errors": list(errors)} if errors else document
