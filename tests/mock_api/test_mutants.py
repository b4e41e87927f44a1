"""Each mistake in `mutants.toml` makes the test fail that is named there.

A mutant is a copy of the mock with one mistake. Its test runs in a process of its own, in a copy of the tests.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from tests.harness import ROOT

COPIED = ["mock_api", "tests/mock_api", "tests/harness", "tests/openapi.py", "docs/api-reference", "pyproject.toml"]
TABLE = Path(__file__).with_name("mutants.toml")
AT_ONCE = 2
FIRST_FAILURE_WILL_DO = """
from hypothesis import Phase, settings
settings.register_profile("unshrunk", phases=[Phase.generate])
settings.load_profile("unshrunk")
"""
"""What keeps Hypothesis from looking for a shorter way to a failure, which takes it long."""

LIMIT = 60.0
"""Seconds that a mutant's test may take."""


@dataclass(frozen=True)
class Mutant:
    """`old` stands once in `module` and becomes `new`, and then `test`, `<module>::<name>`, fails."""

    mistake: str
    module: str
    old: str
    new: str
    test: str

    @property
    def node(self) -> str:
        module, _, name = self.test.partition("::")
        return f"tests/mock_api/test_{module}.py::{name}"


MUTANTS = [
    Mutant(module=module, **each) for module, mistakes in tomllib.loads(TABLE.read_text()).items() for each in mistakes
]


def mutated(mutant: Mutant, source: str) -> str:
    if source.count(mutant.old) != 1:
        pytest.fail(
            f"mock_api/{mutant.module}.py has {mutant.old!r} {source.count(mutant.old)} times, not once: "
            f'write the mutant "{mutant.mistake}" anew',
            pytrace=False,
        )
    return source.replace(mutant.old, mutant.new)


def copy_project(folder: Path) -> None:
    for name in COPIED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy(ROOT / name, folder / name)


def run_tests(folder: Path, *nodes: str) -> subprocess.CompletedProcess[str]:
    """Runs tests of the copy in `folder`, without the plugins that they do not need."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=line", "-p", "no:cacheprovider", *nodes]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False
    )


def run_mutant(mutant: Mutant, folder: Path) -> subprocess.CompletedProcess[str]:
    copy_project(folder)
    module = folder / "mock_api" / f"{mutant.module}.py"
    module.write_text(mutated(mutant, module.read_text()))
    if mutant.test.startswith("keys_state_machine"):
        (folder / "conftest.py").write_text(FIRST_FAILURE_WILL_DO)
    return run_tests(folder, mutant.node)


def run_unchanged(folder: Path) -> subprocess.CompletedProcess[str]:
    copy_project(folder)
    return run_tests(folder, *sorted({mutant.node for mutant in MUTANTS}))


Runs = dict[Mutant | None, Future[subprocess.CompletedProcess[str]]]


@pytest.fixture(scope="module")
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """The runs of the mutants whose tests are selected, two at a time; that of the unchanged mock is None's."""
    selected = [
        cast(Mutant, item.callspec.params["mutant"])
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.module is request.module and hasattr(item, "callspec")
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs: Runs = {None: pool.submit(run_unchanged, tmp_path_factory.mktemp("unchanged"))}
        for mutant in selected:
            runs[mutant] = pool.submit(run_mutant, mutant, tmp_path_factory.mktemp("mutant"))
        yield runs
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.mistake)
def test_a_mistake_is_found(mutant: Mutant, judged: Runs) -> None:
    ran = judged[mutant].result()
    assert ran.returncode == pytest.ExitCode.TESTS_FAILED, ran.stdout + ran.stderr
    assert f"FAILED {mutant.node}" in ran.stdout


def test_without_a_mistake_the_same_tests_pass(judged: Runs) -> None:
    ran = judged[None].result()
    assert ran.returncode == pytest.ExitCode.OK, ran.stdout + ran.stderr
