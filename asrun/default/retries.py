"""How a client of a run retries: whether it waits as long as it must, and whether it retries what it mustn't.

Clients really sleep, while the run's clock is stopped. A request after the delay of a `Retry-After` moves the
clock by that delay.
"""

from collections.abc import Callable, Hashable

from asrun.clock import Clock
from asrun.default.messages import Request
from asrun.operation import Operation

# A client's timer may be a few milliseconds early by the server's.
TOLERANCE_SECONDS = 0.005

REFUSALS = frozenset({401, 403})
LOST = 0
"""The status of a response that never arrived, or not whole."""
RETRYABLE = frozenset({LOST, 429, 500, 502, 503, 504})


class Retries:
    """What the clients of a run were told: in a wait, when it ends on the monotonic clock, and its seconds."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._waits: dict[Hashable, tuple[float, int]] = {}
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
            self._waits[_client(request)] = self._monotonic() + int(retry_after), int(retry_after)
        if status in REFUSALS:
            self._refusals[_place(request)] = status
        elif status in RETRYABLE:
            self._failures[_attempt(request)] = request.idempotency_key
        else:
            self._failures.pop(_attempt(request), None)

    def _check_wait(self, request: Request) -> None:
        if _client(request) not in self._waits:
            return
        end, seconds = self._waits[_client(request)]
        left = end - self._monotonic()
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
