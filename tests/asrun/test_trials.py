"""Trials are made of a project of one test at a time, which its edits add."""

from collections.abc import Iterator

import pytest

from tests.trials import Edit, StaleError, Trial, Trials, edited

FILE = "README.md"
TEST = "test_it.py"


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    with Trials(tmp_path_factory.mktemp("trials"), [FILE, "pyproject.toml"], at_once=1) as trials:
        yield trials


def trial(program: str, *edits: Edit) -> Trial:
    return Trial((Edit(TEST, new=f"from pathlib import Path\ndef test_it(): {program}\n"), *edits), (TEST,))


def test_a_test_that_fails_is_told_with_what_it_says(trials: Trials) -> None:
    tried = trials[trial("assert 1 == 2, 'it differs'")]
    assert tried.status == pytest.ExitCode.TESTS_FAILED
    assert "it differs" in tried.failed[f"{TEST}::test_it"]


def test_a_test_that_passes_is_told_too(trials: Trials) -> None:
    tried = trials[trial("pass")]
    assert (tried.status, tried.failed) == (pytest.ExitCode.OK, {})


def test_the_next_trial_sees_nothing_of_an_edit(trials: Trials) -> None:
    see = "assert [Path(name).is_file() for name in ('new.txt', 'README.md')] == {}"
    assert trials[trial(see.format([True, False]), Edit("new.txt", new="new\n"), Edit(FILE))].failed == {}
    assert trials[trial(see.format([False, True]))].failed == {}


def test_the_next_trial_sees_nothing_of_a_module(trials: Trials) -> None:
    see = "import mock_api; assert mock_api.__doc__ == '{}'"
    for word in ("one", "two"):
        assert trials[trial(see.format(word), Edit("mock_api/__init__.py", new=f"'{word}'\n"))].failed == {}


def test_what_a_test_writes_to_its_streams_is_no_answer(trials: Trials) -> None:
    assert trials[trial("import os; os.system('echo {}')")].failed == {}


def test_a_test_that_ends_its_process_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Trials(tmp_path_factory.mktemp("ended"), ["pyproject.toml"], at_once=1) as trials:
        with pytest.raises(RuntimeError, match=r"\('test_it\.py',\) ended the process, with 7"):
            trials[trial("import os; os._exit(7)")]
        assert trials[trial("pass")].failed == {}


def test_edits_of_one_file_follow_each_other() -> None:
    texts = edited(
        [Edit("mkdocs.yml", "site_name: Example", "site_name: Sample"), Edit("mkdocs.yml", "Sample", "Other")]
    )
    assert str(texts["mkdocs.yml"]).startswith("site_name: Other API\n")


@pytest.mark.parametrize(("old", "times"), [("site_name: Another", 0), ("Example", 2)])
def test_an_edit_whose_text_does_not_stand_there_once_is_stale(old: str, times: int) -> None:
    with pytest.raises(StaleError) as caught:
        edited([Edit("mkdocs.yml", old, "new")])
    assert str(caught.value) == f"mkdocs.yml: expected '{old}' once, actual {times} times. Fix: write the edit anew."
