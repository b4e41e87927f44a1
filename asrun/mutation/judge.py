"""Mutants of programs, each judged by the runs that the checks make, then by runs of its program in trouble.

What no run notices is left to the tests of its file, and to shellcheck.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import NamedTuple

from asrun import ROOT
from asrun.examples.example import placeholders
from asrun.examples.languages import CURL, shared
from asrun.examples.process import Ended, Workplace, execute
from asrun.examples.runs import Case, Outcome, run
from asrun.examples.verdict import agree, judge, recorded
from asrun.examples.waiting import stopwatch
from asrun.mutation.mutants import Mutant, mutants
from asrun.mutation.project import DATA_BYTES, Edit, copied, run_tests
from asrun.mutation.trials import ORDINARY, STALLED, Program, Trial, difference, mutated, others
from asrun.transport.server import MockServer

PROCESSORS = 2 * (os.cpu_count() or 1)
THREADS = 64
"""How many mutants are judged in parallel. Most of them wait."""

GUARD = 15.0
"""Seconds after which a mutant hangs that a test waits for."""

LIMIT = 130.0
"""Seconds that a program may take; PATIENCE are those that a mutant may take longer than its program."""
PATIENCE = 60.0

TESTED, LINTED = "its own tests", "shellcheck"
WITHOUT_SLEEP = Path(__file__).with_name("without_sleep")
_BOUNDED = ("sh", "-c", f'ulimit -t 5; ulimit -d {DATA_BYTES >> 10}; exec "$@"', "sh")
_SHELLCHECK = ("--shell=bash", "--exclude=SC1091", "--format=gcc", "-")


@dataclass(frozen=True)
class Judgement:
    """Which trial noticed the mutant, if any did, and what it said. `counts` is false where it is no program."""

    mutant: Mutant
    trial: str = ""
    said: str = ""
    counts: bool = True


class Timed(NamedTuple):
    outcome: Outcome
    seconds: float


class Judge:
    """Judges the mutants of programs, all of which it runs as they are first."""

    def __init__(self, server: MockServer, programs: Iterable[Program]) -> None:
        self._server = server
        self._processors = BoundedSemaphore(PROCESSORS)
        self._pool = ThreadPoolExecutor(THREADS)
        self._noticed: Counter[Trial] = Counter()
        trials = [trial for program in programs for trial in program.trials]
        trials += [Trial(ORDINARY, case) for trial in trials if trial.name == ORDINARY for case in others(trial.case)]
        trials = sorted({trial.case: trial for trial in trials}.values(), key=lambda trial: trial.name != STALLED)
        timed = self._pool.map(lambda trial: self._run(trial.case, trial.name, LIMIT), trials)
        self._usual = {trial.case: each for trial, each in zip(trials, timed, strict=True)}

    def unfit(self, programs: Sequence[Program]) -> list[tuple[Program, str]]:
        """What the checks say to programs as they are: nothing can be learnt from their mutants then."""
        found = zip(programs, self._pool.map(self._unfit, programs), strict=True)
        return [(program, said) for program, its in found for said in its if said]

    def _unfit(self, program: Program) -> list[str]:
        original = Mutant(program.file, program.language, "", b"", program.file.read_bytes())
        said = [self._notice(trial, self._usual[trial.case], self._usual) for trial in program.trials]
        return [*said, self._test(program, original), _lint(original)]

    def judge(self, program: Program, mutant: Mutant) -> Judgement:
        """Tries first what has noticed most of the program's mutants, and last what waits."""
        declared = {name for example in program.examples for name in example.placeholders}
        if undeclared := placeholders(mutant.text.decode()) - declared:
            return Judgement(mutant, ORDINARY, f"{', '.join(undeclared)} is declared nowhere")
        actual: dict[Case, Timed] = {}
        with TemporaryDirectory(prefix="mutant-") as folder:
            (copy := Path(folder, mutant.file.name)).write_bytes(mutant.text)
            for trial in sorted(program.trials, key=lambda trial: -self._noticed[trial]):
                needed = {trial.case, trial.case.plain if trial.name == ORDINARY else trial.case}
                for case in needed - set(actual):
                    usual = self._usual[case].seconds
                    limit = min(LIMIT, 1.3 * usual + 3 if trial.name == STALLED else usual + PATIENCE)
                    actual[case] = self._run(mutated(case, mutant.file, copy), trial.name, limit)
                if _is_no_program(actual[trial.case]):
                    return Judgement(mutant, trial.name, "it is no program", counts=False)
                if said := self._notice(trial, actual[trial.case], actual):
                    self._noticed[trial] += trial.name != STALLED
                    return Judgement(mutant, trial.name, said)
        if said := self._test(program, mutant):
            return Judgement(mutant, TESTED, said)
        return Judgement(mutant, LINTED, said) if (said := _lint(mutant)) else Judgement(mutant)

    def all(self, programs: Iterable[Program]) -> Generator[Judgement, None, None]:
        """The judgements of the programs' mutants, as they come; those of what is no program are left out."""
        found = ((program, mutant) for program in programs for mutant in mutants(program.file, program.language))
        try:
            for future in as_completed([self._pool.submit(self.judge, *each) for each in found]):
                if (judgement := future.result()).counts:
                    yield judgement
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, case: Case, trial: str, limit: float) -> Timed:
        waits = trial == STALLED or (trial == ORDINARY and case.example.fault)
        with nullcontext() if waits else self._processors:
            seconds = stopwatch()
            outcome = run(case, self._server, limit=limit, execute=partial(execute_bounded, sleeps=trial == ORDINARY))
            return Timed(outcome, seconds())

    def _notice(self, trial: Trial, actual: Timed, runs: Mapping[Case, Timed]) -> str:
        """What the checks say to one of the `runs`, or how it differs from the program's usual one."""
        usual = self._usual[trial.case]
        if trial.name != ORDINARY:
            if trial.name == STALLED and actual.seconds < 0.7 * usual.seconds:
                return f"it waits for {actual.seconds:.0f} s, not for {usual.seconds:.0f}"
            return difference(actual.outcome, usual.outcome)
        plain = runs[trial.case.plain]
        findings = judge(actual.outcome, plain.outcome)
        if actual is plain and not findings:
            outcomes = [actual.outcome, *(self._usual[case].outcome for case in others(trial.case))]
            findings = agree(outcomes) or recorded(outcomes)
        return str(findings[0]) if findings else ""

    def _test(self, program: Program, mutant: Mutant) -> str:
        if not program.tests:
            return ""
        file = program.file.relative_to(ROOT).as_posix()
        cache = shared(f"mutate/{file.replace('/', '.')}")
        failed_first = ("-x", "--failed-first", "-o", f"cache_dir={cache}")
        with self._processors, copied([Edit(file, new=mutant.text.decode())]) as copy:
            done = run_tests(copy, [*failed_first, *program.tests], guard=GUARD)
        said = re.search(r"^(?:FAILED|ERROR) (.+)", done.printed, re.MULTILINE)
        return "" if done.passed else said[1] if said else done.printed[-500:]


def execute_bounded(
    command: Sequence[str], environment: Mapping[str, str], place: Workplace, *, limit: float, sleeps: bool
) -> Ended:
    """Executes a program in bounds: a mutant may loop or eat the machine's memory. One that does not sleep says it."""
    if not sleeps:
        preload = (WITHOUT_SLEEP / "preload.mjs").as_uri()
        environment = {**environment, "NODE_OPTIONS": f"--import={preload}", "PYTHONPATH": str(WITHOUT_SLEEP)}
    return execute([*_BOUNDED, *command], environment, place, limit=limit)


def _lint(mutant: Mutant) -> str:
    if mutant.language is not CURL:
        return ""
    command = (Path(sys.executable).with_name("shellcheck"), *_SHELLCHECK)
    found = subprocess.run(command, input=mutant.text, capture_output=True, check=False)
    return found.stdout.decode().partition("\n")[0]


def _is_no_program(timed: Timed) -> bool:
    errors = timed.outcome.ended.errors
    return "SyntaxError" in errors and "compileSourceTextModule" in errors
