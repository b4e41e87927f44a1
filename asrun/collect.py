"""What pytest collects: the items of each example.toml, one a way to run the example, and those of asrun.toml.

An id is a path and a way: `snippets/authentication/first-request/example.toml::curl in zsh`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from asrun import ROOT
from asrun.api import Api
from asrun.claims.check import check_claims
from asrun.contract import Contract
from asrun.derived.files import check as stale
from asrun.examples.example import Example, example_folders, load_example, mistake
from asrun.examples.forms import Form, forms
from asrun.examples.forms import judge as harm
from asrun.examples.pool import Runs
from asrun.examples.runs import Case, Outcome, at_homes, cases, needed
from asrun.examples.terminal import shells
from asrun.examples.verdict import agree, judge, recorded, unclaimed
from asrun.finding import Finding
from asrun.project import load_api
from asrun.report import report
from asrun.settings import FILE, SNIPPETS, glimpse_settings, project_settings
from asrun.text import FileError, glimpse_toml

if TYPE_CHECKING:
    from asrun.pages.site import Site

TABLE = "example.toml"


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
            yield check(self, "whole", partial(report, [mistake(error, ROOT)]))
            return
        for case in cases(example, shells()):
            yield check(self, case.way(case.language.name), partial(_runs_as_stated, case), needed(case))
        if plain := needed(example):
            if len(plain) > 1:
                yield check(self, "tabs send the same", partial(_judged, agree, plain), plain)
            if example.fields is not None:
                yield check(self, "response is as recorded", partial(_judged, recorded, plain), plain)
        if its := at_homes(example):
            every = check(self, "works at every home", partial(_works_at_every_home, its), [*plain, *its])
            if not example.homes:
                every.add_marker("check")
            yield every


class ProjectFile(pytest.File):
    """The checks that look at all examples."""

    def collect(self) -> Iterator[pytest.Item]:
        folders = [path for path in example_folders(ROOT) if not (path / TABLE).exists()]
        yield check(self, "every example has its table", partial(_every_example_has_its_table, folders))
        yield check(self, "every text of the contract is up to date", _every_text_is_up_to_date)
        examples = every_example()
        every = [case for example in examples for case in cases(example, shells())]
        yield check(self, "every request belongs to a run", partial(_every_request_belongs_to_a_run, every), every)
        for form in forms():
            yield check(self, f"{form.name} harms no home", partial(_harms_no_home, form))
        settings = glimpse_settings(ROOT)
        if "claims" in settings:
            yield check(self, "every claim is proved", _every_claim_is_proved)
        if tally := glimpse_toml(ROOT / "asrun-mutants.toml").get("tally"):
            yield check(self, "the tally of mutants adds up", partial(_adds_up, tally))
        for picture in settings.get("pictures", {}):
            drawn = check(self, f"{picture} is as drawn", partial(_is_as_drawn, picture))
            drawn.add_marker("check")
            yield drawn
        if settings.keys() & {"site", "agree", "steps"}:
            from asrun.pages.checks import AGREE, CHECKS, performs_steps  # noqa: PLC0415 # a test of one example needs no parser of HTML

            its = dict(CHECKS) if "site" in settings else {}
            if "steps" in settings:
                its["every ordered list is performed"] = performs_steps
            for key in (key for key, is_on in settings.get("agree", {}).items() if is_on):
                its |= AGREE[key]
            for name, function in its.items():
                yield check(self, name, function)


def collected(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The checks of a file, where it is one of the project that has any."""
    if path == ROOT / FILE:
        return ProjectFile.from_parent(parent, path=path)
    if path.name == TABLE and path.parents[2] == ROOT / SNIPPETS:
        return ExampleFile.from_parent(parent, path=path)
    return None


def check(parent: pytest.Collector, name: str, function: Callable[..., None], its: Sequence[Case] = ()) -> Check:
    made: Any = Check.from_parent(parent, name=name, callobj=function)
    made.cases = its
    return made  # type: ignore[no-any-return]


def _every_example_has_its_table(folders: Sequence[Path]) -> None:
    findings = []
    for folder in folders:
        try:
            loaded(folder)
        except FileError as error:
            findings.append(mistake(error, ROOT))
    report(findings)


def _every_text_is_up_to_date(contract: Contract) -> None:
    report(stale(ROOT, contract))


def _runs_as_stated(case: Case, runs: Runs) -> None:
    report(judge(runs[case], plain=runs[case.plain]))


def _judged(judge: Callable[[Sequence[Outcome]], list[Finding]], plain: Sequence[Case], runs: Runs) -> None:
    report(judge([runs[case] for case in plain]))


def _works_at_every_home(its: Sequence[Case], runs: Runs) -> None:
    report(finding for case in its for finding in judge(runs[case], plain=runs[case.plain]))


def _every_claim_is_proved(contract: Contract) -> None:
    report(check_claims(ROOT, project_settings(ROOT), contract.constants))


def _harms_no_home(form: Form) -> None:
    report(harm(form))


def _adds_up(tally: str) -> None:
    from asrun.pages.tally import check_mutation  # noqa: PLC0415 # which few tests need

    report(check_mutation(ROOT, tally))


def _is_as_drawn(picture: str, api: Api, site: "Site") -> None:
    from asrun.pictures import check_picture  # noqa: PLC0415 # which reads HTML, too

    report(check_picture(picture, api, site))


def _every_request_belongs_to_a_run(every: Sequence[Case], runs: Runs) -> None:
    runs.start(every)
    for case in every:
        runs[case]
    report(unclaimed(runs.server.unattributed))
