"""How a client of a run retries: whether it waits as told, and repeats what it must not.

Clients really sleep, while the run's clock stands still: a request that comes when the time of a `Retry-After` has
passed moves the clock by that time.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from asrun.journal import Violation
from mock_api.clock import Clock
from mock_api.received import Received

T = TypeVar("T")

KEPT = 64
"""How many waits, and how many failures, a run remembers."""

# A client's timer may be a few milliseconds early by the server's.
TOLERANCE_SECONDS = 0.005

REFUSALS = frozenset({401, 403})
RETRYABLE = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Wait:
    """`ends` is on the monotonic clock, in seconds; `seconds` is what `Retry-After` said."""

    ends: float
    seconds: int


class Attempt:
    """What two attempts at the same request have in common, as hashes, so that no secret is kept."""

    def __init__(self, request: Received) -> None:
        self.method = request.method
        self.path = request.path
        self.idempotency_key = request.idempotency_key[0] if request.idempotency_key else None
        self._request = request

    def client(self) -> bytes:
        return self._digest("client", b"")

    def refusal(self) -> bytes:
        """Names the request, whatever its body: another one does not make a key better."""
        return self._digest(f"refusal {self.method} {self.path}", b"")

    def failure(self) -> bytes:
        return self._digest(f"failure {self.method} {self.path}", self._request.body or b"")

    def _digest(self, kind: str, body: bytes) -> bytes:
        head = f"{kind} {self._request.authorization}\0"
        return hashlib.sha256(head.encode("utf-8", "surrogatepass") + body).digest()


class Retries:
    def __init__(self, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._waits: OrderedDict[bytes, Wait] = OrderedDict()
        self._failures: OrderedDict[bytes, tuple[int, str | None]] = OrderedDict()

    def begin(self, attempt: Attempt, violations: list[Violation]) -> None:
        """Moves the clock where the client has waited as it was told, and notes what is wrong with this attempt."""
        if self._waits:
            self._check_wait(attempt, violations)
        if self._failures:
            self._check_failures(attempt, violations)

    def end(self, attempt: Attempt, status: int, retry_after: int | None) -> None:
        """Remembers what the client was told: `retry_after` is in seconds, None where nothing was said of it."""
        if retry_after is not None:
            _keep(self._waits, attempt.client(), Wait(self._monotonic() + retry_after, retry_after))
        if status in REFUSALS:
            _keep(self._failures, attempt.refusal(), (status, attempt.idempotency_key))
        elif status in RETRYABLE:
            _keep(self._failures, attempt.failure(), (status, attempt.idempotency_key))
        elif self._failures:
            self._failures.pop(attempt.failure(), None)

    def _check_wait(self, attempt: Attempt, violations: list[Violation]) -> None:
        client = attempt.client()
        wait = self._waits.get(client)
        if wait is None:
            return
        left = wait.ends - self._monotonic()
        if left > TOLERANCE_SECONDS:
            detail = f"wait the {wait.seconds} s of Retry-After: this request came {left:.1f} s too early"
            violations.append(Violation("retry_before_retry_after", detail))
        else:
            del self._waits[client]
            self._clock.advance(wait.seconds)

    def _check_failures(self, attempt: Attempt, violations: list[Violation]) -> None:
        if refused := self._failures.get(attempt.refusal()):
            detail = f"do not repeat what was answered with {refused[0]}: {attempt.method} {attempt.path}"
            violations.append(Violation("retry_of_refused_request", detail))
        failed = self._failures.get(attempt.failure())
        if failed is None or attempt.method != "POST":
            return
        if attempt.idempotency_key is None:
            detail = f"send an Idempotency-Key with POST {attempt.path}, or a retry may do the work twice"
            violations.append(Violation("retry_without_idempotency_key", detail))
        elif attempt.idempotency_key != failed[1]:
            detail = f"send the Idempotency-Key of the attempt before again with POST {attempt.path}"
            violations.append(Violation("retry_with_another_idempotency_key", detail))


def _keep(kept: OrderedDict[bytes, T], name: bytes, value: T) -> None:
    """Keeps `value` as the latest; the oldest makes room."""
    kept[name] = value
    kept.move_to_end(name)
    if len(kept) > KEPT:
        kept.popitem(last=False)
