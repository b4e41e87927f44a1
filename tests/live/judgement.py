"""What a deployment must show: documented statuses, fields and schemas. Values are its own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from asrun.examples.example import Example
from asrun.examples.process import Trouble
from asrun.examples.runs import Outcome
from asrun.examples.wire import line
from asrun.finding import Finding, quote
from asrun.journal import Exchange
from mock_api.sandbox import SANDBOX_KEYS

FIX = "correct the deployment, or the contract and what the pages say"


def with_key(example: Example, api_key: str) -> Example:
    """`example`, in the hands of a reader who has `api_key`."""

    def held(values: dict[str, str]) -> dict[str, str]:
        return {name: api_key if value == SANDBOX_KEYS["read"] else value for name, value in values.items()}

    placeholders, environment = held(dict(example.placeholders)), held(dict(example.environment))
    return replace(example, placeholders=placeholders, environment=environment)


def judge(outcomes: Sequence[Outcome]) -> list[Finding]:
    """The runs of one example. What its programs met alike is one finding, which names their tabs."""
    met: dict[Trouble, list[Outcome]] = {}
    for outcome in outcomes:
        for trouble in _drift(outcome) or _unlike(outcome):
            met.setdefault(trouble, []).append(outcome)
    return [_finding(trouble, those) for trouble, those in met.items()]


def _finding(trouble: Trouble, outcomes: Sequence[Outcome]) -> Finding:
    case = outcomes[0].case
    return case.example.finding(case.language.file, ", ".join(outcome.case.tab for outcome in outcomes), *trouble)


def _drift(outcome: Outcome) -> list[Trouble]:
    """Answers that break the contract."""
    return [_breach(exchange) for exchange in outcome.exchanges if exchange.violations]


def _breach(exchange: Exchange) -> Trouble:
    request, operation = exchange.request, exchange.violations[0].name
    details = ", ".join(found.detail for found in exchange.violations)
    expected = f"{request.method} {request.path} ({operation}) to answer as the contract says"
    return Trouble(expected, f"{exchange.response.status}: {details}", FIX)


def _unlike(outcome: Outcome) -> Iterator[Trouble]:
    """The first of what the example states and the run does not show."""
    example, ended = outcome.case.example, outcome.ended
    stated, actual = ", ".join(example.exchanges), ", ".join(map(line, outcome.exchanges))
    exit_status = example.exits[outcome.case.language.name]
    if ended.trouble:
        yield ended.trouble
    elif actual != stated:
        body = quote(outcome.exchanges[-1].response.body.decode(errors="replace")) if actual else quote(ended.errors)
        yield Trouble(stated, f"{actual or 'no exchange'}; {body}", FIX)
    elif ended.status != exit_status:
        yield Trouble(f"exit status {exit_status}", f"{ended.status}; {quote(ended.errors)}", "correct the program")
