"""The ledger of copies: what is written of a small site passes, and each careless edit of a copy is noticed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from asrun.copies.ledger import check_copies
from asrun.copies.write import write_copies
from asrun.pages.site import Site
from tests.asrun.small_site import small_site

TREES = """---
description: Plant a tree.
---
# Trees

Water *each* tree **once** with [a hose](hooks.md#send), `a|b`, 2 \\* 3, \\*so\\*, \\_so\\_, &lt;i>, and<br>so on.

=== "cURL"

    ```bash title="Request"
    curl https://a.example \\
      --data '{"a":  1}'
    ```

    ```text title="Output"
      planted
    ```

=== "Python"

    Install it first.

    === "Spring"

        Dig.

    `````python
    def plant():
        return '''
    ````
    '''
    `````

!!! warning "Never cut it"

    It grows for years.

## Kinds { #all-kinds }

| Kind | Height |
| --- | --- |
| Oak | `30|m` |
| Fir | [50 m](hooks.md) |

1. Dig.
2. Plant:
    - Deep.
3. Water.

![A seed that sprouts](../seed.png)

> Quoted.

```http
GET /v2/seeds
```
"""
HOOKS = "---\ndescription: Be told.\n---\n# Hooks\n\n## Send\n\n!!! note\n\n    1. Once.\n"
HOOKS += "\n4\\. Told_by_ a &amp;lt; <b>hook</b>.\n"
NAVIGATION = "site_name: Gardens\nnav:\n  - Hooks: hooks.md\n  - Growing:\n      - Trees: trees.md\n"
ROOT = "https://docs.a.example/"
HEAD = '<head><link rel="canonical" href="{}{}/"><meta name="description" content="{}"></head>'
COPY, INDEX, LIST, WHOLE = "trees/index.md", "search/search_index.json", "llms.txt", "llms-full.txt"

EDITS = {  # what becomes what in a file
    "the title": (COPY, "# Trees", "# Tree"),
    "the description": (COPY, "> Plant a tree.\n", ""),
    "the address": (COPY, f"<{ROOT}trees/>", "unknown"),
    "the way to llms.txt": (COPY, f"<{ROOT}llms.txt>", "llms.txt"),
    "a relative link": (COPY, f"({ROOT}hooks/#send)", "(../hooks/#send)"),
    "a link without its anchor": (COPY, "#send", ""),
    "a link without its address": (COPY, f"[a hose]({ROOT}hooks/#send)", "a hose"),
    "a link's words": (COPY, "[a hose]", "[here]"),
    "code that is plain": (COPY, "`a|b`", "a|b"),
    "inline code": (COPY, "`a|b`", "`ab`"),
    "bold in mid-sentence": (COPY, "**once**", "once"),
    "an emphasis": (COPY, "*each*", "each"),
    "a character that is markup": (COPY, "2 \\* 3", "2 3"),
    "a paragraph": (COPY, "Install it first.\n", ""),
    "a paragraph twice": (COPY, "Install it first.\n", "Install it first.\n\nInstall it first.\n"),
    "a label lost": (COPY, "**Python**\n", ""),
    "a label plain": (COPY, "**Python**", "Python"),
    "a label of another tab": (COPY, "**Python**", "**cURL**"),
    "a label at another block": (COPY, "**Python**\n\nInstall it first.", "Install it first.\n\n**Python**"),
    "a block's title": (COPY, "**cURL: Output**", "**cURL**"),
    "a block's language": (COPY, "`python", "`"),
    "spaces in code": (COPY, '"a":  1', '"a": 1'),
    "an indent of code": (COPY, "    return", "  return"),
    "a line's end in code": (COPY, "\\\n  --data", "--data"),
    "a fence that code ends": (COPY, "`````p", "````p"),
    "a block emptied": (COPY, "planted\n", ""),
    "the last block": (COPY, "```http\nGET /v2/seeds\n```\n", ""),
    "the end": (COPY, "/v2/seeds\n```\n", ""),
    "two blocks in one": (COPY, "```\n\n**cURL: Output**\n\n```text\n", ""),
    "a warning flattened": (COPY, "> **Warning: Never cut it**\n>\n> It", "**Warning: Never cut it**\n\nIt"),
    "a warning without its title": (COPY, "> **Warning: Never cut it**\n>\n", ""),
    "a warning without its kind": (COPY, "Warning: ", ""),
    "a warning's text beside it": (COPY, ">\n> It grows", "\nIt grows"),
    "a quotation flattened": (COPY, "> Quoted", "Quoted"),
    "a heading's level": (COPY, "## Kinds", "### Kinds"),
    "a heading lost": (COPY, "## Kinds\n", ""),
    "a row": (COPY, "| Oak | `30\\|m` |\n", ""),
    "cells in another order": (COPY, "| Oak | `30\\|m` |", "| `30\\|m` | Oak |"),
    "a table that is none": (COPY, "| --- | --- |\n", ""),
    "an alternative text": (COPY, "A seed that sprouts", ""),
    "a picture's address": (COPY, f"({ROOT}seed.png)", "(../seed.png)"),
    "an item lost": (COPY, "1. Dig.\n", ""),
    "items in another order": (COPY, "1. Dig.\n2. Plant:\n   - Deep.\n", "1. Plant:\n   - Deep.\n2. Dig.\n"),
    "a list without numbers": (COPY, "1. Dig.", "- Dig."),
    "an item that was in another": (COPY, "   - Deep.", "- Deep."),
    "the site's name": (LIST, "# Gardens", "# Hooks"),
    "a page without description": (LIST, ": Plant a tree.", ""),
    "a page that is not listed": (LIST, f"- [Trees]({ROOT}trees/index.md): Plant a tree.\n", ""),
    "a page instead of its copy": (LIST, "trees/index.md", "trees/"),
    "a section": (LIST, "## Growing\n", ""),
    "a copy cut": (WHOLE, "GET /v2/seeds\n```\n", ""),
    "a copy that differs": (WHOLE, "    return", "  return"),
    "a word that is not found": (INDEX, "Install it", "Install"),
    "code that is not found as it is": (INDEX, "planted\\n", "planted\\n\\n"),
    "a head without its tag": ("trees/index.html", 'type="text/markdown"', ""),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("copies")
    site, _ = small_site(folder, {"trees.md": TREES, "hooks.md": HOOKS})
    (folder / "mkdocs.yml").write_text(NAVIGATION, "utf-8")
    sections = []
    for name, described in (("trees", "Plant a tree."), ("hooks", "Be told.")):
        file = site.output / name / "index.html"
        text = file.read_text("utf-8")
        sections.append({"location": f"{name}/", "title": "", "text": text})
        file.write_text(HEAD.format(ROOT, name, described) + text, "utf-8")
    (site.output / INDEX).parent.mkdir()
    (site.output / INDEX).write_text(json.dumps({"docs": sections}, ensure_ascii=False), "utf-8")
    write_copies(site)
    return site


def test_what_is_written_says_what_the_pages_say(site: Site) -> None:
    assert list(map(str, check_copies(replace(site)))) == []


@pytest.fixture
def edited(request: pytest.FixtureRequest, site: Site) -> Iterator[Path]:
    """A file of the site with an edit, which is undone."""
    name, old, new = request.param
    text = (site.output / name).read_text("utf-8")
    assert old in text
    (site.output / name).write_text(text.replace(old, new, 1), "utf-8")
    yield Path(name)
    (site.output / name).write_text(text, "utf-8")


@pytest.mark.parametrize("edited", EDITS.values(), ids=EDITS, indirect=True)
def test_careless_edit_of_a_copy_is_noticed(edited: Path, site: Site) -> None:
    finding, *_ = (str(each) for each in check_copies(replace(site)))
    assert finding.startswith(("docs/hooks.md:1: llms.txt", "docs/trees.md:"))
    assert edited.name in finding or "in the head" in finding
    assert "\n" not in finding
