"""What a run must show. Each judgement is a list of findings, which is empty where all is well.

What follows from a finding is not judged any more: one mistake is one line.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from asrun import ROOT
from asrun.examples import wire
from asrun.examples.example import ERRORS, ERRORS_OF, OUTPUT, RESPONSE, Example
from asrun.examples.languages import NODE, REQUEST, old_node
from asrun.examples.recording import difference, response_text
from asrun.examples.runs import BASH, Outcome
from asrun.examples.wire import Sent, line, sent
from asrun.finding import LISTED, Finding, few, listed, quote
from asrun.journal import Exchange
from asrun.settings import SNIPPETS, glimpse_settings

RETRIED = (429, 503)
"""The statuses after which curl retries within one transfer, if a program asks for it."""

ALIKE: bool = glimpse_settings(ROOT).get("agree", {}).get("outputs", False)
"""Whether the programs of an example must print something, and all the same: asrun.toml says so."""

NOTED = 3
"""Violations that a finding tells of one exchange."""

RECORD = "run python -m asrun record and read the diff, or correct the program"
_HEAD = re.compile(r"^HTTP/1\.1 \d+ .*\r\n(?:.+\r\n)*\r\n", re.MULTILINE)
"""What curl prints of a response with --include, and of the proxy's."""
_ERROR = re.compile(r"(curl: \(\d+\)|\[?[\w.]*(Error|Exception|Timeout)\b).*")


def judge(outcome: Outcome, plain: Outcome) -> list[Finding]:
    """One run: how it ended, what it sent and printed. Another way to run it must do what its `plain` run did.

    At a home that can keep it from working, a failure that says so will do.
    """
    if outcome is plain:
        return behaves(outcome) or prints(outcome)
    pattern = outcome.case.home.says.get(outcome.case.runs_on)
    if pattern and outcome.ended.status and re.search(pattern, outcome.ended.errors):
        return _reach(outcome)
    if outcome.case.shell:
        return [] if _reach(plain) or _exit(plain) else _reach(outcome) or _same(outcome, plain)
    return [] if judge(plain, plain) else behaves(outcome) or prints(outcome) or _same(outcome, plain)


def behaves(outcome: Outcome) -> list[Finding]:
    """What a run must show whatever is recorded of it."""
    return _reach(outcome) or _exchanges(outcome) or _exit(outcome) or _streams(outcome)


def prints(outcome: Outcome) -> list[Finding]:
    """What a run must show by its recordings."""
    for file, actual in printed(outcome).items():
        recording = outcome.case.example.recording(file)
        if file == OUTPUT and recording is None:
            continue  # what a program prints is held where the example records it
        by = f"as {file} records" if recording else f"as there is no {file}"
        stream = "standard output" if file == OUTPUT else "standard error"
        if found := _differs(outcome, recording or "", actual, f"{stream}, {by}", RECORD):
            return found
    return []


def printed(outcome: Outcome) -> dict[str, str]:
    """What is recorded of the output of a run, by the name of the recording."""
    language, ended, example = outcome.case.language, outcome.ended, outcome.case.example
    if language.prints == "text":
        errors = ERRORS if ALIKE and not example.loses_response else ERRORS_OF[language]
        return {OUTPUT: ended.output, errors: ended.errors}
    return {} if language is REQUEST or example.fault else {ERRORS_OF[language]: ended.errors}


def agree(outcomes: Sequence[Outcome]) -> list[Finding]:
    """The tabs of an example must send the same: what most of them send is expected of the others."""
    outcomes = [outcome for outcome in outcomes if not behaves(outcome)]
    counted = Counter(_requests(outcome) for outcome in outcomes)
    usual = counted.most_common(1)[0][0] if counted else ()
    tabs = [outcome.case.tab for outcome in outcomes if _requests(outcome) == usual]
    return [_disagreement(outcome, usual, tabs) for outcome in outcomes if _requests(outcome) != usual]


def differing(outcomes: Sequence[Outcome]) -> list[Finding]:
    """The programs must print the same text, where the project says so."""
    printed = [outcome for outcome in outcomes if ALIKE and outcome.case.language.prints == "text"]
    findings = []
    for outcome in printed[1:]:
        first, ended, by = printed[0].ended, outcome.ended, f"as in {printed[0].case.tab}"
        streams = [("standard output", first.output, ended.output)]
        if not outcome.case.example.loses_response:
            streams.append(("standard error", first.errors, ended.errors))
        for stream, expected, actual in streams:
            findings += _differs(outcome, expected, actual, f"{stream}, {by}", "let both print the same")
    return findings


def recorded(outcomes: Sequence[Outcome]) -> list[Finding]:
    """The recorded response must be the one that every tab got that is right."""
    findings = [finding for each in right(outcomes) for finding in _response(each.case.example, each.exchanges)]
    return list(dict.fromkeys(findings))


def right(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes of programs that do as stated, and send what most of them send."""
    odd = {finding.tab for finding in agree(outcomes)}
    return [outcome for outcome in outcomes if outcome.case.tab not in odd and not behaves(outcome)]


def unclaimed(requests: Iterable[str]) -> list[Finding]:
    """Every request must name its run, as the environment that the run got makes it."""
    expected, fix = "requests through the proxy in the environment", "let the program leave its proxy as it is"
    return [Finding(file=SNIPPETS, expected=expected, actual=f"{request}, of no run", fix=fix) for request in requests]


def _find(outcome: Outcome, expected: str, actual: str, fix: str) -> Finding:
    case = outcome.case
    return case.example.finding(case.language.file, case.tab, expected, actual, fix)


def _reach(outcome: Outcome) -> list[Finding]:
    ended = outcome.ended
    refused, processes = (listed(dict.fromkeys(each)) for each in (outcome.refused, ended.processes))
    left = [file for file in ended.files if file.removeprefix("work/") not in outcome.case.example.writes]
    names, trouble = json.dumps([file.removeprefix("work/") for file in left[:LISTED]]), ended.trouble
    wrong = (
        refused and ("requests to the documented API alone", refused, "call no other host, and by https"),
        trouble and (trouble.expected, f"{trouble.actual}{_shown(outcome)}", trouble.fix),
        processes
        and ("no process left behind", f"{processes} (it was ended)", "wait for what it starts, or quote the & in it"),
        left and ("no file left or changed", listed(left), f"remove what it writes, or say writes = {names}"),
    )
    return [_find(outcome, *words) for words in wrong if words][:1]


def _exchanges(outcome: Outcome) -> list[Finding]:
    stated = outcome.case.example.exchanges
    if [*map(line, outcome.exchanges)] != [*stated]:
        fix = "correct the program, or exchanges in example.toml"
        return [_find(outcome, ", ".join(stated) or "no exchange", _made(outcome), fix)]
    return [
        _find(outcome, f"{line(exchange)} without a violation", f"{found.name}: {found.detail}", "correct the program")
        for exchange in outcome.exchanges
        for found in exchange.violations
    ]


def _made(outcome: Outcome) -> str:
    """The exchanges, each with why it was refused and its violations: what a retry repeats is said once."""
    if not outcome.exchanges:
        return f"no exchange; it exited {outcome.ended.status}{said(outcome)}"
    told = [f"{line(each)}{_reason(each)}" for each in outcome.exchanges]
    return listed(
        line(each) if number and told[number] == told[number - 1] else told[number]
        for number, each in enumerate(outcome.exchanges)
    )


def _reason(exchange: Exchange) -> str:
    noted = "".join(f"; {each}" for each in few((f"{its.name}: {its.detail}" for its in exchange.violations), NOTED))
    response = exchange.response
    if response.status < 400:
        return noted
    told = f"({exchange.reason})" if exchange.reason else quote(response.body.decode(errors="backslashreplace"))
    return f" {told}{noted}"


def said(outcome: Outcome) -> str:
    """The line of standard error that says why, which need not be the last one."""
    if not outcome.exchanges and outcome.case.language.command[:1] == (NODE,) and (old := old_node()):
        return f": it didn't find the mock, {old}"
    lines = [text for text in outcome.ended.errors.splitlines() if text.strip()]
    named = [text for text in lines if _ERROR.match(text)]
    return f", and said {quote((named or lines)[-1].strip())}" if lines else ""


def _exit(outcome: Outcome) -> list[Finding]:
    status = outcome.case.example.exits[outcome.case.language.name]
    if outcome.ended.status == status:
        return []
    actual = f"{outcome.ended.status}{said(outcome)}"
    return [_find(outcome, f"exit status {status}", actual, "correct the program, or exit in example.toml")]


def _streams(outcome: Outcome) -> list[Finding]:
    """What is expected on the two streams by the language's nature."""
    ended = outcome.ended
    if outcome.case.language.prints == "body":
        return _body(outcome) or _curls_own(outcome)
    if ALIKE and not ended.output and ended.status == 0:
        return [_find(outcome, "something on standard output", "nothing", "print something worth seeing")]
    return []


def _body(outcome: Outcome) -> list[Finding]:
    responses = [exchange.response for exchange in outcome.exchanges]
    transfers = sum(response.status not in RETRIED for response in responses) if ALIKE else 1
    ends = [("\n" if transfers > 1 and response.status not in RETRIED else "") for response in responses]
    bodies = "".join(
        response.body.decode(errors="backslashreplace") + end for response, end in zip(responses, ends, strict=True)
    )
    output = _HEAD.sub("", outcome.ended.output)
    fault = outcome.case.example.fault  # the body may be cut, or a gateway's
    if outcome.case.example.writes or output == bodies or (fault and (not bodies or bodies.startswith(output))):
        return []
    expected = f"the response's body on standard output, {_text(bodies)}"
    fix = "let curl print the body alone" + (", and end its line: --write-out '\\n'" if transfers > 1 else "")
    return [_find(outcome, expected, _text(output), fix)]


def _curls_own(outcome: Outcome) -> list[Finding]:
    """Through a proxy curl words a fault in another way than to a reader, and with times: that is not recorded."""
    ended = outcome.ended
    if not outcome.case.example.fault or outcome.case.language is REQUEST or not ended.status:
        return []
    if re.fullmatch(rf"curl: \({ended.status}\) .+\n(More details here: (?s:.+))?", ended.errors):
        return []
    expected = f"curl's own line on standard error, curl: ({ended.status}) …"
    return [_find(outcome, expected, _text(ended.errors), "add --show-error to --silent")]


def _differs(outcome: Outcome, expected: str, actual: str, where: str, fix: str) -> list[Finding]:
    if expected == actual:
        return []
    number, its, mine = difference(expected, actual)
    return [_find(outcome, f"{_line(its)} in line {number} of {where}", _line(mine), fix)]


def _response(example: Example, exchanges: Sequence[Exchange]) -> list[Finding]:
    if example.fields is None:
        return []
    response = exchanges[-1].response
    names = {name.lower() for name, _ in response.fields}
    if absent := [name for name in example.fields if name.lower() not in names]:
        expected = f"the response's fields {', '.join(example.fields)}"
        return [example.finding("example.toml", "", expected, f"no {', '.join(absent)}", "correct fields")]
    recording, actual = example.recording(RESPONSE), response_text(response, example.fields)
    if actual == recording:
        return []
    number, expected, its = difference(recording or "", actual)
    expected = f"{_line(expected)} in line {number}, as recorded" if recording else "a recorded response"
    fix = "run python -m asrun record and read the diff"
    return [example.finding(RESPONSE, "", expected, _line(its) if recording else "none", fix)]


def _requests(outcome: Outcome) -> tuple[Sent, ...]:
    return tuple(sent(exchange.request) for exchange in outcome.exchanges)


def _same(outcome: Outcome, plain: Outcome) -> list[Finding]:
    """Another way to run the program must make the same exchanges."""
    lines = [[*map(line, each.exchanges)] for each in (plain, outcome)]
    expected, actual = (listed(each) or "no exchange" for each in lines)
    shown = _shown(outcome, plain.ended.errors)
    if lines[0] != lines[1]:
        told = _made(outcome) if outcome.exchanges or not outcome.case.shell else f"{actual}{shown}"
        return [_find(outcome, f"{expected}, as in {plain.case.tab}", told, "write it for this way too")]
    if outcome.case.shell:
        for text in plain.ended.errors.splitlines():
            if text.removeprefix(BASH) not in outcome.ended.output:
                wanted = f"{quote(text)} on the screen, as in {plain.case.tab}"
                return [_find(outcome, wanted, f"none{shown}", "write it for this way too")]
    usual = _requests(plain)
    return [_disagreement(outcome, usual, [plain.case.tab])] if _requests(outcome) != usual else []


def _shown(outcome: Outcome, printed: str = "") -> str:
    """The last line on the screen of a terminal, but for what the program has `printed`: it may be a question."""
    lines = map(str.strip, outcome.ended.output.splitlines() if outcome.case.shell else [])
    left = [text for text in lines if text and text not in printed.splitlines()]
    return f"; the screen shows {quote(left[-1])}" if left else ""


def _disagreement(outcome: Outcome, usual: Sequence[Sent], tabs: Sequence[str]) -> Finding:
    pairs = enumerate(zip(usual, _requests(outcome), strict=True), 1)
    number, pair = next((number, pair) for number, pair in pairs if pair[0] != pair[1])
    expected, actual = wire.difference(*pair)
    which = f" in request {number}" if len(usual) > 1 else ""
    return _find(outcome, f"{expected}{which}, as in {' and '.join(tabs)}", actual, "let every tab send the same")


def _line(text: str) -> str:
    return _text(text.removesuffix("\n"))


def _text(text: str) -> str:
    return quote(text) if text else "nothing"
