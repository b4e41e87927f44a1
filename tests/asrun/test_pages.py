from pathlib import Path

import pytest

from asrun.pages.places import places

PAGE = """\
```text
--8<-- "a/b/output.txt"
```

=== "JavaScript"

    It says:

    ```text
    --8<-- "a/b/errors.txt"
    ```

=== "Python"

    1. Run it:

        ```text
        --8<-- "a/b/errors.txt"
        ```

After the tabs:

```text
--8<-- "a/b/after.txt"
```
"""


@pytest.fixture
def found(tmp_path: Path) -> dict[tuple[str, str], str]:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text(PAGE)
    (tmp_path / "docs/b.md").write_text(PAGE)
    return places(tmp_path)


def test_file_in_no_tab_has_the_place_of_its_first_include(found: dict[tuple[str, str], str]) -> None:
    assert {label: place for (file, label), place in found.items() if file == "a/b/output.txt"} == {"": "docs/a.md:2"}


def test_file_has_a_place_in_each_tab_that_it_stands_in(found: dict[tuple[str, str], str]) -> None:
    assert {label: place for (file, label), place in found.items() if file == "a/b/errors.txt"} == {
        "": "docs/a.md:10",
        "JavaScript": "docs/a.md:10",
        "Python": "docs/a.md:18",
    }


def test_what_follows_the_tabs_stands_in_none(found: dict[tuple[str, str], str]) -> None:
    assert {label for file, label in found if file == "a/b/after.txt"} == {""}
