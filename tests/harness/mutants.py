"""Mutants: mistakes in the mock or in the harness, each with the test that finds it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from tests.harness import ROOT
from tests.harness.text import read_toml
from tests.harness.trials import Edit, Trial


@dataclass(frozen=True)
class Mutant:
    """`old` stands once in a `module` of `sources` and becomes `new`; then `test`, a `<module>::<name>`, fails."""

    mistake: str
    sources: str
    tests: str
    module: str
    old: str
    new: str
    test: str
    besides: tuple[Edit, ...] = field(default=())

    @property
    def node(self) -> str:
        module, _, name = self.test.partition("::")
        return f"{self.tests}/test_{module}.py::{name}"

    @property
    def trial(self) -> Trial:
        mistake = Edit(f"{self.sources}/{self.module}.py", self.old, self.new)
        return Trial((mistake, *self.besides), ("-x", self.node))


def mutants(table: Path, sources: str, *besides: Edit) -> list[Mutant]:
    """The mutants of a table below the folder of its tests: `[[<module>]]` with mistake, old, new and test."""
    tests = table.parent.relative_to(ROOT).as_posix()
    return [
        Mutant(module=module, sources=sources, tests=tests, besides=besides, **each)
        for module, mistakes in read_toml(table).items()
        for each in mistakes
    ]


def selected(request: pytest.FixtureRequest) -> list[Mutant]:
    """The mutants of the selected tests of a module."""
    return [
        cast(Mutant, item.callspec.params["mutant"])
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.module is request.module and hasattr(item, "callspec")
    ]
