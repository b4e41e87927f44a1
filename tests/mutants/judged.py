"""Mutants judged: each by its program's trials, one after the other, until one of them notices it."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

from asrun.examples.example import PLACEHOLDER
from asrun.examples.runs import Case, Outcome, run
from asrun.examples.waiting import stopwatch
from asrun.transport.server import MockServer
from tests.mutants.bounded import Bounded
from tests.mutants.linted import linted
from tests.mutants.mutants import Mutant
from tests.mutants.tested import Tests
from tests.mutants.trials import LINTED, ORDINARY, STALLED, TESTED, Program, Timed, Trial, mutated, noticed

AT_ONCE = 2 * (os.cpu_count() or 1)
WAITING = 64
"""Runs at once: of those that need a processor, and of those that wait for most of their time."""

LIKELY = 3
"""Tests that come before others, which may be shorter, as they have noticed mistakes nearby."""

LONG = 1.0
"""Seconds from which a run is held to wait for most of its time."""

LIMIT = 130.0
"""Seconds that a program may wait for an answer that does not come; one that would wait longer is judged by then."""

PATIENCE = 60.0
"""Seconds that a mutant may take above its program's time: a machine under load is slow, and few mutants hang."""


@dataclass(frozen=True)
class Judgement:
    """Which trial noticed the mutant, if any did, and what it said. `counts` is false where it is no program."""

    mutant: Mutant
    trial: str
    said: str
    counts: bool = True


Step = Callable[[Program, Mutant], Judgement | None]
"""Trials of one kind."""


class Judge:
    """Judges mutants ahead of whoever asks for the judgements."""

    def __init__(self, server: MockServer) -> None:
        self._server = server
        self._execute = Bounded()
        self._usual: dict[Case, Timed] = {}
        self._stalled: dict[Case, Future[Timed]] = {}
        self._by_line: dict[Path, dict[int, Trial | str]] = defaultdict(dict)
        self._by_text: dict[tuple[str, str], str] = {}
        self._processors = BoundedSemaphore(AT_ONCE)
        self._quick, self._waiting = ThreadPoolExecutor(WAITING), ThreadPoolExecutor(WAITING)
        self._tests, self._tested = Tests(AT_ONCE), ThreadPoolExecutor(AT_ONCE)

    def learn(self, programs: Sequence[Program]) -> None:
        """Runs the programs as they are: all that is said of a mutant is said by comparison, or by the checks."""
        found = {trial.case: trial.name for program in programs for trial in program.trials}
        found |= {case: ORDINARY for each in programs for tabs in each.tabs.values() for case in tabs}
        stalled = [case for case, name in found.items() if name == STALLED]
        self._stalled = {case: self._waiting.submit(self._timed, case, STALLED, LIMIT) for case in stalled}
        others = sorted(set(found) - set(stalled), key=lambda case: (-len(case.example.exchanges), case.id))
        with ThreadPoolExecutor(2 * AT_ONCE) as pool:
            timed = pool.map(lambda case: self._timed(case, found[case], LIMIT), others)
            self._usual = dict(zip(others, timed, strict=True))

    def seconds(self, program: Program) -> float:
        """What all its trials take, or more than any other: tests may take long, and so may the stall."""
        if program.tests or (program.stall and not self._stalled[program.stall.case].done()):
            return inf
        return sum(self._usual[trial.case].seconds for trial in program.quick)

    def unfit(self, program: Program) -> list[str]:
        """What the checks say to a program as it is: nothing can be learnt from its mutants then."""
        said = {trial.case.id: self._said(program, trial) for trial in program.quick}
        if program.tests:
            said[TESTED] = ": ".join(self._tests.said(program, program.file.read_bytes()) or ())
        said[LINTED] = linted(program.language, program.file.read_bytes())
        return [f"{trial}: {finding}" for trial, finding in said.items() if finding]

    def _said(self, program: Program, trial: Trial) -> str:
        usual = self._usual[trial.case]
        return noticed(trial, usual, self._usual.get(trial.case.plain, usual), usual, self._tabs(program, trial))

    def start(self, program: Program, mutant: Mutant) -> Future[Judgement]:
        judgement: Future[Judgement] = Future()
        self._quick.submit(self._judge, program, mutant, judgement)
        return judgement

    def close(self) -> None:
        for pool in (self._quick, self._waiting, self._tested):
            pool.shutdown(cancel_futures=True)
        self._tests.close()

    def _judge(self, program: Program, mutant: Mutant, judgement: Future[Judgement]) -> None:
        with _failing(judgement):
            undeclared = set(PLACEHOLDER.findall(mutant.text.decode())) - program.placeholders
            if undeclared:
                judgement.set_result(Judgement(mutant, ORDINARY, f"{', '.join(undeclared)} is declared nowhere"))
                return
            steps = self._steps(program, mutant)
            if steps[0] == self._quickly:
                self._try(steps, program, mutant, judgement)
            else:
                self._go_on(steps, program, mutant, judgement)

    def _steps(self, program: Program, mutant: Mutant) -> list[Step]:
        """The quick trials come first, unless the stall is likelier to notice the mutant; the tests take longest."""
        last: list[Step] = [self._test, self._lint] if program.tests else [self._lint]
        if not program.stall:
            return [self._quickly, *last]
        if self._likeliest(mutant, program.trials) is program.stall:
            return [self._stall, self._quickly, *last]
        return [self._quickly, self._stall, *last]

    def _go_on(self, steps: Sequence[Step], program: Program, mutant: Mutant, judgement: Future[Judgement]) -> None:
        pools: dict[Step, ThreadPoolExecutor] = {self._stall: self._waiting, self._test: self._tested}
        pools.get(steps[0], self._quick).submit(self._try, steps, program, mutant, judgement)

    def _try(self, steps: Sequence[Step], program: Program, mutant: Mutant, judgement: Future[Judgement]) -> None:
        with _failing(judgement):
            if found := steps[0](program, mutant):
                judgement.set_result(found)
            elif later := steps[1:]:
                self._go_on(later, program, mutant, judgement)
            else:
                judgement.set_result(Judgement(mutant, "", ""))

    def _quickly(self, program: Program, mutant: Mutant) -> Judgement | None:
        came: dict[Case, Timed] = {}
        left = list(program.quick)
        with _copy(mutant) as copy:
            while left:
                trial, timed, plain = self._try_likeliest(mutant, copy, left, came)
                if found := self._judgement(program, mutant, trial, timed, plain):
                    return found
        return None

    def _try_likeliest(
        self, mutant: Mutant, copy: Path, left: list[Trial], came: dict[Case, Timed]
    ) -> tuple[Trial, Timed, Timed]:
        """Takes a trial out of those `left`, and its outcome, with that of the program run by itself.

        It is chosen when there is a processor for it, as others have been judged meanwhile.
        """

        def tried(case: Case, name: str) -> Timed:
            if case not in came:
                limit = self._usual[case].seconds + PATIENCE
                came[case] = self._timed(mutated(case, mutant.file, copy), name, limit)
            return came[case]

        with self._processors:
            trial = self._likeliest(mutant, left)
            left.remove(trial)
            if not self._waits(trial.case):
                tried(trial.case, trial.name)
        timed = tried(trial.case, trial.name)
        if trial.name != ORDINARY:
            return trial, timed, timed
        with nullcontext() if self._waits(trial.case.plain) else self._processors:
            return trial, timed, tried(trial.case.plain, ORDINARY)

    def _waits(self, case: Case) -> bool:
        return self._usual[case].seconds >= LONG

    def _likeliest(self, mutant: Mutant, trials: Sequence[Trial]) -> Trial:
        """What has noticed the same mistake elsewhere or, if nothing has, one in the nearest line of this program."""
        name = self._by_text.get((mutant.was, mutant.becomes))
        same = [trial for trial in trials if trial.name == name]
        near = (each for each in self._nearest(mutant) if isinstance(each, Trial))
        return next(trial for trial in (*same, *near, *trials) if trial in trials)

    def _nearest(self, mutant: Mutant) -> list[Trial | str]:
        """The trials, and the ids of tests, that have noticed mistakes in this program, from the nearest line on."""
        lines = dict(self._by_line[mutant.file])
        return [lines[line] for line in sorted(lines, key=lambda line: abs(line - mutant.line))]

    def _judgement(
        self, program: Program, mutant: Mutant, trial: Trial, timed: Timed, plain: Timed
    ) -> Judgement | None:
        """What a trial says of a mutant, which it may notice or find to be no program; remembered for the next ones."""
        if _is_no_program(timed):
            return Judgement(mutant, trial.name, "it is no program", counts=False)
        usual = self._stalled[trial.case].result() if trial is program.stall else self._usual[trial.case]
        if said := noticed(trial, timed, plain, usual, self._tabs(program, trial)):
            self._by_line[mutant.file][mutant.line] = trial
            self._by_text[mutant.was, mutant.becomes] = trial.name
            return Judgement(mutant, trial.name, said)
        return None

    def _stall(self, program: Program, mutant: Mutant) -> Judgement | None:
        assert program.stall
        case = program.stall.case
        with _copy(mutant) as copy:
            limit = min(LIMIT, 1.3 * self._stalled[case].result().seconds + 3)
            came = self._timed(mutated(case, mutant.file, copy), STALLED, limit)
        return self._judgement(program, mutant, program.stall, came, came)

    def _test(self, program: Program, mutant: Mutant) -> Judgement | None:
        likely = tuple(dict.fromkeys(each for each in self._nearest(mutant) if isinstance(each, str)))[:LIKELY]
        found = self._tests.said(program, mutant.text, likely)
        if found is None:
            return None
        test, said = found
        self._by_line[mutant.file][mutant.line] = test
        return Judgement(mutant, TESTED, f"{test}: {said}")

    def _lint(self, _: Program, mutant: Mutant) -> Judgement | None:
        said = linted(mutant.language, mutant.text)
        return Judgement(mutant, LINTED, said) if said else None

    def _tabs(self, program: Program, trial: Trial) -> list[Outcome]:
        return [self._usual[case].outcome for case in program.tabs.get(trial.case.example, ())]

    def _timed(self, case: Case, name: str, limit: float) -> Timed:
        """The waits of a program in trouble are random: only what it asks for can be compared."""
        seconds = stopwatch()
        execute = partial(self._execute, hurried=name != ORDINARY)
        outcome = run(case, self._server, limit=limit, execute=execute)
        return Timed(outcome, seconds())


@contextmanager
def _failing(judgement: Future[Judgement]) -> Iterator[None]:
    """Whoever asks for the judgement learns of an error."""
    try:
        yield
    except BaseException as error:
        judgement.set_exception(error)


@contextmanager
def _copy(mutant: Mutant) -> Iterator[Path]:
    with TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder, mutant.file.name)
        copy.write_bytes(mutant.text)
        yield copy


def _is_no_program(timed: Timed) -> bool:
    """Whether Node refused to compile it, which the grammar had let pass."""
    errors = timed.outcome.ended.errors
    return "SyntaxError" in errors and "compileSourceTextModule" in errors
