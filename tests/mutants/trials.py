"""What a mutant is tried by: the runs that the checks make of its program, and then its program in trouble."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from asrun import ROOT
from asrun.examples.example import AWAY, Example
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language
from asrun.examples.runs import Case, Outcome, cases
from asrun.examples.verdict import agree, judge, recorded
from asrun.examples.wire import line, sent
from mock_api.sandbox import SANDBOX_KEYS

_FORMS, _WEBHOOKS = "tests/test_shell_forms.py::test_", "tests/test_webhooks_page.py::test_"
_RECEIVES = (f"{_WEBHOOKS}receiver_", "tests/test_webhooks_refusals.py")
_VERIFIES = (f"{_WEBHOOKS}verification_", *_RECEIVES)
_GENERATED = ("tests/test_generated_client.py",)
_CLIENTS = ("tests/test_clients.py",)
_TESTS: Mapping[str, tuple[str, ...]] = {
    "docs/guides/clients/example-api.mjs": _CLIENTS,
    "docs/guides/clients/example-api.sh": ("tests/test_shell_client.py",),
    "docs/guides/clients/example_api.py": _CLIENTS,
    "snippets/webhooks/verify-webhook.mjs": _VERIFIES,
    "snippets/webhooks/verify_webhook.py": _VERIFIES,
    "snippets/webhooks/receive/javascript.mjs": _RECEIVES,
    "snippets/webhooks/receive/python.py": _RECEIVES,
    "snippets/sdks/generate-client.sh": _GENERATED,
    "snippets/sdks/generated-client/python.py": _GENERATED,
    "snippets/authentication/set-variable.sh": (f"{_FORMS}a_program_sees_the_variable_that_the_shell",),
    "snippets/authentication/read-variable.sh": (f"{_FORMS}reading_the_key",),
    "snippets/authentication/persist-variable-bash.sh": (f"{_FORMS}a_key_that", f"{_FORMS}a_folder"),
    "snippets/authentication/persist-variable-zsh.sh": (f"{_FORMS}a_key_that", f"{_FORMS}a_folder"),
    "snippets/authentication/save-dotenv.sh": (f"{_FORMS}a_key_that", f"{_FORMS}a_folder"),
    "snippets/authentication/load-dotenv.sh": (f"{_FORMS}a_key_that", f"{_FORMS}loading_a_dotenv_file"),
}
TESTS = {ROOT / file: tests for file, tests in _TESTS.items()}
"""The tests of what no example runs alone, by the beginning of their ids; those of another language are left out."""

SUFFIXES = {".sh": CURL, ".mjs": JAVASCRIPT, ".py": PYTHON}

ORDINARY, STALLED, TESTED, LINTED = "the ordinary run", "against a stall", "its own tests", "shellcheck"
"""The trials that differ from the others: judged by the checks, by their time too, by the file's tests, by a linter."""

EARLY = "retry_before_retry_after"
"""The violation of whoever is hurried: how many they are is up to the machine's load."""


@dataclass(frozen=True, eq=False)
class Trial:
    name: str
    case: Case


@dataclass(frozen=True, eq=False)
class Timed:
    outcome: Outcome
    seconds: float


@dataclass(frozen=True, eq=False)
class Program:
    """A file that examples run, as their program or beside it, or that tests run: the beginnings of their ids.

    `tabs` are the other programs of each example.
    """

    file: Path
    language: Language
    trials: tuple[Trial, ...] = ()
    tabs: dict[Example, tuple[Case, ...]] = field(default_factory=dict, repr=False)
    tests: tuple[str, ...] = ()

    @property
    def stall(self) -> Trial | None:
        return next((trial for trial in self.trials if trial.name == STALLED), None)

    @property
    def quick(self) -> tuple[Trial, ...]:
        """All trials but the stall."""
        return tuple(trial for trial in self.trials if trial.name != STALLED)

    @property
    def placeholders(self) -> set[str]:
        return {name for example in self.tabs for name in example.placeholders}


def programs(examples: Sequence[Example], shells: Sequence[str]) -> Iterator[Program]:
    """Every file that examples or tests run, with all the ways in which they do."""
    users: dict[tuple[Path, Language], list[Example]] = {}
    for example in examples:
        if example.proved_by:
            continue
        for language in example.languages:
            if language.command:
                users.setdefault((example.programs / language.file, language), []).append(example)
        for file in example.files:
            users.setdefault((file, SUFFIXES[file.suffix]), []).append(example)
    named = {file for file, _ in users}
    for (file, language), those in users.items():
        found = tuple(_trials(file, language, those, shells))
        tabs = {each: tuple(Case(each, other) for other in each.languages if other is not language) for each in those}
        yield Program(file, language, found, tabs, TESTS.get(file, ()))
    yield from (Program(file, SUFFIXES[file.suffix], tests=tests) for file, tests in TESTS.items() if file not in named)


def _trials(file: Path, language: Language, examples: Iterable[Example], shells: Sequence[str]) -> Iterator[Trial]:
    for example in examples:
        yield from (Trial(ORDINARY, case) for case in cases(example, shells) if case.language is language)
    own = next((each for each in examples if each.programs == file.parent), None)
    if own:
        yield from (Trial(name, Case(example, language)) for name, example in _in_trouble(own, language))


def _in_trouble(example: Example, language: Language) -> Iterator[tuple[str, Example]]:
    if example.environment:
        yield "without a key", replace(example, environment={})
    if example.environment and language is not CURL:
        spoilt = {name: f"{value}\r" for name, value in example.environment.items()}
        yield "with a line break in the key", replace(example, environment=spoilt)
    if not example.exchanges:
        return
    if example.exits[language.name]:
        yield "with a key that may", replace(example, environment={"API_KEY": SANDBOX_KEYS["write"]})
    yield "without a server", replace(example, fault=AWAY)
    yield "against a 500", replace(example, fault="error_500")
    yield "against a 503", replace(example, fault="unavailable_503")
    yield "against a gateway's 502", replace(example, fault="bad_gateway")
    yield STALLED, replace(example, fault="stall")


def mutated(case: Case, file: Path, copy: Path) -> Case:
    """The case with `copy` in the place of its program, or of the file beside it, that `file` is."""
    example = case.example
    if file in example.files:
        files = tuple(copy if each == file else each for each in example.files)
        return replace(case, example=replace(example, files=files))
    return replace(case, example=replace(example, programs=copy.parent))


def noticed(trial: Trial, came: Timed, plain: Timed, usual: Timed, tabs: Sequence[Outcome]) -> str:
    """What the checks say to a mutant's run, or how it differs from its program's `usual` one; empty where neither."""
    if trial.name == ORDINARY:
        outcomes = [came.outcome, *tabs]
        findings = judge(came.outcome, plain.outcome)
        if came is plain:
            findings = findings or agree(outcomes) or recorded(outcomes)
        return str(findings[0]) if findings else ""
    if trial.name == STALLED and came.seconds < 0.7 * usual.seconds:
        return f"it waits for {came.seconds:.0f} s, not for {usual.seconds:.0f}"
    shown, expected = _shown(came.outcome), _shown(usual.outcome)
    return next((f"{part}: {expected[part]}, now {shown[part]}" for part in shown if shown[part] != expected[part]), "")


def _shown(outcome: Outcome) -> dict[str, object]:
    """What must be the same in two runs of one program."""
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
    """Standard error without what differs by itself: curl's times and ports, and a traceback's lines."""
    errors = re.sub(r"\d+ (milliseconds|ms)\b|\bport \d+", "…", errors)
    if "Traceback" in errors or re.search(r"^ +at ", errors, re.MULTILINE):
        return "\n".join(re.findall(r"^[\w.]*(?:Error|Exception|Timeout)\b.*", errors, re.MULTILINE))
    return errors
