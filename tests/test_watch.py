"""`make watch` verifies what a saved file touches, and only that, until it is told to end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.browser.servers import read_until
from asrun.examples.example import load_examples
from asrun.examples.runs import cases
from asrun.examples.terminal import shells
from asrun.examples.waiting import GUARD
from tests.trials import copy_parts
from tests.watch import Saves, arguments, touched

SNIPPETS = "snippets/endpoints"
REQUEST = "snippets/errors/body-too-large"
COPIED = ("asrun", "docs", "mock_api", "run_in_page", "snippets", "tests", "pyproject.toml")


def examples_of(path: str) -> set[str]:
    """The examples that are verified when a file is saved."""
    return {word[1:-1] for _, word in touched(Path(path)) if word.startswith("[") and word.endswith("[")}


def files_of(path: str) -> set[str]:
    return {file for file, _ in touched(Path(path))}


@pytest.mark.parametrize("file", ["curl.sh", "javascript.mjs", "example.toml", "output.txt"])
def test_a_file_of_an_example_touches_it(file: str) -> None:
    path = f"{SNIPPETS}/list-models/{file}"
    assert (examples_of(path), files_of(path)) == ({"endpoints/list-models"}, {"tests/test_examples.py"})


def test_a_program_in_python_touches_what_lints_it() -> None:
    path = f"{SNIPPETS}/list-models/python.py"
    assert ("tests/test_snippets.py", f"[{path}]") in touched(Path(path))


def test_a_program_touches_every_example_that_runs_it() -> None:
    examples, _ = load_examples(ROOT)
    running = {each.name for each in examples if each.programs == ROOT / f"{SNIPPETS}/get-prompt"}
    assert len(running) > 1
    assert examples_of(f"{SNIPPETS}/get-prompt/curl.sh") == running


@pytest.mark.parametrize("path", ["docs/guides/clients/example_api.py", "snippets/webhooks/verify_webhook.py"])
def test_a_file_that_readers_save_touches_every_example_beside_which_it_lies(path: str) -> None:
    examples, _ = load_examples(ROOT)
    assert examples_of(path) == {each.name for each in examples if ROOT / path in each.files} != set()


@pytest.mark.parametrize(
    ("path", "files"),
    [
        (f"{SNIPPETS}/set-variable.sh", ["test_shell_forms.py", "test_windows_forms.py"]),
        ("docs/guides/webhooks.md", ["test_site.py", "test_ledger.py", "test_webhooks_page.py"]),
        ("docs/index.md", ["test_site.py", "test_ledger.py"]),
        (
            "docs/api-reference/openapi.yaml",
            ["asrun/test_contract.py", "test_contract_form.py", "test_examples.py"],
        ),
        ("mock_api/keys.py", ["mock_api/test_keys.py", "test_examples.py"]),
        ("mock_api/shell/screen.py", ["mock_api/shell/test_screen.py", "test_examples.py"]),
        ("mock_api/call.py", ["test_examples.py"]),
        ("tests/mock_api/test_keys.py", ["mock_api/test_keys.py"]),
        ("asrun/examples/pool.py", []),
        (f"{SNIPPETS}/list-models/.curl.sh.swp", []),
        (f"{SNIPPETS}/list-models/curl.sh~", []),
    ],
)
def test_a_file_touches(path: str, files: list[str]) -> None:
    assert files_of(path) == {f"tests/{file}" for file in files}


def test_pytest_selects_what_an_example_is_verified_by_and_no_more(capfd: pytest.CaptureFixture[str]) -> None:
    (example,) = (each for each in load_examples(ROOT)[0] if each.name == "troubleshooting/key-in-quotes")
    saved = Path(f"snippets/{example.name}/example.toml")
    subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-q", "--collect-only", *arguments([saved])], cwd=ROOT, check=True
    )
    collected = {line for line in capfd.readouterr().out.splitlines() if "::" in line}
    tests = {f"test_{what}[{example.name}]" for what in ("tabs_send_the_same", "response_is_as_recorded")}
    tests |= {f"test_example[{case.id}]" for case in cases(example, shells())}
    tests |= {"test_every_folder_of_an_example_is_whole"}
    assert collected == {f"tests/test_examples.py::{test}" for test in tests}


def test_what_is_saved_together_is_verified_together() -> None:
    saves = Saves()
    for path in ("snippets/a", "snippets/b", "snippets/a"):
        saves.paths.put(Path(path))
    assert saves.wait() == {Path("snippets/a"), Path("snippets/b")}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    copy_parts(COPIED, tmp_path)
    return tmp_path


@pytest.fixture
def watcher(copy: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.watch"]
    with subprocess.Popen(
        command, cwd=copy, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        yield process
        process.kill()


def test_the_watcher_outlives_an_error_and_leaves_nothing_behind(watcher: subprocess.Popen[str], copy: Path) -> None:
    read_until(watcher, "^Watching ")
    response, faults = copy / REQUEST / "response.http", copy / "asrun/transport/faults.py"
    recorded, working = response.read_text("utf-8"), faults.read_text("utf-8")

    response.write_text(recorded.replace("413", "414"), "utf-8")
    assert f"{REQUEST}/response.http" in read_until(watcher, "^Not verified")

    faults.write_text("(", "utf-8")
    assert "SyntaxError" in read_until(watcher, "^Not verified")

    faults.write_text(working, "utf-8")
    assert "asrun/transport/faults.py" in read_until(watcher, "^Saved")
    os.killpg(watcher.pid, signal.SIGINT)  # as Ctrl-C does, in the middle of the run
    printed, _ = watcher.communicate(timeout=GUARD)  # until nobody holds its output
    assert ("Interrupted" in printed or "KeyboardInterrupt" in printed, watcher.returncode) == (True, 0)
