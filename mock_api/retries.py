"""How a client of a run retries: whether it waits as told, and repeats what it must not.

Clients really sleep, while the run's clock stands still: a request that comes when the time of a `Retry-After` has
passed moves the clock by that time.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from mock_api.clock import Clock
from mock_api.journal import Violation
from mock_api.received import Received

KEPT_FAILURES = 64

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
    """What two attempts at the same request have in common, and the `Idempotency-Key` that should tell so."""

    def __init__(self, request: Received) -> None:
        self.method = request.method
        self.path = request.path
        self.idempotency_key = request.idempotency_key[0] if request.idempotency_key else None
        self._request = request

    def refusal(self) -> bytes:
        """Names the request, whatever its body: another one does not make a key better."""
        return self._digest("refusal", b"")

    def failure(self) -> bytes:
        return self._digest("failure", self._request.body or b"")

    def _digest(self, kind: str, body: bytes) -> bytes:
        # A hash, so that no secret is kept.
        head = f"{kind} {self.method} {self.path} {self._request.authorization}\0"
        return hashlib.sha256(head.encode("utf-8", "surrogateescape") + body).digest()


class Retries:
    def __init__(self, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._waits: dict[str, Wait] = {}
        self._failures: OrderedDict[bytes, tuple[int, str | None]] = OrderedDict()

    def wait(self, key_id: str, seconds: int) -> None:
        """Notes that the key was told `Retry-After: seconds`."""
        self._waits[key_id] = Wait(self._monotonic() + seconds, seconds)

    def arrive(self, key_id: str, violations: list[Violation]) -> None:
        """Moves the clock where the key has waited as told; a request that comes sooner is a violation."""
        wait = self._waits.get(key_id)
        if wait is None:
            return
        left = wait.ends - self._monotonic()
        if left > TOLERANCE_SECONDS:
            detail = f"wait the {wait.seconds} s of Retry-After: this request came {left:.1f} s too early"
            violations.append(Violation("retry_before_retry_after", detail))
            return
        del self._waits[key_id]
        self._clock.advance(wait.seconds)

    def check(self, attempt: Attempt, violations: list[Violation]) -> None:
        """Notes what is wrong with repeating an attempt that failed before."""
        if not self._failures:
            return
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
            detail = f"send the Idempotency-Key of the first attempt again with POST {attempt.path}"
            violations.append(Violation("retry_with_another_idempotency_key", detail))

    def answered(self, attempt: Attempt, status: int) -> None:
        """Remembers that an attempt failed, or forgets it where it succeeded at last."""
        if status in REFUSALS:
            self._remember(attempt.refusal(), (status, attempt.idempotency_key))
        elif status in RETRYABLE:
            self._remember(attempt.failure(), (status, attempt.idempotency_key))
        elif self._failures:
            self._failures.pop(attempt.failure(), None)

    def _remember(self, digest: bytes, failure: tuple[int, str | None]) -> None:
        self._failures.setdefault(digest, failure)
        if len(self._failures) > KEPT_FAILURES:
            self._failures.popitem(last=False)
