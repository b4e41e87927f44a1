"""`make mutants`: every mutant of every program must be noticed, but for those that survivors.toml lists.

pytest collects this file only where it is named: it takes minutes.
"""

from collections.abc import Iterator
from concurrent.futures import Future
from typing import cast

import pytest

from asrun import ROOT
from asrun.contract import Contract
from asrun.examples.terminal import shells
from asrun.transport.server import MockServer
from tests.mutants.judged import Judge, Judgement
from tests.mutants.listed import findings, listed
from tests.mutants.mutants import mutants
from tests.mutants.report import JUDGED, TRIED, commit
from tests.mutants.trials import Program, programs
from tests.test_examples import EXAMPLES

PROGRAMS = list(programs(EXAMPLES, shells()))
KNOWN = listed()

each_program = pytest.mark.parametrize(
    "program",
    PROGRAMS,
    ids=lambda program: f"{program.file.parent.parent.name}/{program.file.parent.name}/{program.file.name}",
)

Judged = dict[Program, list[Future[Judgement]]]


@pytest.fixture(scope="session")
def judge(request: pytest.FixtureRequest, contract: Contract) -> Iterator[Judge]:
    """Has run the selected programs as they are."""
    request.config.stash[TRIED] = commit(ROOT)
    with MockServer(contract) as server:
        judge = Judge(server)
        judge.learn(_selected(request))
        yield judge
        judge.close()


@pytest.fixture(scope="session")
def judged(request: pytest.FixtureRequest, judge: Judge) -> Judged:
    """The judgements of the selected programs' mutants, which are under way: those that wait longest come first."""
    programs = sorted(_selected(request), key=judge.seconds, reverse=True)
    return {
        program: [judge.start(program, mutant) for mutant in mutants(program.file, program.language)]
        for program in programs
    }


def _selected(request: pytest.FixtureRequest) -> list[Program]:
    items = [item for item in request.session.items if isinstance(item, pytest.Function) and hasattr(item, "callspec")]
    return list(dict.fromkeys(cast(Program, item.callspec.params["program"]) for item in items))


@each_program
@pytest.mark.usefixtures("judged")
def test_program_is_fit_to_be_mutated(program: Program, judge: Judge) -> None:
    assert judge.unfit(program) == []


@each_program
def test_every_mutant_is_noticed(program: Program, judged: Judged, request: pytest.FixtureRequest) -> None:
    judgements = [future.result() for future in judged[program]]
    judgements = [judgement for judgement in judgements if judgement.counts]
    request.config.stash.setdefault(JUDGED, []).extend(judgements)
    survivors = [judgement.mutant for judgement in judgements if not judgement.trial]
    killed = {judgement.mutant: f"{judgement.trial}: {judgement.said}" for judgement in judgements if judgement.trial}
    if lines := list(findings(survivors, killed, KNOWN)):
        pytest.fail("\n".join(lines), pytrace=False)


def test_every_listed_survivor_is_a_mutant_and_has_a_reason() -> None:
    found = [mutant for program in PROGRAMS for mutant in mutants(program.file, program.language)]
    assert [each for each in KNOWN if not any(each.names(mutant) for mutant in found)] == []
    assert [each for each in KNOWN if not each.reason] == []
