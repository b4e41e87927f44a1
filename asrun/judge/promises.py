"""The promises that pages make for a client: each is held, broken or not tried by what the program did."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from asrun.default.retries import REFUSALS, RETRYABLE
from asrun.journal import Exchange
from asrun.judge.mistakes import Mistake, is_delivery
from asrun.judge.places import Places
from asrun.judge.program import Ended
from asrun.transport.faults import AWAY

WITH: Mapping[str, tuple[str, bool]] = {
    "busy": ("limited_429", True),
    "unavailable": ("unavailable_503", True),
    "expired": ("expired_401", False),
    "slow": ("stall", True),
    "cut": ("truncate", True),
    "away": (AWAY, False),
}
"""What `--with` takes: the fault, and whether only the first request meets it."""


@dataclass(frozen=True)
class Trial:
    """One run of the program: what it was tried with, if anything, what crossed the wire, and how it ended."""

    fault: str
    exchanges: Sequence[Exchange]
    ended: Ended
    secrets: Sequence[str] = ()
    """The keys that it was given, and as the journal shows them."""
    shown: Sequence[str] = ()

    @property
    def sent(self) -> list[Exchange]:
        """The exchanges that the program began."""
        return [each for each in self.exchanges if not is_delivery(each)]

    @property
    def failed(self) -> str:
        """How a request failed, by the fault, that did not succeed later, in words; empty where none did."""
        if not self.sent or not self.fault:
            return "the API couldn't be reached" if self.fault == AWAY else ""
        last = {(each.request.method, each.request.target): each for each in self.sent}.values()
        status, lost = max(each.response.status for each in last), any(each.injected for each in last)
        return f"a response was a {status}" if status >= 400 else "a response was lost" if lost else ""

    @property
    def summary(self) -> str:
        """How many requests it sent, and how it ended."""
        ended = f"{self.ended.why}, and was ended" if self.ended.why else f"it exited with {self.ended.status}"
        count = f"{len(self.sent)} {'request' if len(self.sent) == 1 else 'requests'}"
        return f"{f'with {self.fault}: ' if self.fault else ''}{count}; {ended}"


def _no_time_limit(trial: Trial) -> str:
    return trial.ended.why if trial.fault == "slow" else ""


def _no_end(trial: Trial) -> str:
    return trial.ended.why if trial.fault != "slow" else ""


def _key_of_its_own(trial: Trial) -> str:
    """Only the first key counts: a program may create others."""
    fields = [field for each in trial.sent[:1] for field in each.request.fields]
    sent = [value for name, value in fields if name == "authorization" and value.startswith("Bearer ")]
    others = trial.shown and sent and not any(shown in value for shown in trial.shown for value in sent)
    return "it sent another key than that in its variable" if others else ""


def _key_printed(trial: Trial) -> str:
    shown = any(secret.encode() in trial.ended.output for secret in trial.secrets)
    return "it printed the key" if shown else ""


def _exit_0(trial: Trial) -> str:
    return f"{trial.failed}, and it exited with 0" if trial.failed and trial.ended.status == 0 else ""


def _no_message(trial: Trial) -> str:
    silent = trial.failed and trial.ended.status and not trial.ended.output.strip()
    return f"{trial.failed}, and it said nothing" if silent else ""


CHECKS: Mapping[str, tuple[Callable[[Trial], str], Callable[[Trial], bool]]] = {
    "no_time_limit": (_no_time_limit, lambda trial: trial.fault == "slow" and bool(trial.sent)),
    "no_end": (_no_end, lambda trial: bool(trial.failed)),
    "key_of_its_own": (_key_of_its_own, lambda trial: bool(trial.sent)),
    "key_printed": (_key_printed, lambda trial: bool(trial.ended.output)),
    "exit_0_after_failure": (_exit_0, lambda trial: bool(trial.failed)),
    "failure_without_message": (_no_message, lambda trial: bool(trial.failed)),
}
"""What no exchange shows, by its kind: what is wrong, in words, and whether the run tried it."""


def _repeats_a_post(trial: Trial) -> bool:
    failed = set()
    for each in trial.sent:
        line = (each.request.method, each.request.target, each.request.body)
        if line in failed:
            return True
        if each.request.method == "POST" and (each.response.status in RETRYABLE or each.injected):
            failed.add(line)
    return False


def _sends_a_body(trial: Trial) -> bool:
    return any(each.request.body for each in trial.sent)


TRIED: Mapping[str, Callable[[Trial], bool]] = {
    "retry_of_refused_request": lambda trial: any(each.response.status in REFUSALS for each in trial.sent),
    "retry_before_retry_after": lambda trial: any(each.response.status in (429, 503) for each in trial.sent[:-1]),
    "retry_without_idempotency_key": _repeats_a_post,
    "retry_with_another_idempotency_key": _repeats_a_post,
    "body_without_content_type": _sends_a_body,
    "content_type_parameter": _sends_a_body,
    "delivery_refused": lambda trial: any(map(is_delivery, trial.exchanges)),
    "no_request": lambda trial: trial.fault != "away",
}
"""Whether a run tried what the journal notes, by its kind: any request does, but for these."""


def beside_the_wire(trial: Trial, places: Places) -> Iterator[Mistake]:
    """The mistakes that no exchange shows."""
    for kind, (wrong, _) in CHECKS.items():
        if detail := wrong(trial):
            yield Mistake(kind, detail, place=places.of_kind(kind))


class Verdict(NamedTuple):
    """What became of a promise: `held`, `broken` or `not tried`; the mistake that breaks it, and what tried it."""

    text: str
    verdict: str
    broken: Mistake | None
    tried: Sequence[str]


def judged(trials: Sequence[Trial], mistakes: Sequence[Mistake], places: Places) -> Iterator[Verdict]:
    """The verdict on each promise of the pages or, where they make none, on each kind of mistake."""
    every = places.promises or {kind.replace("_", " "): [kind] for kind in (*TRIED, *CHECKS)}
    for text, kinds in every.items():
        broken = next((each for each in mistakes if each.name in kinds), None)
        tried = [trial.fault or "no fault" for trial in trials if any(_tries(trial, kind) for kind in kinds)]
        yield Verdict(text, "broken" if broken else "held" if tried else "not tried", broken, tried)


def _tries(trial: Trial, kind: str) -> bool:
    if kind in CHECKS:
        return CHECKS[kind][1](trial)
    return TRIED[kind](trial) if kind in TRIED else bool(trial.sent)
