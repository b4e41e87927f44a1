"""A little site, with an example of its own, in which tests make mistakes."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from asrun import ROOT
from asrun.examples.example import Example, load_examples
from asrun.pages.site import Site, build

SETTINGS = """\
exchanges = ["POST /v1/generate 200"]
fields = ["Retry-After"]

[placeholders]
YOUR_API_KEY = "{read}"
"""

FILES = {
    "snippets/little/first/example.toml": SETTINGS,
    "snippets/little/first/curl.sh": 'curl --header "Authorization: Bearer YOUR_API_KEY"\n',
    "snippets/little/first/javascript.mjs": 'fetch("Bearer YOUR_API_KEY");\n',
    "snippets/little/first/python.py": 'httpx.post("Bearer YOUR_API_KEY")\n',
    "snippets/little/first/output.txt": "Hello!\n",
    "snippets/little/first/response.http": 'HTTP/1.1 200 OK\nRetry-After: 1\n\n{\n  "success": true\n}\n',
    "snippets/little/set.sh": "export API_KEY\n",
}

TABS = """\
=== "cURL"

    ```bash
    --8<-- "little/first/curl.sh"
    ```

=== "JavaScript"

    ```javascript
    --8<-- "little/first/javascript.mjs"
    ```

=== "Python"

    ```python
    --8<-- "little/first/python.py"
    ```
"""

REST = """\
```text
--8<-- "little/first/output.txt"
```

```http
--8<-- "little/first/response.http"
```

```bash
--8<-- "little/set.sh"
```
"""

PAGE = f"# Page\n\n{TABS}\n{REST}"
"""It shows everything there is, once, and nothing else."""


def write(project: Path, pages: Mapping[str, str]) -> list[Example]:
    """Writes the project below an empty folder: `pages` by their names, and the settings of the real one.

    Left out are those that name pages: the navigation, and the sections of llms.txt.
    """
    frame(project)
    for name, text in {"Makefile": "", **FILES, **{f"docs/{name}": text for name, text in pages.items()}}.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, "utf-8")
    examples, findings = load_examples(project)
    assert not findings, list(map(str, findings))
    return examples


def frame(project: Path) -> None:
    """Writes what every page needs: the settings, without those that name pages, and the assets."""
    naming = r"^nav:\n( +.*\n)+|^  - llmstxt:\n(    +.*\n)+"
    settings = re.sub(naming, "", (ROOT / "mkdocs.yml").read_text("utf-8"), flags=re.MULTILINE)
    shutil.copytree(ROOT / "docs/assets", project / "docs/assets", ignore=shutil.ignore_patterns("run"))
    (project / "mkdocs.yml").write_text(settings, "utf-8")


def made(project: Path, pages: Mapping[str, str]) -> tuple[Site, list[Example]]:
    """Writes the project, and builds its site."""
    examples = write(project, pages)
    return build(project, project / "site"), examples
