"""How a client of a run retries: whether it waits as told, and repeats what it must not.

Clients really sleep, while the run's clock stands still: a request that comes when the time of a `Retry-After` has
passed moves the clock by that time.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from asrun.clock import Clock
from mock_api.request import ApiRequest

# A client's timer may be a few milliseconds early by the server's.
TOLERANCE_SECONDS = 0.005

REFUSALS = frozenset({401, 403})
RETRYABLE = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Wait:
    """`ends` is on the monotonic clock, in seconds; `seconds` is what `Retry-After` said."""

    ends: float
    seconds: int


class Retries:
    def __init__(self, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._waits: dict[bytes, Wait] = {}
        self._failures: dict[bytes, tuple[int, str | None]] = {}

    def begin(self, request: ApiRequest) -> None:
        """Moves the clock where the client has waited as it was told, and notes what is wrong with this attempt."""
        self._check_wait(request)
        self._check_failures(request)

    def end(self, request: ApiRequest, status: int, retry_after: int | None) -> None:
        """Remembers what the client was told: `retry_after` is in seconds, None where nothing was said of it."""
        if retry_after is not None:
            self._waits[_digest("client", request)] = Wait(self._monotonic() + retry_after, retry_after)
        if status in REFUSALS:
            self._failures[_refusal(request)] = status, request.idempotency_key
        elif status in RETRYABLE:
            self._failures[_failure(request)] = status, request.idempotency_key
        else:
            self._failures.pop(_failure(request), None)

    def _check_wait(self, request: ApiRequest) -> None:
        client = _digest("client", request)
        wait = self._waits.get(client)
        if wait is None:
            return
        left = wait.ends - self._monotonic()
        if left > TOLERANCE_SECONDS:
            detail = f"wait the {wait.seconds} s of Retry-After: this request came {left:.1f} s too early"
            request.note("retry_before_retry_after", detail)
        else:
            del self._waits[client]
            self._clock.advance(wait.seconds)

    def _check_failures(self, request: ApiRequest) -> None:
        if refused := self._failures.get(_refusal(request)):
            detail = f"do not repeat what was answered with {refused[0]}: {request.method} {request.path}"
            request.note("retry_of_refused_request", detail)
        failed = self._failures.get(_failure(request))
        if failed is None or request.method != "POST":
            return
        if request.idempotency_key is None:
            detail = f"send an Idempotency-Key with POST {request.path}, or a retry may do the work twice"
            request.note("retry_without_idempotency_key", detail)
        elif request.idempotency_key != failed[1]:
            detail = f"send the Idempotency-Key of the attempt before again with POST {request.path}"
            request.note("retry_with_another_idempotency_key", detail)


def _refusal(request: ApiRequest) -> bytes:
    """Names the request, whatever its body: another one does not make a key better."""
    return _digest(f"refusal {request.method} {request.path}", request)


def _failure(request: ApiRequest) -> bytes:
    return _digest(f"failure {request.method} {request.path}", request, request.body or b"")


def _digest(kind: str, request: ApiRequest, body: bytes = b"") -> bytes:
    """What two attempts have in common, as a hash, so that no secret is kept."""
    head = f"{kind} {request.values('authorization')}\0"
    return hashlib.sha256(head.encode("utf-8", "surrogatepass") + body).digest()
