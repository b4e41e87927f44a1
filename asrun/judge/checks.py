"""What a run of a program shows of it, beside the mistakes that the mock notes."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote_plus

from asrun.default.strictness import REFUSALS, RETRYABLE
from asrun.finding import quote
from asrun.journal import Exchange
from asrun.judge.mistakes import error_of, is_delivery, of_bearer
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


def _no_time_limit(trial: Trial) -> str:
    return trial.ended.why if trial.fault == "slow" else ""


def _no_end(trial: Trial) -> str:
    return trial.ended.why if trial.fault != "slow" else ""


def _key_of_its_own(trial: Trial) -> str:
    """Only the first key counts: a program may create others."""
    fields = [field for each in trial.sent[:1] for field in each.request.fields]
    sent = [value for name, value in fields if name == "authorization" and value.startswith("Bearer ")]
    others = (
        trial.shown
        and sent
        and not of_bearer(fields)
        and not any(shown in value for shown in trial.shown for value in sent)
    )
    return "it sent another key than that in its variable" if others else ""


def _certificate_unchecked(trial: Trial) -> str:
    return "it trusts any certificate" if trial.fault == UNTRUSTED and trial.sent else ""


def _same_page(trial: Trial) -> str:
    """A page of a list again and again, though each says where the next one starts."""
    asked = Counter((trial.sent[number - 1].request.target, cursor) for number, cursor in _cursors(trial))
    ((target, _), times), *_ = asked.most_common(1) or [(("", ""), 0)]
    return f"it asked for {target} {times} times" if times > 2 and _one_page(trial) else ""


def _retry_of_error(trial: Trial) -> str:
    """The same request after an error that does not pass; the journal has those after a 401 or a 403."""
    for each, again in pairwise(trial.sent):
        lines = [(its.request.method, its.request.target, its.request.body) for its in (each, again)]
        if _is_final(each) and each.response.status not in REFUSALS and lines[0] == lines[1]:
            return f"don't retry after a {each.response.status}: {each.request.method} {each.request.path}"
    return ""


def _is_final(exchange: Exchange) -> bool:
    """Whether the response is an error that does not pass: a request that comes too early for another does."""
    return 400 <= exchange.response.status < 500 and exchange.response.status not in (409, *RETRYABLE)


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
    "certificate_unchecked": (_certificate_unchecked, lambda trial: trial.fault == UNTRUSTED),
    "retry_of_refused_request": (_retry_of_error, lambda trial: any(map(_is_final, trial.sent))),
    "same_page_again": (_same_page, lambda trial: bool(_cursors(trial))),
    "key_of_its_own": (_key_of_its_own, lambda trial: bool(trial.sent)),
    "key_printed": (_key_printed, lambda trial: bool(trial.ended.output)),
    "exit_0_after_failure": (_exit_0, lambda trial: bool(trial.failed)),
    "failure_without_message": (_no_message, lambda trial: bool(trial.failed)),
}
"""What no exchange shows, by its kind: what is wrong, in words, and whether the run tried it."""


def _in_a_browser(trial: Trial) -> str:
    return "a browser sent it" if any("origin" in dict(each.request.fields) for each in trial.sent) else ""


def _refusals(trial: Trial) -> list[Exchange]:
    return [each for each in trial.last if each.response.status >= 400] if trial.failed else []


def _is_refused(trial: Trial) -> bool:
    return any(each.response.status >= 400 for each in trial.sent)


def _unsaid(trial: Trial, texts: Sequence[str]) -> str:
    """Of failures at the same time, one is enough."""
    said = any(text.encode() in trial.ended.output for text in texts)
    return f"{trial.failed}, and its output doesn't have {texts[0]}" if texts and not said else ""


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


def _no_retry(trial: Trial) -> str:
    return "it gave up after one attempt" if _is_transient(trial) and len(trial.sent) == 1 else ""


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
    changed = trial.fault == "extended" and trial.ended.status != usual
    return f"it exited with {trial.ended.status}, not with {usual}" if changed else ""


def _handled_again(trial: Trial) -> str:
    """Only what it asks the API for shows that a program does the work of a webhook, and whether it does it twice."""
    more = len(trial.sent) - len(trial.usual.sent) if trial.fault == "repeated" and trial.usual else 0
    return f"with each delivery twice, it sent {more} more requests" if more > 0 else ""


def _handles(trial: Trial) -> bool:
    twice = trial.usual and len(trial.delivered) == 2 * len(trial.usual.delivered)
    delivered = trial.delivered if trial.fault == "repeated" and twice else ()
    return any(not is_delivery(each) for number in delivered for each in list(trial.exchanges)[number:])


RULES: Mapping[str, tuple[Callable[[Trial], str], Callable[[Trial], bool]]] = {
    "sent_by_a_browser": (_in_a_browser, lambda trial: bool(trial.sent)),
    "code_left_out": (lambda trial: _unsaid(trial, _codes(trial)), lambda trial: bool(_codes(trial))),
    "request_id_left_out": (lambda trial: _unsaid(trial, _request_ids(trial)), lambda trial: bool(_request_ids(trial))),
    "no_retry": (_no_retry, _is_transient),
    "page_left_out": (_one_page, lambda trial: bool(_cursors(trial))),
    "delivery_handled_again": (_handled_again, _handles),
    "stopped_by_unknown_field": (_stumbles, lambda trial: trial.fault == "extended" and bool(trial.sent)),
    "stopped_by_other_words": (
        _stumbles,
        lambda trial: trial.fault == "extended" and _is_refused(trial),
    ),
}
"""What breaks a promise, as in `CHECKS`, though a program may have its reasons: a verdict, and no mistake."""
