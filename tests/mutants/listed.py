"""The mutants that may survive, each with its reason: the tables of survivors.toml."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from asrun import ROOT
from asrun.text import read_toml
from tests.mutants.mutants import Mutant

TABLE = Path(__file__).with_name("survivors.toml")


@dataclass(frozen=True)
class Listed:
    """Mutants of the files that the pattern `file` matches. `was` and `becomes` are the first line that differs."""

    file: str
    was: str
    becomes: str
    reason: str

    def names(self, mutant: Mutant) -> bool:
        file = mutant.file.relative_to(ROOT).as_posix()
        return fnmatchcase(file, self.file) and (self.was, self.becomes) == (mutant.was, mutant.becomes)


def listed(table: Path = TABLE) -> list[Listed]:
    return [Listed(**each) for each in read_toml(table)["survivor"]]


def findings(survivors: Iterable[Mutant], killed: Mapping[Mutant, str], known: Iterable[Listed]) -> Iterator[str]:
    """One line for each mutant that survives unlisted, and for each that is listed and is killed, by what is said."""
    known = list(known)
    for mutant in survivors:
        if not any(each.names(mutant) for each in known):
            fix = f"check what it breaks, remove what does not matter, or list it in {TABLE.name}"
            yield f"{described(mutant)} survives. Fix: {fix}."
    for mutant, said in killed.items():
        if any(each.names(mutant) for each in known):
            yield f"{described(mutant)} is killed: {said}. Fix: remove it from {TABLE.name}."


def described(mutant: Mutant) -> str:
    where = f"{mutant.file.relative_to(ROOT).as_posix()}:{mutant.line}"
    return f"{where}: {mutant.operator}: {mutant.was!r} as {mutant.becomes!r}"
