import shutil
from pathlib import Path

import pytest

from asrun import ROOT
from tests.asrun.other_project import LIST, PYTEST, SECOND, edit, run

PAGE, HTML = "docs/quickstart.mdx", "html/docs/quickstart/index.html"
EXAMPLE = """\
page = "docs/quickstart.mdx#list-trees"
exchanges = ["GET /v2/trees?ripe=true 200"]
fields = []
placeholders."<YOUR_TOKEN>" = "{main}"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose programs stand in the tabs of a page, and the HTML that Docusaurus makes of it."""
    project = Path(shutil.copytree(ROOT / "tests/asrun/docusaurus", tmp_path / "site"))
    shutil.copy(SECOND / "orchard.yaml", project)
    (project / LIST).mkdir(parents=True)
    (project / LIST / "example.toml").write_text(EXAMPLE, "utf-8")
    for name in ("output.txt", "response.http"):
        shutil.copy(SECOND / LIST / name, project / LIST)
    edit(project / LIST / "response.http", "Content-Type: application/json\n", "")
    return project


def test_programs_in_fences_run_and_are_recorded(project: Path) -> None:
    recordings = {path: path.read_bytes() for path in (project / LIST).iterdir()}
    for path in (project / LIST / "output.txt", project / LIST / "response.http"):
        path.unlink()
    assert run(project, "asrun", "record").stderr == ""
    assert {path: path.read_bytes() for path in (project / LIST).iterdir()} == recordings
    done = run(project, *PYTEST)
    assert done.returncode == 0, done.stdout


MISTAKES = [
    (PAGE, "?ripe=true' ", "?ripe=yes' ", "curl and not in", f"{PAGE}:14: cURL: {LIST}: expected GET"),
    (PAGE, "json.load(", "json.loads(", "python", f"{PAGE}:22: Python: {LIST}: expected exit status 0"),
    (PAGE, '"<YOUR_TOKEN>"', '"<YOUR_KEY>"', "whole", f"{PAGE}:21: expected <YOUR_KEY> to be declared"),
    (HTML, ">Python<", ">Ruby<", "block", f"{PAGE}:22: Ruby: {LIST}: expected the tab"),
    (PAGE, '"kind": "apple"', '"kind": "pear"', "block", f"{PAGE}:36: {LIST}: expected"),
    (PAGE, "```json", "```yaml", "block", f"{PAGE}:36: expected an include"),
    (HTML, "oak-1", "oak-2", "block", f"{PAGE}:36: {LIST}: expected"),
    (f"{LIST}/response.http", "oak-1", "oak-2", "recorded", f"{PAGE}:14: {LIST}/response.http: expected"),
    (f"{LIST}/example.toml", "#list-trees", "#list-all", "whole", f"{LIST}/example.toml: expected page to be"),
]  # fmt: skip


@pytest.mark.check
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_points_at_the_line_of_the_fence(project: Path, mistake: tuple[str, str, str, str, str]) -> None:
    file, old, new, test, says = mistake
    edit(project / file, old, new)
    done = run(project, *PYTEST, "-k", test)
    assert f"\n{says}" in done.stdout, done.stdout
