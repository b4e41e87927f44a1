"""One run of one example in one of its ways, from its program to all that it showed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from asrun import ROOT
from asrun.examples.example import Example
from asrun.examples.homes import EMPTY, Home, homes
from asrun.examples.languages import CURL, PYTHON, REQUEST, Language
from asrun.examples.packages import NODE_MODULES, installed
from asrun.examples.process import LIMIT, Ended, Workplace, execute, workplace
from asrun.examples.raw import send
from asrun.examples.terminal import paste, shells
from asrun.journal import Exchange
from asrun.settings import SNIPPETS
from asrun.text import glimpse
from asrun.transport.faults import diverted
from asrun.transport.server import MockServer

BASH = "bash: "
"""How bash begins a message in a terminal, where readers see it; in a script it begins with the file and the line."""

Execute = Callable[..., Ended]
"""What runs a program as process.execute does, with the same arguments."""

_METER = re.compile(r"^ +% Total .*\n +Dload .*\n(?:\r[^\r\n]*)+\n", re.MULTILINE)
"""What curl shows of its progress, with times, where its output is no terminal."""
_AS_RECORDED = {
    r"(?<=\(_ssl\.c:)\d+": "1000",  # a line of Python's own source
    r"; if the root CA is installed locally, try running Node\.js with --use-system-ca": "",  # from Node.js 24 on
    r"\[Errno 61\]": "[Errno 111]",  # on macOS, as the next one
    r"\[Errno 8\] nodename nor servname provided, or not known": "[Errno -2] Name or service not known",
}
"""What releases and operating systems word differently, and how it's recorded."""
_SCRIPT = re.compile(rf"^{re.escape(CURL.file)}: line \d+: ", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """A program of an example: run as a program, pasted into a `shell`, or with another HTTP `library`; at a `home`."""

    example: Example
    language: Language
    shell: str = ""
    library: str = ""
    home: Home = EMPTY

    @property
    def plain(self) -> "Case":
        """The unchanged program in a process of its own, which the other ways are compared with."""
        return Case(self.example, self.language)

    @property
    def id(self) -> str:
        return f"{self.example.name}[{self.way(self.language.name)}]"

    @property
    def tab(self) -> str:
        return self.way(self.language.label)

    @property
    def runs_on(self) -> str:
        """What homes matter to: the shell, the library or the language."""
        return self.shell or self.library or self.language.name

    def way(self, language: str) -> str:
        way = (f" in {self.shell}" if self.shell else "") + (f" with {self.library}" if self.library else "")
        return language + way + (f" (home: {self.home.name})" if self.home.name else "")


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a run showed. Keys in it are masked, as they are in the journal."""

    case: Case
    ended: Ended
    exchanges: tuple[Exchange, ...]
    refused: tuple[str, ...]


def cases(example: Example, shells: Sequence[str]) -> list[Case]:
    """Every way in which the example must be run. A terminal makes no difference to a fault."""
    if example.proved_by:
        return []
    found = [Case(example, language) for language in example.languages]
    if CURL in example.languages and not example.fault:
        found += [Case(example, CURL, shell=shell) for shell in shells]
    return found + [Case(example, PYTHON, library=library) for library in example.libraries]


def at_homes(example: Example) -> list[Case]:
    """The example's programs at each home that matters to them. Those that end in a failure may do so before."""
    if example.proved_by or example.fault or any(example.exits.values()):
        return []
    ways = cases(example, shells())
    return [replace(case, home=home) for home in homes() for case in ways if case.runs_on in home.matters_to]


def needed(subject: Case | Example) -> list[Case]:
    """The cases that a test of an example, or of a case, must see."""
    if isinstance(subject, Case):
        return [subject.plain, subject]
    return [] if subject.proved_by else [Case(subject, language) for language in subject.languages]


def run(case: Case, server: MockServer, *, limit: float = LIMIT, execute: Execute = execute) -> Outcome:
    """Runs the case against a fresh sandbox, for at most `limit` seconds."""
    example, fault = case.example, case.example.fault or ""
    faults = [server.faults[fault]] if fault in server.faults else []
    opened = server.open_run(faults)
    environment = diverted(fault, case.home.variables({**example.environment, **opened.environment}))
    try:
        ended = _run(case, server, environment, limit, execute)
    finally:
        opened.close()
    mask = server.api.mask
    ended = replace(ended, output=mask(ended.output), errors=mask(ended.errors))
    return Outcome(case, ended, tuple(opened.sandbox.journal.exchanges), tuple(opened.refused))


def _run(case: Case, server: MockServer, environment: Mapping[str, str], limit: float, execute: Execute) -> Ended:
    program = case.example.program(case.language)
    if case.language is REQUEST:
        return send(program.decode(), server.api.contract.origins[0], environment, limit)
    if case.library:
        program = re.sub(rb"\bhttpx\b", case.library.encode(), program)
    with workplace(case.language.file, program, case.example.files, case.home.folder, server.wall) as made:
        place = case.home.settled(made, environment)
        if case.shell:
            return paste(case.home.starts(case.shell), environment, place, limit=limit)
        settings = case.language.settings()
        if place.wall:
            for name in case.language.caches:
                place.wall.open(Path(settings[name]))
        environment = {**environment, **settings, **_packages(case.language, place)}
        ended = _execute(case.language, environment, place, limit, execute)
        here = f"{place.program.parent}/"  # another one in each run
        ended = replace(ended, output=ended.output.replace(here, ""), errors=ended.errors.replace(here, ""))
    for words, recorded in _AS_RECORDED.items():
        ended = replace(ended, errors=re.sub(words, recorded, ended.errors))
    if case.language is CURL:
        errors = _SCRIPT.sub(BASH, ended.errors)
        return replace(ended, errors=errors if _keeps_curl_silent() else _METER.sub("", errors))
    return ended


@cache
def _keeps_curl_silent() -> bool:
    """Whether most of the project's cURL programs are silent: another's progress, with its times, is a mistake then."""
    programs = [glimpse(file) for file in ROOT.glob(f"{SNIPPETS}/*/*/{CURL.file}")]
    return 2 * sum(re.search(r"\s-(-silent|\w*s)", each) is not None for each in programs) > len(programs)


def _packages(language: Language, place: Workplace) -> dict[str, str]:
    """The variable by which the program finds its packages; Node finds them above it."""
    if not language.packages:
        return {}
    folder = installed(language)
    if (folder / NODE_MODULES).exists():
        (place.folder / NODE_MODULES).symlink_to(folder / NODE_MODULES)
    return {language.packages_in: str(folder)} if language.packages_in else {}


def _execute(
    language: Language, environment: Mapping[str, str], place: Workplace, limit: float, execute: Execute
) -> Ended:
    """Builds the program, where it must be built, and runs it. One that does not build has ended with that."""
    if language.prepare:
        built = execute(language.prepare, environment, place, limit=limit)
        if built.status != 0:
            return built
        place = place.with_files(built.files)
    return execute(language.command, environment, place, limit=limit)
