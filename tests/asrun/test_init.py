import shutil
from pathlib import Path

from asrun import ROOT
from tests.asrun.other_project import EXAMPLE, PAGE, PYTEST, SECOND, run

MORE = """
## Install

```sh
pip install orchard
```

## Get the forest

```sh
curl --silent https://api.orchard.example/v2/forest -H 'X-Orchard-Token: <YOUR_TOKEN>'
```
"""


def test_a_contract_and_pages_become_a_project_that_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/asrun/docusaurus/docs", tmp_path / "docs")
    shutil.copy(SECOND / "orchard.yaml", tmp_path)
    with (tmp_path / PAGE).open("a", encoding="utf-8") as page:
        page.write(MORE)
    done = run(tmp_path, "asrun", "init", "orchard.yaml", "docs")
    assert done.returncode == 0, done.stderr
    settings = (tmp_path / "asrun.toml").read_text("utf-8")
    assert settings == (
        'contract = "orchard.yaml"\nplaceholders = \'<[A-Z][A-Z0-9_-]+>\'\nkeys.main = { secret = "test-key" }\n'
    )
    tables = {path.parent.name: path.read_text("utf-8") for path in tmp_path.glob("snippets/quickstart/*/example.toml")}
    assert sorted(tables) == ["get-the-forest", "list-trees"]
    assert tables["list-trees"] == EXAMPLE
    run(tmp_path, "asrun", "record")
    done = run(tmp_path, *PYTEST, "-k", "python or curl and not in")
    (finding,) = {line for line in done.stdout.splitlines() if line.startswith("docs/")}
    program = "snippets/quickstart/get-the-forest"
    assert finding.startswith(f"{PAGE}:54: cURL: {program}: expected GET /v2/forest 200, actual")
    assert done.returncode == 1
