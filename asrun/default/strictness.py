"""What an API forgives, and a good example does not do: each is a violation in the journal, never a rejection.

A retry is one where it comes too early, or must not come. Clients really sleep, while the run's clock is stopped: a
request after the delay of a `Retry-After` moves the clock by that delay.
"""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from asrun.clock import Clock
from asrun.default.messages import Request, accepted
from asrun.forms import unknown_fields
from asrun.operation import Operation, find_media


def check_message(request: Request, origins: Sequence[str]) -> None:
    """Notes what no request should have, wherever it goes."""
    named, hosts = request.values("host"), [each.partition("//")[2] for each in origins]
    if len(named) > 1:
        request.note("doubled_host", f"send Host once, not {' and '.join(named)}")
    elif named and re.sub(":(80|443)$", "", named[0].lower()) not in hosts:
        request.note("wrong_host", f"send Host: {hosts[0]}, not {named[0]}")
    if request.body and not request.values("content-type"):
        request.note("body_without_content_type", "say in Content-Type what the body is")


_NAME_OF_KEY = re.compile("(api|access|auth).?(key|token)|^token$", re.IGNORECASE)


def check_use(
    request: Request, operation: Operation, schemes: Sequence[Mapping[str, Any]], is_key: Callable[[str], bool]
) -> None:
    """Notes what the operation does not read, but for a key in the query where its security `schemes` have it."""
    in_query = [scheme.get("name") for scheme in schemes if scheme.get("in") == "query"]
    values = dict(parse_qsl(request.query, keep_blank_values=True))
    for name in request.parameters.unknown:
        if schemes and not in_query and (_NAME_OF_KEY.search(name) or is_key(name) or is_key(values[name])):
            place = schemes[0].get("name", "Authorization")
            request.note("key_in_query", f"send the key in {place}: URLs end up in logs and histories")
        elif name not in in_query and not operation.lacks_parameters:
            known = ", ".join(each.name for each in operation.parameters if each.place == "query")
            only = f", only {known}" if known else ""
            request.note("unknown_query_parameter", f"{operation} takes no query parameter {name}{only}")
    for name in request.parameters.doubled:
        request.note("duplicate_query_parameter", f"write the query parameter {name} once")
    if not operation.takes_body and request.body != b"":
        request.note("unexpected_body", f"{request.method} {request.path} takes no body")
    media_types = [media_type for response in operation.responses.values() for media_type in response.content]
    accept = request.values("accept")
    if media_types and not accepted(accept, media_types):
        detail = f"the response is {media_types[0]}, whatever Accept: {accept[0]} says"
        request.note("response_not_accepted", detail)


def check_body(request: Request, operation: Operation, refused: set[str]) -> None:
    """Notes the fields of the body that no schema knows, but for those that are `refused`."""
    content_type = next(iter(request.values("content-type")), None)
    media = find_media(operation.body, content_type) or next(iter(operation.body.values()), None)
    if media and isinstance(request.content, dict | list):
        bundle = media.schema.bundle
        for field in unknown_fields(request.content, bundle, bundle):
            if field not in refused:
                request.note("unknown_body_field", f"no schema of {operation} knows the field {field}")


# A client's timer may be a few milliseconds early by the server's.
TOLERANCE_SECONDS = 0.005

IN_FLIGHT_SECONDS = 0.5
"""Another request that comes so soon after a `Retry-After` was sent before its client could read that."""

REFUSALS = frozenset({401, 403})
LOST = 0
"""The status of a response that never arrived, or not whole."""
RETRYABLE = frozenset({LOST, 429, 500, 502, 503, 504})


class Retries:
    """What the clients of a run were told: of a wait, its end on the monotonic clock, its seconds, and after what."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._waits: dict[Hashable, tuple[float, int, Hashable]] = {}
        self._refusals: dict[Hashable, int] = {}
        self._failures: dict[Hashable, str | None] = {}

    def begin(self, request: Request, operation: Operation | None) -> None:
        """Moves the clock if the client has waited long enough, and notes what's wrong with this attempt."""
        self._check_wait(request)
        place = f"{request.method} {request.path}"
        if status := self._refusals.get(_place(request)):
            request.note("retry_of_refused_request", f"don't retry after a {status}: {place}")
        if not (operation and operation.takes_idempotency_key) or _attempt(request) not in self._failures:
            return
        if request.idempotency_key is None:
            detail = f"send an Idempotency-Key with {place}, or a retry may do the work twice"
            request.note("retry_without_idempotency_key", detail)
        elif request.idempotency_key != self._failures[_attempt(request)]:
            detail = f"send the Idempotency-Key of the attempt before again with {place}"
            request.note("retry_with_another_idempotency_key", detail)

    def end(self, request: Request, status: int, retry_after: str) -> None:
        """Remembers what the client was told: `retry_after` is a number of seconds, or else tells it nothing."""
        if retry_after.isdecimal():
            end = self._monotonic() + int(retry_after)
            self._waits[_client(request)] = end, int(retry_after), _place(request)
        if status in REFUSALS:
            self._refusals[_place(request)] = status
        elif status in RETRYABLE:
            self._failures[_attempt(request)] = request.idempotency_key
        else:
            self._failures.pop(_attempt(request), None)

    def _check_wait(self, request: Request) -> None:
        if _client(request) not in self._waits:
            return
        end, seconds, place = self._waits[_client(request)]
        left = end - self._monotonic()
        if place != _place(request) and left > seconds - IN_FLIGHT_SECONDS:
            return
        if left > TOLERANCE_SECONDS:
            detail = f"wait the {seconds} s of Retry-After: this request came {left:.1f} s too early"
            request.note("retry_before_retry_after", detail)
        else:
            del self._waits[_client(request)]
            self._clock.advance(seconds)


def _client(request: Request) -> int:
    """What the requests of a client have in common, as a hash: no secret is kept."""
    return hash(tuple(request.values("authorization")))


def _place(request: Request) -> Hashable:
    """Names the request, whatever its body: another one does not make a key better."""
    return _client(request), request.method, request.path


def _attempt(request: Request) -> Hashable:
    return _place(request), hash(request.body)
