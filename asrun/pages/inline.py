"""Code in backticks: on pages, what looks like a part of the API must be in the contract, and all the rest be known.

In a text beside the pages, such as a README, that and each command of its fences for a shell may be the project's own.
"""

import json
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from asrun.__main__ import COMMANDS
from asrun.contract import METHODS
from asrun.examples.example import Example
from asrun.examples.recording import phrase
from asrun.finding import Finding, quote
from asrun.pages.markdown import fences, prose
from asrun.pages.site import Page, Site
from asrun.references import mappings
from asrun.settings import FILE, SNIPPETS
from asrun.text import glimpse, read_text

CHOSEN = re.compile(r"<|…|\bmy-|\bpath/to/")
"""What a path has that readers replace with their own."""


class Commands:
    """The commands that work in a project's folder."""

    def __init__(self, project: Path) -> None:
        self._project, self._makefile = project, glimpse(project / "Makefile")
        self._targets = set(re.findall(r"^([\w-]+):", self._makefile, re.MULTILINE))

    def has(self, text: str) -> bool:
        """Whether it is a command all of whose parts exist."""
        match text.split():
            case ["make", *words]:
                return bool(words) and all(map(self._is_of_make, words))
            case ["asrun" | ".venv/bin/asrun", *words] | ["python" | ".venv/bin/python", "-m", "asrun", *words]:
                return self._is_of_asrun(words)
            case ["python" | ".venv/bin/python", "-m", module, *words]:
                return (self._project / module).is_dir() and self._exist(words, self._project / module)
            case [program, *words] if program.startswith(".venv/bin/"):
                return (Path(sys.executable).parent / Path(program).name).exists() and self._exist(words)
        return False

    def _is_of_make(self, word: str) -> bool:
        name, equals, _ = word.partition("=")
        return bool(re.search(rf"\b{re.escape(name)}\b", self._makefile)) if equals else name in self._targets

    def _is_of_asrun(self, words: Sequence[str]) -> bool:
        if not words or words[0] == "COMMAND":
            return True
        module = COMMANDS.get(words[0], ("", ""))[0]
        source = glimpse(Path(__file__).parents[2] / f"{module.replace('.', '/')}.py")
        options = {word for word in words[1:] if word.startswith("--")} - {"--help"}
        return bool(module) and all(f'"{option}"' in source for option in options)

    def _exist(self, words: Sequence[str], *folders: Path) -> bool:
        """Whether each path is there, in the project or as a module of a folder."""
        paths = [word for word in words if "/" in word and not CHOSEN.search(word)]
        parts = [word for word in words if folders and word.isidentifier()]
        return all((self._project / path).exists() for path in paths) and all(
            (folder / f"{part}.py").exists() for part in parts for folder in folders
        )


PROSE = ("description", "summary", "title")
"""The members of an OpenAPI document whose texts define no word."""

SOURCES = {".cjs", ".js", ".json", ".mjs", ".py", ".sh", ".toml", ".yaml", ".yml"}
PROGRAMS = ("make", "asrun", "python", ".venv/bin/python")


class Known:
    """All that inline code may name.

    `words` are the names of properties, parameters and schemas, and every value outside of prose, as text.
    """

    def __init__(
        self,
        project: Path,
        contract: Mapping[str, Any],
        examples: Iterable[Example],
        terms: Mapping[str, Collection[str]],
        names: Iterable[str] = (),
    ) -> None:
        """`contract` as it was loaded; `terms` are names by where they come from; `names` are any others."""
        # What a page includes as Markdown is the contract's.
        snippets = [path for path in sorted((project / SNIPPETS).rglob("*.*")) if path.suffix != ".md"]
        settings = (project / FILE, project / "mkdocs.yml")
        self._project, self._text = project, "\n".join(map(glimpse, (*snippets, *settings)))
        self.words, self.fields = set(_words(contract)), {"Authorization", "Content-Type", *_fields(contract)}
        paths = contract["paths"].items()
        self.operations = [f"{method.upper()} {path}" for path, item in paths for method in item if method in METHODS]
        self.terms = {term for each in terms.values() for term in each}
        self.constants = {name for each in examples for name in (*each.environment, *each.placeholders)}
        self.constants |= self.terms | {*names, *(path.name for path in snippets)}
        self.commands = Commands(project)

    def says(self, text: str) -> bool:
        """Whether the programs, recordings and settings of the examples say it, or the project's, as whole words."""
        return has_word(self._text, text)

    def has(self, text: str) -> bool:
        """Whether anything defines it: the contract, an example, the settings, a list, a file, a command."""
        return (
            text in self.words | self.fields | self.constants
            or set(text.replace("[]", "").split(".")) <= self.words
            or self.says(text)
            or (self._project / text).exists()
            or self.commands.has(text)
            or self._is_setting(text)
            or self._is_form_of_path(text)
        )

    def _is_setting(self, text: str) -> bool:
        """Whether it gives a variable of a command a value, or several, that are known."""
        values = text.partition("=")[2]
        return bool(values) and self.commands.has(f"make {text}") and all(map(self.has, values.split(",")))

    def _is_form_of_path(self, text: str) -> bool:
        """Whether it is a path in a folder that is there, in which readers replace a part."""
        folder, slash, rest = text.partition("/")
        return bool(slash and CHOSEN.search(rest)) and (self._project / folder).is_dir()

    def has_any(self, text: str) -> bool:
        """Whether it is any of the RULES below, whatever it looks like."""
        return any(re.fullmatch(form, text) and is_known(self, text) for form, is_known in RULES.values())

    def has_status(self, text: str) -> bool:
        status, _, name = text.partition(" ")
        return status in self.words and name in ("", phrase(int(status)))

    def has_time(self, text: str) -> bool:
        with suppress(ValueError):
            return datetime.fromisoformat(text).tzinfo is not None
        return False

    def has_path(self, text: str) -> bool:
        asked = text.partition("?")[0]
        forms = [re.sub(r"\\{\w+\\}", r"[\\w{}]+", re.escape(operation)) for operation in self.operations]
        return any(re.fullmatch(form, asked) or re.fullmatch(form.partition(r"\ ")[2], asked) for form in forms)

    def has_field_line(self, text: str) -> bool:
        name, _, value = text.partition(": ")
        return name in self.fields and (self.says(text) or value in self.words)

    def has_member(self, text: str) -> bool:
        try:
            return set(json.loads(f"{{{text}}}")) <= self.words
        except ValueError:
            return False


RULES: Mapping[str, tuple[str, Callable[[Known, str], bool]]] = {
    "an error code or a variable": (
        r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+",
        lambda known, text: text in known.words | known.constants,
    ),
    "a status": (r"[1-5]\d\d( [A-Z][A-Za-z -]+)?", Known.has_status),
    "a time": (r"\d{4}-\d\d-\d\dT\S*", Known.has_time),
    "a path": (rf"(({'|'.join(METHODS).upper()}) )?/\S*", Known.has_path),
    "a header field": (r"[A-Z][A-Za-z]*(-[A-Z][A-Za-z]*)+", lambda known, text: text in known.fields),
    "a header field with its value": (r"[A-Z][A-Za-z-]*: .+", Known.has_field_line),
    "a member of an object of the contract": (r'"\w+": .+', Known.has_member),
    "a package that a program imports": (
        r"pip install \w+",
        lambda known, text: known.says(f"import {text.removeprefix('pip install ')}"),
    ),
    "the start of a key or an id": (
        r"[a-z]+_([a-z]+_)?",
        lambda known, text: any(re.search(rf"(?<!\w){text}", word) for word in known.words),
    ),
    "a word of the contract, of an example, or of the terms": (r"(?s).+", Known.has),
}
"""What a text is taken for if the whole of it matches the pattern, the first that does; and whether it is known."""


def check_inline(site: Site, known: Known, table: str) -> Iterator[Finding]:
    """Looks up the inline code of every page, and the use of every term; `table` is the file that has the terms."""
    fix = f"correct its spelling, or the contract; add a name from elsewhere to {table}"
    for page in site.pages:
        for text in inline(page):
            kind, is_known = next((kind, its) for kind, (form, its) in RULES.items() if re.fullmatch(form, text))
            if not is_known(known, text):
                for number in [number for number, code in _in_backticks(page.markdown) if code == text] or [1]:
                    where, expected = page.where(number), f"{kind} that exists"
                    yield Finding(where=where, expected=expected, actual=f"`{text}`", fix=fix)
    for term in sorted(known.terms.difference(*map(inline, site.pages))):
        yield Finding(file=table, expected=f"a page that uses {quote(term)}", actual="none", fix="remove the term")


def inline(page: Page) -> list[str]:
    """The texts of a page's inline code, each once, in order."""
    return list(dict.fromkeys(code.get_text() for code in page.article.select("code") if not code.find_parent("pre")))


def check_texts(
    project: Path, names: Iterable[str], known: Known, about_others: Collection[str] = ()
) -> Iterator[Finding]:
    """Looks up the code in the texts with these names: whatever pages may name, what a source of the project says, and
    what the text's own fences say. Of texts `about_others`, whose examples are another project's, it looks up commands
    alone.
    """
    files = _sources(project)
    sources = "\n".join([*(file.relative_to(project).as_posix() for file in files), *map(glimpse, files)])
    for name in names:
        text = read_text(project / name)
        said = "\n".join([sources, *(fence.text for fence in fences(text))])
        yield from _nodes(project, name, text)
        for line, code in (*_in_backticks(text), *_commands(text)):
            is_checked = name not in about_others or code.split()[0] in PROGRAMS
            if is_checked and not _exists(code, known, said):
                expected, fix = "code that the project has", "correct its spelling"
                yield Finding(where=f"{name}:{line}", expected=expected, actual=quote(code), fix=fix)


def _nodes(project: Path, name: str, text: str) -> Iterator[Finding]:
    """The nodes of Mermaid's diagrams: a label has the name of its node in it, and its paths exist."""
    for fence in (each for each in fences(text) if each.language == "mermaid"):
        for number, line in enumerate(fence.text.splitlines(), fence.line + 1):
            for node, label in re.findall(r'\b(\w+)\["([^"]*)"\]', line):
                absent = [path for path in re.findall(r"[\w*./-]*/[\w*./-]*\w", label) if not [*project.glob(path)]]
                if absent or node not in label:
                    expected = "a path" if absent else f"a label with {node}, its node's name"
                    actual, fix = quote("".join(absent) or label), "correct it"
                    yield Finding(where=f"{name}:{number}", expected=expected, actual=actual, fix=fix)


def _in_backticks(markdown: str) -> list[tuple[int, str]]:
    """Each code in backticks that's on one line, with its line."""
    lines = prose(markdown)
    return [(number, code.strip()) for number, line in lines for _, code in re.findall(r"(`+)(.+?)\1(?!`)", line)]


def _commands(markdown: str) -> Iterator[tuple[int, str]]:
    """Each command in a fence for a shell, with its line."""
    for fence in fences(markdown):
        if fence.language in ("sh", "bash"):
            commands = (each.partition(" #")[0].strip() for each in fence.text.splitlines())
            yield from ((fence.line + number, command) for number, command in enumerate(commands, 1) if command)


def _exists(code: str, known: Known, said: str) -> bool:
    """Whether a command works, or each part of any other code is known."""
    first, *others = code.split()
    if others and first in PROGRAMS:
        return known.commands.has(code)
    parts = [part for part in re.split(r"""[\s"'{}\[\]()=]+|::""", code) if part]
    return known.has_any(code) or all(
        CHOSEN.search(part) or known.has_any(part) or has_word(said, part) for part in parts
    )


def _sources(project: Path) -> list[Path]:
    """The sources at the project's top and in its folders, but for those that git ignores and that are hidden."""
    ignored = {project / line.strip("/") for line in glimpse(project / ".gitignore").split()}
    tops = [top for top in sorted(project.iterdir()) if top.name[0] != "." and top not in ignored]
    files = [file for top in tops for file in (top.rglob("*") if top.is_dir() else [top])]
    found = [file for file in files if file.suffix in SOURCES or file.name == "Makefile"]
    return [file for file in found if ignored.isdisjoint(file.parents)]


def has_word(text: str, word: str) -> bool:
    """Whether a text has a word, or words, not as a part of another. Quick in a long text, as a literal comes first."""
    found = re.finditer(rf"{re.escape(word)}(?![\w-])", text)
    return any(not re.match(r"[\w-]", text[each.start() - 1 : each.start()]) for each in found)


def _fields(contract: Any) -> Iterator[str]:
    """The header fields of requests and responses; OpenAPI leaves two of them to other keywords."""
    for node in mappings(contract):
        yield from [node["name"]] if node.get("in") == "header" else node.get("headers", ())


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        yield from map(str, node)
        node = [value for key, value in node.items() if not (key in PROSE and isinstance(value, str))]
    if isinstance(node, list):
        for value in node:
            yield from _words(value)
    else:
        yield node if isinstance(node, str) else json.dumps(node, default=str)
