"""The built site: its pages, each with its Markdown source and its HTML."""

import gzip
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from asrun.finding import Finding
from asrun.pages.theme import MATERIAL, Theme
from asrun.text import FileError, glimpse, line_of, read_yaml

if TYPE_CHECKING:
    from bs4 import Tag

ADDRESSED = "h1, h2, h3, h4, h5, h6, code, a[id]"
"""What readers link to: headings, codes, and marks of their own. A tab's ID is its heading's with its label."""

NAVIGATION = "mkdocs.yml"


class BuildError(Exception):
    """The site does not build; the text has one line for each complaint of the builder."""


@dataclass(frozen=True)
class Page:
    """One page: `name` is its source below docs/, as findings and tables name it."""

    name: str
    markdown: str
    html: str
    theme: Theme = MATERIAL
    built: str | None = None
    """The address below the site's root where its HTML was found."""

    @cached_property
    def article(self) -> "Tag":
        """The part of the HTML that was made from the Markdown. Raises BuildError where the theme marks none."""
        from bs4 import BeautifulSoup  # noqa: PLC0415 # takes longer to import than asrun build needs for ten pages
        from bs4.filter import SoupStrainer  # noqa: PLC0415

        main = SoupStrainer(["article", "main"])
        article = BeautifulSoup(self.html, "lxml", parse_only=main).select_one(self.theme.article)
        if article is None:
            fix = "let asrun.toml name the theme in [site]"
            expected = f"an element {self.theme.article} around it"
            raise BuildError(str(Finding(where=self.where(1), expected=expected, actual="none", fix=fix)))
        return article

    @cached_property
    def front_matter(self) -> Mapping[str, Any]:
        """What the source says of the page, above its text; empty where that is no YAML."""
        found = re.match(r"---\n(.*?)\n---\n", self.markdown, re.DOTALL)
        try:
            read = yaml.safe_load(found[1]) if found else {}
        except yaml.YAMLError:
            return {}
        return read if isinstance(read, dict) else {}

    @property
    def url(self) -> str:
        """The address below the site's root: where it was built or, by default, where MkDocs builds it."""
        return next(self.addresses) if self.built is None else self.built

    @property
    def addresses(self) -> Iterator[str]:
        """Where builders put the page, by its name, by its slug, or without the number that sorts it."""
        name = re.sub(r"(^|/)(?:index|README)/$", r"\1", re.sub(r"\.mdx?$", "/", self.name))
        yield name
        if slug := str(self.front_matter.get("slug", "")):
            of_slug = posixpath.normpath(posixpath.join("/", posixpath.dirname(self.name), slug)).lstrip("/")
            yield of_slug and f"{of_slug}/"
        yield re.sub(r"(^|/)\d+[-_.]+", r"\1", name)

    def line_of(self, text: str) -> int:
        """The first line (from 1) of the source that holds a text, or 1."""
        return line_of(self.markdown, text) or 1

    def where(self, line: int) -> str:
        """Names a line (from 1) of the source as every finding does."""
        return f"docs/{self.name}:{line}"


class Entry(NamedTuple):
    """A page in the navigation: its title, its source below docs/, and the section that it is in."""

    title: str
    page: str
    section: str


@dataclass(frozen=True)
class Site:
    """A project (docs/, snippets/), the folder that its site was built into, and the theme that the site has."""

    project: Path
    output: Path
    theme: Theme = MATERIAL

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        sources = sorted([*self.project.glob("docs/**/*.md"), *self.project.glob("docs/**/*.mdx")])
        named = (source.relative_to(self.project / "docs").as_posix() for source in sources)
        every = (Page(name, glimpse(self.project / "docs" / name), "", self.theme) for name in named)
        found = ((page, next(self._built(page), None)) for page in every)
        return tuple(
            replace(page, html=(built[1] if built else self.file(page)).read_text("utf-8"), built=built and built[0])
            for page, built in found
            if built or not re.search("(^|/)_", page.name)  # which is a part of others
        )

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of the pages by their addresses below the site's root, as `/guides/a`."""
        return {f"/{page.url}".rstrip("/"): page.name for page in self.pages}

    @cached_property
    def navigation(self) -> Sequence[Entry]:
        """The pages in order, none where the project has no such file. Raises FileError where it is no YAML."""
        return list(_entries(self._settings.get("nav", []), ""))

    @property
    def title(self) -> str:
        """What the site is called, empty where the project has no such file. Raises FileError where it is no YAML."""
        return str(self._settings.get("site_name", ""))

    @cached_property
    def _settings(self) -> Any:
        file = self.project / NAVIGATION
        return read_yaml(file) if file.is_file() else {}

    def page(self, name: str) -> Page:
        """The page of that name. Raises FileError where there is none."""
        if page := next((page for page in self.pages if page.name == name), None):
            return page
        raise FileError(self.project / "docs" / name, "a page", "none", "restore it, or remove what is about it")

    def file(self, page: Page) -> Path:
        """The HTML of a page. Raises BuildError where it was not built."""
        for _, file in self._built(page):
            return file
        expected, fix = f"{page.url}index.html in the built site", "build it, or remove the page"
        raise BuildError(str(Finding(where=page.where(1), expected=expected, actual="none", fix=fix)))

    def anchors(self, selector: str = "[id]") -> set[str]:
        """The anchors of all pages, as `guides/a.md#first-call`: those of the elements that the selector matches."""
        elements = ((page, element) for page in self.pages for element in page.article.select(selector))
        return {f"{page.name}#{element['id']}" for page, element in elements if element.get("id")}

    def compressed(self, path: str) -> int:
        """The bytes of a file, or of a folder's page, as a server sends it, gzipped."""
        file = self.output / path
        return len(gzip.compress((file / "index.html" if file.is_dir() else file).read_bytes(), compresslevel=6))

    def _built(self, page: Page) -> Iterator[tuple[str, Path]]:
        """Each address of the page with the HTML there."""
        for address in page.addresses:
            folders = (self.output / address, self.output / "docs" / address)  # Docusaurus keeps the folder's name
            files = (file for folder in folders for file in (folder / "index.html", folder.with_suffix(".html")))
            yield from ((address, file) for file in files if file.is_file())


def _entries(items: Any, section: str) -> Iterator[Entry]:
    for item in items:
        for title, to in item.items() if isinstance(item, dict) else [("", item)]:
            if isinstance(to, list):
                yield from _entries(to, title)
            elif "://" not in to:
                yield Entry(title, to, section)
