"""Each mistake in `mutants.toml` lets a check pass over something: each is made alone, and its test finds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.mutants import Mutant, mutants, selected
from tests.harness.trials import Trials

COPIED = [
    "mock_api",
    "run_in_page",
    "tests",
    "docs/api-reference",
    "docs/getting-started",
    "snippets",
    "pyproject.toml",
]
MUTANTS = mutants(Path(__file__).with_name("mutants.toml"), "tests/harness")


@pytest.fixture(scope="module")
def trials(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    with Trials(tmp_path_factory.mktemp("mutants"), COPIED) as trials:
        trials.start(mutant.trial for mutant in selected(request))
        yield trials


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.mistake)
def test_a_mistake_is_found(mutant: Mutant, trials: Trials) -> None:
    tried = trials[mutant.trial]
    assert [node.partition("[")[0] for node in tried.failed] == [mutant.node], tried.printed
