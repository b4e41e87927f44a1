"""Each mistake in `mutants.toml` makes the test fail that is named there: each is made alone, in a copy of the mock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.mutants import Mutant, mutants, selected
from tests.harness.trials import Edit, Trial, Trials

pytestmark = pytest.mark.check

COPIED = ["mock_api", "tests/mock_api", "tests/harness", "tests/openapi.py", "docs/api-reference", "pyproject.toml"]
FIRST_FAILURE_WILL_DO = """
from hypothesis import Phase, settings
settings.register_profile("unshrunk", phases=[Phase.generate])
settings.load_profile("unshrunk")
"""
"""What keeps Hypothesis from looking for a shorter way to a failure, which takes it long."""

MUTANTS = mutants(Path(__file__).with_name("mutants.toml"), "mock_api", Edit("conftest.py", new=FIRST_FAILURE_WILL_DO))
FEW_STEPS = Edit("tests/mock_api/test_keys_state_machine.py", "max_examples=100", "max_examples=5")
UNCHANGED = Trial((FEW_STEPS,), tuple(sorted({mutant.node for mutant in MUTANTS})))
"""The mock as it is: the copy lacks nothing that the tests need."""


@pytest.fixture(scope="module")
def trials(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    """The trials of the mutants whose tests are selected, and that of the unchanged mock."""
    with Trials(tmp_path_factory.mktemp("mutants"), COPIED) as trials:
        trials.start([UNCHANGED, *(mutant.trial for mutant in selected(request))])
        yield trials


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.mistake)
def test_a_mistake_is_found(mutant: Mutant, trials: Trials) -> None:
    tried = trials[mutant.trial]
    assert [node.partition("[")[0] for node in tried.failed] == [mutant.node], tried.printed


def test_without_a_mistake_the_same_tests_pass(trials: Trials) -> None:
    tried = trials[UNCHANGED]
    assert tried.status == pytest.ExitCode.OK, tried.printed
