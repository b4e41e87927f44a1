"""What a run of a program shows of it, beside the mistakes that the mock notes."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_plus

from asrun.default.strictness import RETRYABLE
from asrun.finding import quote
from asrun.journal import Exchange
from asrun.judge.mistakes import error_of, is_delivery
from asrun.judge.program import Ended
from asrun.operation import IDEMPOTENCY_KEY
from asrun.transport.faults import AWAY

WITH: Mapping[str, tuple[str, bool]] = {
    "busy": ("limited_429", True),
    "unavailable": ("unavailable_503", True),
    "expired": ("expired_401", False),
    "slow": ("stall", True),
    "cut": ("truncate", True),
    "away": (AWAY, False),
    "extended": ("extend", False),
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
    delivered: int = 0
    """How many webhooks it was sent."""
    usual: int | None = None
    """Its exit status where nothing goes wrong."""

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
        if not self.sent or self.fault in ("", "extended"):
            return "the API couldn't be reached" if self.fault == "away" else ""
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


def _in_a_browser(trial: Trial) -> str:
    return "a browser sent it" if any("origin" in dict(each.request.fields) for each in trial.sent) else ""


def _refusals(trial: Trial) -> list[Exchange]:
    return [each for each in trial.last if each.response.status >= 400] if trial.failed else []


def _is_refused(trial: Trial) -> bool:
    return any(each.response.status >= 400 for each in trial.sent)


def _unsaid(trial: Trial, texts: Iterable[str]) -> str:
    left = [text for text in texts if text and text.encode() not in trial.ended.output]
    return f"{trial.failed}, and its output doesn't have {left[0]}" if left else ""


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
    changed = trial.fault == "extended" and trial.ended.status != trial.usual
    return f"it exited with {trial.ended.status}, not with {trial.usual}" if changed else ""


RULES: Mapping[str, tuple[Callable[[Trial], str], Callable[[Trial], bool]]] = {
    "sent_by_a_browser": (_in_a_browser, lambda trial: bool(trial.sent)),
    "code_left_out": (lambda trial: _unsaid(trial, _codes(trial)), lambda trial: bool(_codes(trial))),
    "request_id_left_out": (lambda trial: _unsaid(trial, _request_ids(trial)), lambda trial: bool(_request_ids(trial))),
    "no_retry": (_no_retry, _is_transient),
    "page_left_out": (_one_page, lambda trial: bool(_cursors(trial))),
    "stopped_by_unknown_field": (_stumbles, lambda trial: trial.fault == "extended" and bool(trial.sent)),
    "stopped_by_other_words": (
        _stumbles,
        lambda trial: trial.fault == "extended" and _is_refused(trial),
    ),
}
"""What breaks a promise, as in `CHECKS`, though a program may have its reasons: a verdict, and no mistake."""
