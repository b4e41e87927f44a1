"""Another team's site: a contract, pages and programs, in four languages, and no Python of its own.

It passes unchanged, with the engine from its wheel. Each mistake in a copy of it is one finding, which names the page
and the line.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from asrun import ROOT
from tests.asrun.other_project import edit

LANGUAGES = ("go", "ruby")
PETS, ADD, REFUSED = (f"src/snippets/quickstart/{name}" for name in ("list-pets", "add-pet", "unauthorized"))
PAGE, SITE = "docs/quickstart.md", "asrun.toml"
NAMED = "src/snippets/contract/schemas/Pet.md"
OPTIONS = ("-q", "-p", "no:cacheprovider", "--no-header", "-W", "error")

pytestmark = [
    pytest.mark.check,
    pytest.mark.skipif(not all(map(shutil.which, LANGUAGES)), reason="not tried without Go and Ruby on this machine"),
]


MISTAKES: dict[str, tuple[str, ...]] = {  # what becomes what in a file, what pytest says of it, and which tests say so
    "a path": (f"{PETS}/curl.sh", "/pets", "/pet", f"{PAGE}:8: cURL", "GET /v2/pet?vaccinated=true 404"),
    "a header": (f"{PETS}/python.py", "X-Api", "X-App", f"{PAGE}:14: Python", "vaccinated=true 401"),
    "a name that Go lacks": (f"{PETS}/main.go", "fmt.Println", "fmt.Printn", f"{PAGE}:20: Go", "no exchange"),
    "another host": (f"{PETS}/python.py", "eu.pets", "www.pets", f"{PAGE}:14: Python", "www.pets"),
    "a boolean": (f"{PETS}/curl.sh", "=true", "=yes", f"{PAGE}:8: cURL", "GET /v2/pets?vaccinated=yes 4"),
    "a parameter": (f"{PETS}/main.go", "?vaccinated", "?vaccine", f"{PAGE}:20: Go", "GET /v2/pets?vaccine=true"),
    "a number": (f"{ADD}/example.rb", "1.5", "1.2", f"{PAGE}:48: Ruby", "POST /v2/pets 4"),
    "an output": (f"{PETS}/example.rb", '["kind"]', '["id"]', f"{PAGE}:26: Ruby", 'expected "cat"'),
    "plain HTTP": (f"{PETS}/curl.sh", "https:", "http:", f"{PAGE}:8: cURL", "GET http://eu.pets.example.com"),
    "a placeholder": (f"{PETS}/example.rb", "<YOUR_TOKEN>", "<YOUR_KEY>", PAGE, "<YOUR_KEY> to be declared"),
    "a file left behind": (f"{PETS}/curl.sh", "curl '", "curl -O '", f"{PAGE}:8: cURL", "no file left or changed"),
    "a process left behind": (f"{ADD}/curl.sh", "curl h", "sleep 9 & curl h", f"{PAGE}:42: cURL", "sleep 9"),
    "a field that no schema knows": (f"{ADD}/curl.sh", "weight", "width", f"{PAGE}:42: cURL", "width"),
    "a value": (f"{ADD}/curl.sh", "dog", "cow", f"{PAGE}:42: cURL", "POST /v2/pets 4"),
    "a name twice": (f"{ADD}/curl.sh", '{"kind"', '{"kind": "dog", "kind"', f"{PAGE}:42: cURL", "kind"),
    "a media type": (f"{ADD}/curl.sh", "application/json", "text/plain", f"{PAGE}:42: cURL", "pets 4"),
    "tabs that differ": (f"{ADD}/example.rb", "1.5", "2.5", f"{PAGE}:48: Ruby", "as in cURL"),
    "a status": (f"{REFUSED}/example.toml", "401", "403", f"{PAGE}:60: cURL", "expected GET /v2/pets 403"),
    "a setting": (f"{REFUSED}/example.toml", "fields", "field", f"{PAGE}:60", "no key but"),
    "a response": (f"{REFUSED}/response.http", "valid", "good", f"{PAGE}:64", "as recorded"),
    "a recorded output": (f"{ADD}/output.txt", "dog", "cow", f"{PAGE}:48: Ruby", 'expected "cow"'),
    "a fence": (PAGE, "```go", "```golang", f"{PAGE}:20: Go", "the fence ```go", SITE),
    "a program of the page": (PAGE, "## Add", "```bash\ncurl a\n```\n\n## Add", f"{PAGE}:38", "a recording", SITE),
    "a place": (
        PAGE,
        '```text\n--8<-- "quickstart/list',
        '## Add\n\n```text\n--8<-- "quickstart/list',
        f"{PAGE}:",
        "list pets in the heading",
        SITE,
    ),
    "the contract": ("pets.yaml", "message", "reason", f"{PAGE}:64", "as recorded", REFUSED),
    "a text of the contract": (NAMED, "20 char", "30 char", "pets.yaml:", 'expected "| `name`', SITE),
    "a label": (PAGE, '=== "Go"', '=== "Golang"', f"{PAGE}:", 'the tab "Go"', SITE),
    "a link": ("docs/index.md", "#list-pets", "#list-all", "docs/index.md:3", "the id list-all", SITE),
    "a host": ("docs/index.md", "quickstart.md#", "https://a.example/#", "docs/index.md:3", "external_hosts", SITE),
    "an include": (PAGE, "unauthorized/curl.sh", "unauthorised/curl.sh", f"{PAGE}:60", "expected a file", SITE),
}


def run(installed: Path, folder: Path, *tests: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "COLUMNS": "400"}
    command = [str(installed), "-m", "pytest", *OPTIONS, *tests]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "tests/second_site", tmp_path / "site", ignore=shutil.ignore_patterns(".*")))


def test_it_passes_as_it_stands(copy: Path, installed: Path) -> None:
    done = run(installed, copy)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert not re.search(r"skipped|warning", done.stdout)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_finding_with_its_place(name: str, copy: Path, installed: Path) -> None:
    file, old, new, where, says, *tests = MISTAKES[name]
    edit(copy / file, old, new)
    printed = run(installed, copy, *(tests or [str(Path(file).parent)])).stdout
    found = dict.fromkeys(line for line in printed.splitlines() if " Fix: " in line and not line.startswith("FAILED"))
    assert len(found) == 1, printed
    (line,) = found
    assert line.startswith(where), line
    assert says in line


def test_conftest_may_load_the_plugin_again(copy: Path, installed: Path) -> None:
    (copy / "conftest.py").write_text("pytest_plugins = ('asrun.plugin',)\n", "utf-8")
    assert re.search(r"^\d+ passed in", run(installed, copy, "src/snippets").stdout, re.MULTILINE)


def test_record_writes_what_the_second_site_has(copy: Path, installed: Path) -> None:
    found = [*copy.rglob("*.txt"), *copy.rglob("*.http")]
    texts = {file: file.read_text("utf-8") for file in found}
    for file in found:
        file.unlink()
    subprocess.run([installed.parent / "asrun", "record"], cwd=copy, check=True)
    assert texts == {file: file.read_text("utf-8") for file in found} != {}


@pytest.mark.parametrize(
    ("command", "package"), [("live", "httpx"), ("mutate", "tree_sitter"), ("watch", "watchfiles")]
)
def test_command_names_the_extra_that_it_needs(command: str, package: str, installed: Path, copy: Path) -> None:
    done = subprocess.run([installed.parent / "asrun", command], cwd=copy, capture_output=True, text=True, check=False)
    expected = f'{command}: expected {package} to be installed, actual none. Fix: pip install "asrun[{command}]".\n'
    assert done.stderr == f"python -m asrun {expected}"


def test_project_without_settings_keeps_its_files_and_fixtures(installed: Path, copy: Path) -> None:
    for file in (copy / "asrun.toml", copy / "mkdocs.yml"):
        file.unlink()
    text = "import sys\n\ndef test_one(): assert 'asrun.plugin' not in sys.modules\n"
    (copy / "test_one.py").write_text(text, "utf-8")
    assert "1 passed" in run(installed, copy).stdout
