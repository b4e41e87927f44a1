"""Each mistake in the tables beside this file lets a check pass over something: its test finds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import ROOT
from tests.harness.mutants import Mutant, mutants, selected
from tests.harness.trials import Trials
from tests.harness_tests.little import KEEP

pytestmark = pytest.mark.check

COPIED = [
    "mock_api",
    "run_in_page",
    "tests",
    "docs/api-reference",
    "docs/getting-started",
    *(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/assets").iterdir() if path.name != "run"),
    "snippets",
    "mkdocs.yml",
    "pyproject.toml",
]
TABLES = sorted(Path(__file__).parent.glob("mutants*.toml"))
MUTANTS = [mutant for table in TABLES for mutant in mutants(table, "tests/harness")]


@pytest.fixture(scope="module")
def trials(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(KEEP, str(tmp_path_factory.mktemp("sites")))
        with Trials(tmp_path_factory.mktemp("mutants"), COPIED) as trials:
            trials.start(mutant.trial for mutant in selected(request))
            yield trials


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.mistake)
def test_a_mistake_is_found(mutant: Mutant, trials: Trials) -> None:
    tried = trials[mutant.trial]
    assert [node.partition("[")[0] for node in tried.failed] == [mutant.node], tried.printed
