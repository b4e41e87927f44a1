"""What a run of a program shows of it, beside the mistakes that the mock notes, and what becomes of each promise."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import unquote_plus

from asrun.default.strictness import REFUSALS, RETRYABLE
from asrun.finding import quote
from asrun.journal import Exchange
from asrun.judge.mistakes import Mistake, error_of, is_delivery
from asrun.judge.places import Places
from asrun.judge.program import Ended
from asrun.operation import IDEMPOTENCY_KEY
from asrun.transport.faults import AWAY, UNTRUSTED

WITH: Mapping[str, tuple[str, bool]] = {
    "busy": ("limited_429", True),
    "unavailable": ("unavailable_503", True),
    "expired": ("expired_401", False),
    "slow": ("stall", True),
    "cut": ("truncate", True),
    "away": (AWAY, False),
    "untrusted": (UNTRUSTED, False),
    "extended": ("extend", False),
    "forged": ("", False),
    "old": ("", False),
    "repeated": ("", False),
}
"""What `--with` takes: the fault, if it is one, and whether only the first request meets it."""

HARMLESS = ("", "extended", *(name for name, (fault, _) in WITH.items() if not fault))
"""With these, no request fails. Those without a fault are of the webhooks that a program gets."""


@dataclass(frozen=True)
class Trial:
    """One run of the program: what it was tried with, if anything, what crossed the wire, and how it ended."""

    fault: str
    exchanges: Sequence[Exchange]
    ended: Ended
    secrets: Sequence[str] = ()
    """The keys that it was given, and as the journal shows them."""
    shown: Sequence[str] = ()
    delivered: Sequence[int] = ()
    """How many exchanges there were before each webhook that it was sent."""
    usual: "Trial | None" = None
    """The run in which nothing goes wrong."""

    @property
    def sent(self) -> list[Exchange]:
        """The exchanges that the program began."""
        return [each for each in self.exchanges if not is_delivery(each)]

    @property
    def last(self) -> Collection[Exchange]:
        """The last attempt of each request."""
        return {(each.request.method, each.request.target): each for each in self.sent}.values()

    @property
    def failed(self) -> str:
        """How a request failed, by the fault, that did not succeed later, in words; empty where none did."""
        if self.fault in (AWAY, UNTRUSTED):
            return "" if self.sent else "the API couldn't be reached"
        if not self.sent or self.fault in HARMLESS:
            return ""
        status, lost = max(each.response.status for each in self.last), any(each.injected for each in self.last)
        return f"a response was a {status}" if status >= 400 else "a response was lost" if lost else ""

    @property
    def summary(self) -> str:
        """How many requests it sent, and how it ended."""
        ended = f"{self.ended.why}, and was ended" if self.ended.why else f"it exited with {self.ended.status}"
        count = f"{len(self.sent)} {'request' if len(self.sent) == 1 else 'requests'}"
        return f"{f'with {self.fault}: ' if self.fault else ''}{count}; {ended}"


def _authorized(trial: Trial) -> list[str]:
    """What the first request was authorized with, where the API took it: a program may create other keys later."""
    first = next((each for each in trial.sent if not each.injected), None)
    return [dict(first.request.fields).get("authorization", "")] if first and first.response.status != 401 else []


def _key_of_its_own(trial: Trial) -> str:
    (value,) = _authorized(trial)
    given = not trial.shown or any(each in value for each in trial.shown)
    return "" if given or not value.startswith("Bearer ") else "it sent another key than that in its variable"


def _same_page(trial: Trial) -> str:
    """A page of a list again and again, though each says where the next one starts."""
    asked = Counter((trial.sent[number - 1].request.target, cursor) for number, cursor in _cursors(trial))
    ((target, _), times), *_ = asked.most_common(1)
    return f"it asked for {target} {times} times" if times > 2 and _one_page(trial) else ""


def _retry_of_error(trial: Trial) -> str:
    """The same request after an error that does not pass; the journal has those after a 401 or a 403."""
    for each, again in pairwise(trial.sent):
        if _is_final(each) and each.response.status not in REFUSALS and _request(each) == _request(again):
            return f"don't retry after a {each.response.status}: {each.request.method} {each.request.path}"
    return ""


def _request(exchange: Exchange) -> tuple[str, str, bytes]:
    return exchange.request.method, exchange.request.target, exchange.request.body


def _is_final(exchange: Exchange) -> bool:
    """Whether the response is an error that does not pass: a request that comes too early for another does."""
    return 400 <= exchange.response.status < 500 and exchange.response.status not in (409, *RETRYABLE)


def _refusals(trial: Trial) -> list[Exchange]:
    return [each for each in trial.last if each.response.status >= 400] if trial.failed else []


def _unsaid(trial: Trial, texts: Sequence[str]) -> str:
    """Of failures at the same time, one is enough."""
    said = any(text.encode() in trial.ended.output for text in texts)
    return "" if said else f"{trial.failed}, and its output doesn't have {texts[0]}"


def _codes(trial: Trial) -> list[str]:
    errors = [error_of(each.response.body) for each in _refusals(trial)]
    return [str(error["code"]) for error in errors if error.get("code")]


def _request_ids(trial: Trial) -> list[str]:
    fields = [field for each in _refusals(trial) for field in each.response.fields]
    return [value for name, value in fields if name.lower() in ("request-id", "x-request-id")]


def _is_transient(trial: Trial) -> bool:
    """Whether the first response says that the failure passes, and the request can be repeated without harm."""
    if not trial.sent or not trial.sent[0].injected or trial.sent[0].response.status not in RETRYABLE:
        return False
    request = trial.sent[0].request
    return request.method != "POST" or IDEMPOTENCY_KEY in dict(request.fields)


def _cursors(trial: Trial) -> list[tuple[int, str]]:
    """What leads from a page of a list to the next, `next_cursor` and the like, and after which request it came."""
    found = [re.findall(rb'"next\w*": ?"([^"]+)"', each.response.body) for each in trial.sent]
    return [(number, each.decode()) for number, its in enumerate(found, 1) for each in its]


def _one_page(trial: Trial) -> str:
    targets = [unquote_plus(each.request.target) for each in trial.sent]
    pages = [(cursor, targets[number:]) for number, cursor in _cursors(trial)]
    left = [cursor for cursor, later in pages if not any(cursor in each or cursor.endswith(each) for each in later)]
    return f"it left out the page after {quote(left[0])}" if left else ""


def _stumbles(trial: Trial) -> str:
    usual = trial.usual.ended.status if trial.usual else None
    return f"it exited with {trial.ended.status}, not with {usual}" if trial.ended.status != usual else ""


def _handled_again(trial: Trial) -> str:
    """Only what it asks the API for shows that a program does the work of a webhook, and whether it does it twice."""
    more = len(trial.sent) - len(trial.usual.sent) if trial.usual else 0
    return f"with each delivery twice, it sent {more} more requests" if more > 0 else ""


def _handles(trial: Trial) -> bool:
    twice = trial.usual and len(trial.delivered) == 2 * len(trial.usual.delivered)
    delivered = trial.delivered if trial.fault == "repeated" and twice else ()
    return any(not is_delivery(each) for number in delivered for each in list(trial.exchanges)[number:])


def _repeats_a_post(trial: Trial) -> bool:
    failed = set()
    for each in trial.sent:
        if _request(each) in failed:
            return True
        if each.request.method == "POST" and (each.response.status in RETRYABLE or each.injected):
            failed.add(_request(each))
    return False


Check = Callable[[Trial], object]
_sends, _fails = attrgetter("sent"), attrgetter("failed")

CHECKS: Mapping[str, tuple[Check, Check]] = {
    "no_time_limit": (lambda trial: trial.fault == "slow" and trial.sent, lambda trial: trial.ended.why),
    "no_end": (
        lambda trial: trial.failed or (trial.fault != "slow" and trial.ended.why),
        lambda trial: trial.fault != "slow" and trial.ended.why,
    ),
    "certificate_unchecked": (
        lambda trial: trial.fault == UNTRUSTED,
        lambda trial: trial.sent and "it trusts any certificate",
    ),
    "retry_of_refused_request": (lambda trial: any(map(_is_final, trial.sent)), _retry_of_error),
    "same_page_again": (_cursors, _same_page),
    "key_of_its_own": (_authorized, _key_of_its_own),
    "key_printed": (
        lambda trial: trial.ended.output,
        lambda trial: any(each.encode() in trial.ended.output for each in trial.secrets) and "it printed the key",
    ),
    "exit_0_after_failure": (
        _fails,
        lambda trial: trial.ended.status == 0 and f"{trial.failed}, and it exited with 0",
    ),
    "failure_without_message": (
        _fails,
        lambda trial: trial.ended.status and not trial.ended.output.strip() and f"{trial.failed}, and it said nothing",
    ),
}
"""What no exchange shows, by its kind: whether the run tried it, and then what is wrong, in words."""

RULES: Mapping[str, tuple[Check, Check]] = {
    "sent_by_a_browser": (
        _sends,
        lambda trial: any("origin" in dict(each.request.fields) for each in trial.sent) and "a browser sent it",
    ),
    "code_left_out": (_codes, lambda trial: _unsaid(trial, _codes(trial))),
    "request_id_left_out": (_request_ids, lambda trial: _unsaid(trial, _request_ids(trial))),
    "no_retry": (_is_transient, lambda trial: len(trial.sent) == 1 and "it gave up after one attempt"),
    "page_left_out": (_cursors, _one_page),
    "delivery_handled_again": (_handles, _handled_again),
    "stopped_by_unknown_field": (lambda trial: trial.fault == "extended" and trial.sent, _stumbles),
    "stopped_by_other_words": (
        lambda trial: trial.fault == "extended" and any(each.response.status >= 400 for each in trial.sent),
        _stumbles,
    ),
}
"""What breaks a promise, as in `CHECKS`, though a program may have its reasons: a verdict, and no mistake."""

NOTED: Mapping[str, Check] = {
    "retry_before_retry_after": lambda trial: any(each.response.status in (429, 503) for each in trial.sent[:-1]),
    "retry_without_idempotency_key": _repeats_a_post,
    "retry_with_another_idempotency_key": _repeats_a_post,
    "body_without_content_type": lambda trial: any(each.request.body for each in trial.sent),
    "content_type_parameter": lambda trial: any(each.request.body for each in trial.sent),
    "delivery_refused": lambda trial: trial.delivered and trial.fault not in ("forged", "old"),
    "delivery_unanswered": attrgetter("delivered"),
    "forged_delivery_accepted": lambda trial: trial.delivered and trial.fault == "forged",
    "old_delivery_accepted": lambda trial: trial.delivered and trial.fault == "old",
    "no_request": lambda trial: trial.fault != "away",
}
"""Whether a run tried what the journal notes, by its kind: any request does, but for these."""


def found(trial: Trial, places: Places, checks: Mapping[str, tuple[Check, Check]] = CHECKS) -> Iterator[Mistake]:
    """The mistakes that no exchange shows."""
    for kind, (tried, wrong) in checks.items():
        if tried(trial) and (detail := wrong(trial)):
            yield Mistake(kind, str(detail), fault=trial.fault, place=places.of_kind(kind))


class Verdict(NamedTuple):
    """What became of a promise: `held`, `broken` or `not tried`; the mistake that breaks it, and what tried it."""

    text: str
    verdict: str
    broken: Mistake | None
    tried: Sequence[str]


def judged(trials: Sequence[Trial], mistakes: Sequence[Mistake], places: Places) -> Iterator[Verdict]:
    """The verdict on each promise of the pages or, where they make none, on each kind of mistake."""
    tried_by = {**NOTED, **{kind: tried for kind, (tried, _) in {**CHECKS, **RULES}.items()}}
    every = places.promises or {kind.replace("_", " "): [kind] for kind in tried_by}
    against = [*mistakes, *(each for trial in trials for each in found(trial, places, RULES))]
    for text, kinds in every.items():
        broken = next((each for each in against if each.name in kinds), None)
        tries = [[each.fault or "no fault" for each in trials if tried_by.get(kind, _sends)(each)] for kind in kinds]
        verdict = "broken" if broken else "held" if tries and all(tries) else "not tried"
        yield Verdict(text, verdict, broken, list(dict.fromkeys(chain(*tries))))
