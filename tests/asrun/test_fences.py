from asrun.pages.fences import Fence, fences, prose

MARKDOWN = """\
# Page

=== "Python"

    ```python title="first.py"
    if True:
        print()

    ```

````markdown
```bash
```
````
"""


def test_fence_is_its_line_its_language_and_its_text_without_its_indent() -> None:
    fence, _ = fences(MARKDOWN)
    assert (fence.line, fence.language, fence.text) == (5, "python", "if True:\n    print()\n")


def test_fence_within_a_longer_fence_is_its_text() -> None:
    assert fences(MARKDOWN)[1] == Fence(11, "markdown", "```bash\n```")


def test_fence_that_is_never_closed_ends_with_the_text() -> None:
    assert fences("```bash\necho") == [Fence(1, "bash", "echo")]


def test_prose_is_what_is_outside_of_fences() -> None:
    assert [number for number, line in prose(MARKDOWN) if line] == [1, 3]
