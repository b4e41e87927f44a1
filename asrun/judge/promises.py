"""The promises that pages make for a client: each is held, broken or not tried by what the program did."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from asrun.default.strictness import RETRYABLE
from asrun.judge.checks import CHECKS, RULES, Trial
from asrun.judge.mistakes import Mistake
from asrun.judge.places import Places


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
    "retry_before_retry_after": lambda trial: any(each.response.status in (429, 503) for each in trial.sent[:-1]),
    "retry_without_idempotency_key": _repeats_a_post,
    "retry_with_another_idempotency_key": _repeats_a_post,
    "body_without_content_type": _sends_a_body,
    "content_type_parameter": _sends_a_body,
    "delivery_refused": lambda trial: bool(trial.delivered) and trial.fault not in ("forged", "old"),
    "delivery_unanswered": lambda trial: bool(trial.delivered),
    "forged_delivery_accepted": lambda trial: bool(trial.delivered) and trial.fault == "forged",
    "old_delivery_accepted": lambda trial: bool(trial.delivered) and trial.fault == "old",
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
    every = places.promises or {kind.replace("_", " "): [kind] for kind in (*TRIED, *CHECKS, *RULES)}
    broken_rules = [
        Mistake(kind, detail, fault=trial.fault, place=places.of_kind(kind))
        for trial in trials
        for kind, (wrong, _) in RULES.items()
        if (detail := wrong(trial))
    ]
    for text, kinds in every.items():
        broken = next((each for each in (*mistakes, *broken_rules) if each.name in kinds), None)
        tries = {kind: [trial.fault or "no fault" for trial in trials if _tries(trial, kind)] for kind in kinds}
        tried = list(dict.fromkeys(fault for its in tries.values() for fault in its))
        held = bool(tries) and all(tries.values())
        yield Verdict(text, "broken" if broken else "held" if held else "not tried", broken, tried)


def _tries(trial: Trial, kind: str) -> bool:
    if found := CHECKS.get(kind) or RULES.get(kind):
        return found[1](trial)
    return TRIED[kind](trial) if kind in TRIED else bool(trial.sent)
