"""What a mutant is tried by: the runs that the checks make of its program, then runs of it in trouble."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from asrun import ROOT
from asrun.examples.example import Example
from asrun.examples.languages import CURL, Language
from asrun.examples.runs import Case, Outcome, cases
from asrun.examples.wire import line, sent
from asrun.mutation.syntax import GRAMMARS
from asrun.transport.faults import AWAY

ORDINARY, STALLED = "the ordinary run", "against a stall"
EARLY = "retry_before_retry_after"
"""The violation of a program that does not sleep: how many there are depends on the machine's load."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A way to run a program: its `name`, and the case."""

    name: str
    case: Case


@dataclass(frozen=True, eq=False)
class Program:
    """A file that examples run, as their program or beside it, or that tests run: the arguments of pytest."""

    file: Path
    language: Language
    examples: tuple[Example, ...] = ()
    trials: tuple[Trial, ...] = ()
    tests: tuple[str, ...] = ()


def programs(
    examples: Sequence[Example],
    shells: Sequence[str],
    tests: Mapping[str, Sequence[str]],
    environment: Mapping[str, str],
) -> Iterator[Program]:
    """Every file that examples run, or `tests`, which are pytest's arguments by the file.

    In `environment` each program may do what it does.
    """
    users: dict[tuple[Path, Language], list[Example]] = {}
    for example in (each for each in examples if not each.proved_by):
        for language in (each for each in example.languages if each in GRAMMARS and not example.section):
            users.setdefault((example.programs / language.file, language), []).append(example)
        for file in example.files:
            for language in _languages(file):
                users.setdefault((file, language), []).append(example)
    for file in map(ROOT.joinpath, tests):  # last, as they take longest: what waits for them keeps others from running
        (language,) = _languages(file)
        users[file, language] = users.pop((file, language), [])
    for (file, language), its in users.items():
        ways = [case for example in its for case in cases(example, shells) if case.language is language]
        trials = [Trial(ORDINARY, case) for case in sorted(ways, key=lambda case: case.shell)]
        own = [example for example in its if example.programs == file.parent][:1]
        trouble = [each for example in own for each in _trouble(example, language, environment)]
        trials += [Trial(name, Case(example, language)) for name, example in trouble]
        arguments = tuple(tests.get(file.relative_to(ROOT).as_posix(), ()))
        yield Program(file, language, tuple(its), tuple(trials), arguments)


def _languages(file: Path) -> list[Language]:
    return [each for each in GRAMMARS if Path(each.file).suffix == file.suffix]


def _trouble(example: Example, language: Language, environment: Mapping[str, str]) -> Iterator[tuple[str, Example]]:
    if example.environment:
        yield "without a key", replace(example, environment={})
    if example.environment and language is not CURL:
        spoilt = {name: f"{value}\r" for name, value in example.environment.items()}
        yield "with a line break in the key", replace(example, environment=spoilt)
    if not example.exchanges:
        return
    if example.exits[language.name]:
        yield "with a key that may", replace(example, environment=environment)
    yield "without a server", replace(example, fault=AWAY)
    yield "behind a proxy that refuses", replace(example, fault="proxy_refuses")
    yield "against a 500", replace(example, fault="error_500")
    yield "against a 503", replace(example, fault="unavailable_503")
    yield "against a gateway's 502", replace(example, fault="bad_gateway")
    yield "against a gateway's JSON", replace(example, fault="gateway_json")
    yield STALLED, replace(example, fault="stall")


def mutated(case: Case, file: Path, copy: Path) -> Case:
    """The case with `copy` in place of its program, or of the file beside it, that `file` is."""
    files = case.example.files
    if file in files:
        return replace(
            case, example=replace(case.example, files=tuple(copy if each == file else each for each in files))
        )
    return replace(case, example=replace(case.example, programs=copy.parent))


def others(case: Case) -> list[Case]:
    """The example's other programs."""
    return [Case(case.example, each) for each in case.example.languages if each is not case.language]


def difference(outcome: Outcome, usual: Outcome) -> str:
    """How a run of a mutant differs from that of its program, empty where it does not."""
    actual, expected = _shown(outcome), _shown(usual)
    return next(
        (f"{part}: {expected[part]}, now {actual[part]}" for part in actual if actual[part] != expected[part]), ""
    )


def _shown(outcome: Outcome) -> dict[str, object]:
    ended = outcome.ended
    return {
        "exit status": ended.status,
        "exchanges": [line(exchange) for exchange in outcome.exchanges],
        "requests": [sent(exchange.request) for exchange in outcome.exchanges],
        "violations": [found for exchange in outcome.exchanges for found in exchange.violations if found.name != EARLY],
        "refused": outcome.refused,
        "standard output": ended.output,
        "standard error": _gist(ended.errors),
        "left behind": (ended.files, ended.processes),
    }


def _gist(errors: str) -> str:
    errors = re.sub(r"\d+ (milliseconds|ms)\b|\bport \d+", "…", errors)
    if "Traceback" in errors or re.search(r"^ +at ", errors, re.MULTILINE):
        return "\n".join(re.findall(r"^[\w.]*(?:Error|Exception|Timeout)\b.*", errors, re.MULTILINE))
    return errors
