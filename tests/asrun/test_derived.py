from pathlib import Path

import pytest

from asrun.contract import Contract
from asrun.derived.files import check, write

CONTRACT = Contract.load("""\
openapi: 3.0.3
info: { title: Trees, version: '1' }
paths:
  /trees/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, pattern: '^tree_[0-9]{4}$' } }]
    get:
      operationId: getTree
      security: [{ token: [trees.read] }, { key: [] }]
      responses:
        200: { content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } } }
        default: { description: A failure. }
components:
  schemas:
    Named: { properties: { name: { type: string, nullable: true, description: What it's called. } } }
    Tree:
      description: A tree, or a part of one.
      required: [name]
      allOf: [{ $ref: '#/components/schemas/Named' }]
      properties:
        height: { type: number, minimum: 0, default: 1.5 }
        fruit: { oneOf: [{ type: string, enum: [apple, pear] }, { type: boolean }], description: One | none. Or more. }
        parts: { type: array, items: { $ref: '#/components/schemas/Tree' } }
""")
PAGE = """# Trees

## The tree { #tree }

--8<-- "contract/schemas/Tree/without/Named.md"

## Get a tree

- First:

  --8<-- "contract/operations/getTree.md"
"""
GET = """\
| Request | Permission | Success | Returns | Errors |
| --- | --- | --- | --- | --- |
| `GET /trees/{id}` | `trees.read` | `200` | [`Tree`](#tree) | `default` |

| Field | In | Type | Required | Description |
| --- | --- | --- | --- | --- |
| `id` | path | `tree_` and 4 digits | yes |  |
"""
TREE = """\
| Field | Type | Description |
| --- | --- | --- |
| `height` | number, 0 or more, 1.5 by default |  |
| `fruit` | `apple`, `pear` or boolean | One \\| none. Or more. |
| `parts` | list of objects |  |
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/trees.md").write_text(PAGE)
    (tmp_path / "asrun.toml").write_text('contract = "trees.yaml"\n')
    assert write(tmp_path, CONTRACT) == []
    return tmp_path


def test_tables_of_another_contract_are_written_without_what_it_does_not_say(project: Path) -> None:
    assert (project / "snippets/contract/operations/getTree.md").read_text() == GET
    assert (project / "snippets/contract/schemas/Tree/without/Named.md").read_text() == TREE
    assert list(check(project, CONTRACT)) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("operations/getTree", "operations/cutTree", "docs/trees.md:11: expected a part of the contract"),
        ("schemas/Tree/without/Named", "schemas/Wood", "docs/trees.md:5: expected a part of the contract"),
        ("schemas/Tree/without/Named", "headers", "docs/trees.md:5: expected a part of the contract"),
        ("schemas/Tree/without/Named", "wood", "docs/trees.md:5: expected a part of the contract"),
    ],
)
def test_include_of_what_the_contract_lacks_is_found_and_what_no_page_includes(
    project: Path, old: str, new: str, says: str
) -> None:
    (project / "docs/trees.md").write_text(PAGE.replace(old, new))
    first, *_, last = map(str, check(project, CONTRACT))
    assert first.startswith(says)
    assert last.startswith(f"snippets/contract/{old}.md: expected a page that includes it, actual none")
    assert [first] == [str(finding) for finding in write(project, CONTRACT)]
    assert [first] == [str(finding) for finding in check(project, CONTRACT)]


def test_text_that_differs_from_the_contract_is_found_with_its_line(project: Path) -> None:
    (project / "snippets/contract/operations/getTree.md").write_text(GET.replace("yes", "no"))
    (finding,) = check(project, CONTRACT)
    assert 'operations/getTree.md:7: expected "| `id` | path | `tree_` and 4 digits | yes' in str(finding)
