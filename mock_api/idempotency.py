"""The same response to the same request, so that a retry does the work once.

An `Idempotency-Key` counts for 24 hours, for one API key, method and path.
"""

import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asrun.clock import Clock
from asrun.default.app import Handler
from asrun.default.messages import Response
from mock_api.errors import ApiError

LIFETIME = timedelta(hours=24)

Scope = tuple[str, str, str, str]
"""The API key's id, the method, the path and the `Idempotency-Key`."""


@dataclass(slots=True)
class Record:
    """`response` is None while the first request still runs."""

    body: Any
    ends_at: datetime
    response: Response | None = None


def once(handler: Handler) -> Handler:
    """`handler`, which responds to a request that has an `Idempotency-Key` as it did to the first of that key."""

    async def respond(request: Any, sandbox: Any) -> Response:
        if request.idempotency_key is None:
            return await handler(request, sandbox)
        scope = (request.key.id, request.method, request.path, request.idempotency_key)
        stored: Response | None = sandbox.idempotency.begin(scope, request.content)
        if stored is not None:
            return stored
        response = None
        try:
            response = await handler(request, sandbox)
        finally:
            sandbox.idempotency.finish(scope, response)
        return response

    return respond


class Idempotency:
    """The responses of a run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._records: dict[Scope, Record] = {}

    def begin(self, scope: Scope, body: Any) -> Response | None:
        """The stored response; None where the request is the first, which has to `finish`.

        Raises `ApiError`: 409 while the first request runs, 422 where it had another JSON `body`.
        """
        now = self._clock.now()
        record = self._records.get(scope)
        if record is None or record.ends_at <= now:
            self._records[scope] = Record(body, now + LIFETIME)
            return None
        if record.body != body:
            raise ApiError("IDEMPOTENCY_KEY_REUSED")
        if record.response is None:
            raise ApiError("requestInProgress")
        return record.response

    def finish(self, scope: Scope, response: Response | None) -> None:
        """Stores a success without its secret; None, which is a failure, lets the next attempt run again."""
        if response is None:
            self._records.pop(scope, None)
            return
        document = copy.deepcopy(response.document)
        if "secret" in document["data"]:
            document["data"]["secret"] = None
        fields = {**response.fields, "idempotency-replayed": "true"}
        self._records[scope].response = Response(response.status, document, fields)
