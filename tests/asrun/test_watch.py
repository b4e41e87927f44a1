"""`make watch` verifies what a saved file touches, and only that, until Ctrl-C."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from asrun.browser.served import read_until
from asrun.examples.waiting import GUARD
from asrun.mutation.project import copy_parts
from asrun.watch import arguments

COPIED = ("asrun", "docs", "mock_api", "run_in_page", "snippets", "tests", "asrun.toml", "pyproject.toml")
REQUEST = "snippets/errors/body-too-large/response.http"


@pytest.mark.parametrize(
    ("saved", "tests", "words"),
    [
        ("docs/guides/webhooks.md", "test_ledger test_site test_webhooks_page", ""),
        ("mock_api/keys.py", "mock_api/test_keys test_examples", ""),
        ("tests/mock_api/test_keys.py", "mock_api/test_keys", ""),
        ("tests/conftest.py", "", ""),
        ("snippets/endpoints/new/curl.sh", "test_examples", "test_every_folder_of_an_example_is_whole"),
        ("snippets/endpoints/list-models/python.py", "test_examples test_snippets", "[endpoints/list-models"),
        ("snippets/authentication/environment-variable/curl.sh", "test_examples", "[authentication/key-expired["),
        ("docs/guides/clients/example-api.mjs", "test_examples", "[sdks/refused["),
    ],
)
def test_a_saved_file_selects(saved: str, tests: str, words: str) -> None:
    *files, expression = [each for each in arguments([Path(saved)]) if each != "-k"] or [""]
    assert files == [f"tests/{test}.py" for test in tests.split()]
    assert words in expression


def test_a_file_that_tests_name_selects_them_and_every_example() -> None:
    selected = arguments([Path("docs/api-reference/openapi.yaml")])
    assert "tests/test_examples.py" in selected
    assert len(selected) > 3


@pytest.mark.check
def test_the_watcher_says_of_each_save_whether_it_is_verified(tmp_path: Path) -> None:
    copy_parts(COPIED, tmp_path)
    response = tmp_path / REQUEST
    recorded = response.read_text("utf-8")
    command = [sys.executable, "-m", "asrun", "watch"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as watcher:
        try:
            read_until(watcher, "^Watching ")
            response.write_text(recorded.replace("413", "414"), "utf-8")
            assert f"{REQUEST}: expected" in read_until(watcher, "^Not verified")
            response.write_text(recorded, "utf-8")
            assert REQUEST in read_until(watcher, "^Verified")
            watcher.send_signal(signal.SIGINT)
            assert watcher.wait(GUARD) == 0
        finally:
            watcher.kill()
