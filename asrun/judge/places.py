"""Where the pages tell of a mistake: of an error's code, of what the mock forgives, of how to use an operation.

Nothing is listed here: a code is told of where its recording is, what breaks a promise where the promise is, and the
rest where the operation is.
"""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from asrun.claims.sentences import Sentence, of_markdown
from asrun.examples.example import RESPONSE
from asrun.examples.languages import LANGUAGES
from asrun.operation import Operation
from asrun.pages.markdown import derived, fences, heading_id, headings
from asrun.pages.site import Page
from asrun.settings import SNIPPETS, glimpse_settings
from asrun.text import glimpse

PROGRAMS = tuple(language.file for language in LANGUAGES)
_LINK = re.compile(r"\]\(([^)#\s]*)#([^)\s]+)\)")


@dataclass(frozen=True)
class Place:
    """A section of the page whose source below docs/ is `page`, and the folder of an example there."""

    page: str
    anchor: str
    example: str = ""

    def url(self, site: str) -> str:
        """The address, below that of the site, which ends with a slash; without one, the name of the source."""
        if not site:
            return f"docs/{self.page}#{self.anchor}"
        return f"{site}{Page(self.page, '', '').url}#{self.anchor}"


class Places:
    """The places of the project in `root`, read when they are asked for; none where it has no pages."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.promises: Mapping[str, Sequence[str]] = glimpse_settings(root).get("promises", {})
        """What the pages demand of a client, in their words, each with the kinds of mistakes that break it."""

    @cached_property
    def site(self) -> str:
        """The address that the site is published at, if MkDocs' settings have one."""
        found = re.search(r"""^site_url: *["']?([^\s"']+)""", glimpse(self._root / "mkdocs.yml"), re.MULTILINE)
        return found[1].rstrip("/") + "/" if found else ""

    @cached_property
    def _pages(self) -> Mapping[str, str]:
        docs = self._root / "docs"
        return {path.relative_to(docs).as_posix(): glimpse(path) for path in sorted(docs.rglob("*.md*"))}

    def of_code(self, code: str) -> Place | None:
        """Where a response with that error code is recorded: best below a heading that names it."""
        found = []
        for page, markdown in self._pages.items() if code else ():
            for fence in fences(markdown):
                file = fence.include or ""
                if file.endswith(f"/{RESPONSE}") and f'"{code}"' in glimpse(self._root / SNIPPETS / file):
                    heading = _above(markdown, fence.line)
                    found.append((code not in heading, Place(page, heading_id(heading))))
        return min(found, key=lambda each: each[0])[1] if found else None

    def of_kind(self, kind: str) -> Place | None:
        """Where the promise is that a mistake of that kind breaks."""
        return next((self.of_promise(text) for text, kinds in self.promises.items() if kind in kinds), None)

    def of_promise(self, text: str) -> Place | None:
        """The section that the promise links to, or else that it is in; a page has it in these words."""
        where = next((each.where for each in self._sentences if text in each.text), "")
        if text not in self.promises or not where:
            return None
        page, _, line = where.rpartition(":")
        markdown = self._pages[page]
        for target, anchor in _LINK.findall(_item(markdown, int(line))):
            its = posixpath.normpath(posixpath.join(posixpath.dirname(page), target)) if target else page
            if its in self._pages:
                return self._place(its, anchor)
        return self._place(page, heading_id(_above(markdown, int(line))))

    @cached_property
    def _sentences(self) -> Sequence[Sentence]:
        return [each for page, markdown in self._pages.items() for each in of_markdown(page, markdown)]

    def of_operation(self, operation: Operation | None) -> Place | None:
        """The section that includes what the contract says of the operation."""
        return self._derived.get(f"operations/{operation.id}") if operation else None

    @cached_property
    def _derived(self) -> Mapping[str, Place]:
        """The section of each text of the contract, by its name."""
        every = [(page, each) for page, markdown in self._pages.items() for each in derived(markdown)]
        return {each.name: self._place(page, each.heading) for page, each in reversed(every)}

    def _place(self, page: str, anchor: str) -> Place:
        """The section, with the first example from there on whose programs the page shows."""
        markdown = self._pages[page]
        start = next((line for line, text in headings(markdown) if heading_id(text) == anchor), 0)
        shown = (fence.include or "" for fence in fences(markdown) if fence.line > start)
        return Place(page, anchor, next((posixpath.dirname(each) for each in shown if each.endswith(PROGRAMS)), ""))


def _above(markdown: str, line: int) -> str:
    """The text of the heading that a line is below."""
    return max(((number, text) for number, text in headings(markdown) if number <= line), default=(0, ""))[1]


def _item(markdown: str, line: int) -> str:
    """The item of a list, or the paragraph, from one of its lines on."""
    text = "\n".join(markdown.splitlines()[line - 1 :])
    return re.split(r"\n\s*(?:\n|[-*] |\d+\. )", text, maxsplit=1)[0]
