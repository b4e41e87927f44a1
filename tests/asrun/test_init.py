import shutil
from pathlib import Path

import pytest

from asrun import ROOT
from tests.asrun.other_project import EXAMPLE, PAGE, PYTEST, SECOND, run

MORE = """
## Install

```sh
pip install pets
```

## Get the kennel \\{#kennel\\}

```sh
curl --silent https://eu.pets.example.com/v2/kennel -H 'X-Api-Key: <YOUR_TOKEN>'
```

```python
import httpx

print(httpx.get("https://eu.pets.example.com/v2/pets", headers={"X-Api-Key": "<YOUR_TOKEN>"}))
```

## Fail

```sh
no curl https://eu.pets.example.com/v2/pets
```

## Save the pets

```sh
curl --silent --output pets.json https://eu.pets.example.com/v2/pets -H "X-Api-Key: $PETS_TOKEN"
```

Or print them:

```sh
PETS="https://eu.pets.example.com/v2/pets"
curl --silent --netrc-file "$HOME/.netrc" "$PETS" -H 'X-Api-Key: pet-YOUR_KEY'
```

```ruby
Net::HTTP.get(URI("https://eu.pets.example.com/v2/pets"))
```
"""


@pytest.mark.check
def test_a_contract_and_pages_become_a_project_that_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/asrun/docusaurus/docs", tmp_path / "docs")
    shutil.copy(SECOND / "pets.yaml", tmp_path)
    with (tmp_path / PAGE).open("a", encoding="utf-8") as page:
        page.write(MORE)
    done = run(tmp_path, "asrun", "init", "pets.yaml", "docs")
    assert (done.returncode, 'nothing, and said "bash: no: command not found", so' in done.stderr) == (0, True), (
        done.stderr
    )
    assert "the code in ruby on the pages (blocks: 1): if it's a program, add [languages.ruby] to " in done.stderr
    settings = (tmp_path / "asrun.toml").read_text("utf-8")
    assert settings == (
        'contract = "pets.yaml"\n'
        r"placeholders = '<[A-Z][A-Z0-9 _-]+>|(?<![<\w])(?:[a-z]+[_-])*YOUR[_-][A-Z0-9_-]+'"
        "\n"
        'environment = { PETS_TOKEN = "{main}" }\nkeys.main = { secret = "test-key" }\n'
    )
    tables = {path.parent.name: path.read_text("utf-8") for path in tmp_path.glob("snippets/quickstart/*/example.toml")}
    assert sorted(tables) == ["kennel", "list-pets", "save-the-pets", "save-the-pets-2"]
    assert sorted(path.name for path in tmp_path.glob("snippets/quickstart/*")) == sorted(tables)
    assert tables["list-pets"] == EXAMPLE + 'environment.PETS_TOKEN = "{main}"\n'
    assert 'nth = 1\nwrites = ["pets.json"]\nexchanges = ["GET /v2/pets 200"]\n' in tables["save-the-pets"]
    assert 'nth = 2\nexchanges = ["GET /v2/pets 200"]\n' in tables["save-the-pets-2"]
    assert 'placeholders."pet-YOUR_KEY" = "{main}"' in tables["save-the-pets-2"]
    assert not {"environment.HOME", "environment.PETS"} & {*tables["save-the-pets-2"].split()}
    run(tmp_path, "asrun", "record")
    done = run(tmp_path, *PYTEST, "-k", "python or curl and not in")
    (finding,) = {line for line in done.stdout.splitlines() if line.startswith("docs/")}
    program = "snippets/quickstart/kennel"
    assert finding.startswith(f"{PAGE}:56: cURL: {program}: expected GET /v2/pets 200, actual")
    assert done.returncode == 1
