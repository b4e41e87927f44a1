"""`make watch` verifies what a saved file touches, and only that, until Ctrl-C."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from asrun.browser.served import read_until
from asrun.examples.waiting import GUARD
from asrun.mutation.project import copy_project
from asrun.watch import arguments

TABLES = "asrun.toml::every example has its table"
LIST_MODELS = "snippets/endpoints/list-models"
REQUEST = "snippets/errors/body-too-large/response.http"


@pytest.mark.parametrize(
    ("saved", "selected"),
    [
        (
            "snippets/environment-variables/load-dotenv.sh",
            ["asrun.toml", "tests/asrun/test_watch.py", "tests/test_shell_forms.py"],
        ),
        ("docs/guides/webhooks.md", ["tests/test_ledger.py", "tests/test_site.py", "tests/test_webhooks_page.py"]),
        ("mock_api/keys.py", ["snippets", "tests/asrun/test_watch.py", "tests/mock_api/test_keys.py"]),
        ("tests/mock_api/test_keys.py", ["tests/mock_api/test_keys.py"]),
        ("tests/conftest.py", []),
        ("snippets/endpoints/new/curl.sh", [TABLES]),
        (
            "docs/guides/clients/example-api.sh",
            [TABLES, *(f"snippets/sdks/{each}" for each in ("generate", "generate-with-revoked-key", "refused"))],
        ),
        (f"{LIST_MODELS}/python.py", [TABLES, LIST_MODELS]),
    ],
)
def test_a_saved_file_selects(saved: str, selected: list[str]) -> None:
    assert arguments([Path(saved)]) == selected


@pytest.mark.check
def test_the_watcher_says_of_each_save_whether_it_is_verified(tmp_path: Path) -> None:
    copy_project(tmp_path)
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
