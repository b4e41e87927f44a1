"""What pytest collects: the items of each example.toml, one a way to run the example, and those of asrun.toml.

An id is a path and a way: `snippets/authentication/first-request/example.toml::curl in zsh`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from asrun import ROOT
from asrun.api import Api
from asrun.contract import Contract
from asrun.derived.files import check as stale
from asrun.examples.example import Example, example_folders, load_example, mistake
from asrun.examples.forms import forms
from asrun.examples.forms import judge as harm
from asrun.examples.pool import Runs
from asrun.examples.runs import Case, Outcome, at_homes, cases, needed
from asrun.examples.terminal import shells
from asrun.examples.verdict import agree, judge, recorded, unclaimed
from asrun.finding import Finding
from asrun.pages.tally import check_mutation
from asrun.project import load_api
from asrun.report import report
from asrun.settings import FILE, SNIPPETS, glimpse_settings, project_settings
from asrun.text import FileError, glimpse_toml

if TYPE_CHECKING:
    from asrun.pages.site import Site

TABLE = "example.toml"
WITHOUT_TABLE = "every example has its table"
BELONG = "every request belongs to a run"


class Check(pytest.Function):
    """A check of the file that it is collected from; `cases` are the runs that it looks at."""

    cases: Sequence[Case] = ()

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name


@cache
def loaded(folder: Path) -> Example:
    """The example in a folder, one object for all tests, so that each case is run once. Raises FileError."""
    return load_example(folder, load_api(ROOT))


def every_example() -> list[Example]:
    """The examples of the project that have no mistake in them, in order of name."""
    found = []
    for table in sorted(ROOT.glob(f"{SNIPPETS}/*/*/{TABLE}")):
        with suppress(FileError):
            found.append(loaded(table.parent))
    return found


class ExampleFile(pytest.File):
    """The checks of one example."""

    def collect(self) -> Iterator[pytest.Item]:
        try:
            example = loaded(self.path.parent)
        except FileError as error:
            yield check(self, "whole", partial(list, [mistake(error, ROOT)]))
            return
        for case in cases(example, shells()):
            yield check(self, case.way(case.language.name), partial(_as_stated, [case]), needed(case))
        if plain := needed(example):
            if len(plain) > 1:
                yield check(self, "tabs send the same", partial(_of_all, agree, plain), plain)
            if example.fields is not None:
                yield check(self, "response is as recorded", partial(_of_all, recorded, plain), plain)
        if its := at_homes(example):
            every = check(self, "works at every home", partial(_as_stated, its), [*plain, *its])
            if not example.homes:
                every.add_marker("check")
            yield every


class ProjectFile(pytest.File):
    """The checks that look at all examples."""

    def collect(self) -> Iterator[pytest.Item]:
        folders = [path for path in example_folders(ROOT) if not (path / TABLE).exists()]
        yield check(self, WITHOUT_TABLE, partial(_without_table, folders))
        yield check(self, "every text of the contract is up to date", lambda contract: stale(ROOT, contract))
        examples = every_example()
        every = [case for example in examples for case in cases(example, shells())]
        yield check(self, BELONG, partial(_belong_to_runs, every), every)
        for form in forms():
            yield check(self, f"{form.name} harms no home", partial(harm, form))
        settings = glimpse_settings(ROOT)
        if "claims" in settings:
            yield check(self, "every claim is proved", _claims)
        if tally := glimpse_toml(ROOT / "asrun-mutants.toml").get("tally"):
            yield check(self, "the tally of mutants adds up", partial(check_mutation, ROOT, tally))
        for picture in settings.get("pictures", {}):
            drawn = check(self, f"{picture} is as drawn", partial(_is_as_drawn, picture))
            drawn.add_marker("check")
            yield drawn
        if settings.keys() & {"site", "agree", "steps", "copies"}:
            # A test of one example needs no parser of HTML.
            from asrun.copies.ledger import check_copies  # noqa: PLC0415
            from asrun.pages.checks import AGREE, CHECKS  # noqa: PLC0415
            from asrun.pages.lists import check_steps  # noqa: PLC0415

            on = dict(CHECKS) if "site" in settings else {}
            if "steps" in settings:
                on["every ordered list is performed"] = check_steps
            if settings.get("copies"):
                on["every copy says what its page says"] = check_copies
            for key in (key for key, is_on in settings.get("agree", {}).items() if is_on):
                on |= AGREE.get(key, {})
            for name, its_judge in on.items():
                yield check(self, name, its_judge)


def collected(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The checks of a file, where it is one of the project that has any."""
    if path == ROOT / FILE:
        return ProjectFile.from_parent(parent, path=path)
    if path.name == TABLE and path.parents[2] == ROOT / SNIPPETS:
        return ExampleFile.from_parent(parent, path=path)
    return None


def group(node_id: str) -> str:
    """The tests of examples belong together, as each process would run their programs anew."""
    file, _, name = node_id.partition("::")
    return TABLE if Path(file).name == TABLE or name == BELONG else node_id


def check(
    parent: pytest.Collector, name: str, judge: Callable[..., Iterable[Finding]], its: Sequence[Case] = ()
) -> Check:
    """The item that reports what `judge` finds, whose parameters are fixtures."""

    def holds(**fixtures: object) -> None:
        report(judge(**fixtures))

    holds.__signature__ = signature(judge)  # type: ignore[attr-defined] # pytest reads it
    made: Any = Check.from_parent(parent, name=name, callobj=holds)
    made.cases = its
    return made  # type: ignore[no-any-return]


def _without_table(folders: Sequence[Path]) -> Iterator[Finding]:
    for folder in folders:
        try:
            loaded(folder)
        except FileError as error:
            yield mistake(error, ROOT)


def _as_stated(its: Sequence[Case], runs: Runs) -> Iterator[Finding]:
    return (finding for case in its for finding in judge(runs[case], plain=runs[case.plain]))


def _of_all(judge: Callable[[Sequence[Outcome]], list[Finding]], plain: Sequence[Case], runs: Runs) -> list[Finding]:
    return judge([runs[case] for case in plain])


def _claims(contract: Contract) -> Iterator[Finding]:
    from asrun.claims.check import check_claims  # noqa: PLC0415 # which needs a stemmer

    return check_claims(ROOT, project_settings(ROOT), contract.constants, contract.fields)


def _is_as_drawn(picture: str, api: Api, site: "Site") -> Iterator[Finding]:
    from asrun.pictures import check_picture  # noqa: PLC0415 # which reads HTML, too

    return check_picture(picture, api, site)


def _belong_to_runs(every: Sequence[Case], runs: Runs) -> list[Finding]:
    runs.start(every)
    for case in every:
        runs[case]
    return unclaimed(runs.server.unattributed)
