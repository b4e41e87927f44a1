"""What the pages say: each sentence with the claims that come closest to it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from asrun.claims.comments import of_comments
from asrun.claims.lexicon import Lexicon
from asrun.claims.meaning import Meaning
from asrun.claims.register import Claim, claims, reasons
from asrun.claims.sentences import Sentence, of_contract, of_markdown
from asrun.text import glimpse

Bound = Sequence[tuple[Claim, Meaning]]
T = TypeVar("T")


class Said(NamedTuple):
    """A sentence, and of the claims that agree with it those that come closest, empty for none."""

    sentence: Sentence
    meaning: Meaning
    claims: frozenset[Claim]

    @property
    def page(self) -> str:
        return self.sentence.where.rpartition(":")[0]

    @property
    def place(self) -> str:
        """The page, and what the sentence is beside there."""
        beside = re.sub("[`*:]", "", self.sentence.beside)
        return f"{self.page}, {beside}" if beside else self.page

    @property
    def line(self) -> tuple[str, str]:
        return self.place, self.sentence.text

    def in_other_parts(self, lexicon: Lexicon) -> Iterator[Meaning]:
        """What it means with the sentence before or after it, and what each of its parts does."""
        return map(lexicon.meaning, (*self.sentence.near, *chain(*self.sentence.divided)))


class Reading:
    """The claims of a project, and what its pages, its contract and its comments say of them.

    `settings` are those of asrun.toml; `names` are the constants of the contract, and `fields` its fields. Raises
    FileError for a figure that is not there.
    """

    def __init__(
        self, project: Path, settings: Mapping[str, Any], names: Iterable[str], fields: Iterable[str] = ()
    ) -> None:
        self.lexicon = Lexicon(names, settings["claims"].get("words"), fields)
        self.bound = [(claim, self.lexicon.meaning(claim.text)) for claim in claims(project, settings)]
        others = ((claim, self.lexicon.meaning(claim.text)) for claim in reasons(project, settings))
        self.known = [*self.bound, *others]
        self.every = list(_said(sentences(project, settings), self.lexicon, self.known))


def _said(sentences: Iterable[Sentence], lexicon: Lexicon, known: Bound) -> Iterator[Said]:
    for sentence in sentences:
        meaning = lexicon.meaning(sentence.text)
        closest = _closest(meaning, known)
        if meaning.is_claim and not closest:
            closest = _put_differently(sentence, lexicon, known)
        yield Said(sentence, meaning, closest)


def _closest(meaning: Meaning, known: Bound) -> frozenset[Claim]:
    agreeing = [(shared(meaning, its), claim) for claim, its in known if meaning.agrees(its)]
    most = max((likeness for likeness, _ in agreeing), default=0)
    return frozenset(claim for likeness, claim in agreeing if likeness == most)


def _put_differently(sentence: Sentence, lexicon: Lexicon, known: Bound) -> frozenset[Claim]:
    """The claims of a sentence that was joined with the one before or after it, or of each of its parts."""
    for texts in (*((text,) for text in sentence.near), *sentence.divided):
        found = [(meaning.is_claim, _closest(meaning, known)) for meaning in map(lexicon.meaning, texts)]
        if all(closest for is_claim, closest in found if is_claim) and any(closest for _, closest in found):
            return frozenset[Claim]().union(*(closest for _, closest in found))
    return frozenset()


def sentences(project: Path, settings: Mapping[str, Any]) -> Iterator[Sentence]:
    """The sentences of the pages, of the contract, of what `also` names, and of the comments in `comments`."""
    others = [project / name for name in settings["claims"].get("also", ())]
    for page in sorted([*(project / "docs").rglob("*.md"), *others]):
        yield from of_markdown(page.relative_to(project).as_posix(), glimpse(page))
    for pattern in settings["claims"].get("comments", ()):
        for program in sorted(project.glob(pattern)):
            yield from of_comments(program.relative_to(project).as_posix(), glimpse(program))
    yield from of_contract(project / settings["contract"], settings["contract"])


def nearest(meaning: Meaning, others: Sequence[tuple[T, Meaning]]) -> T | None:
    """The one whose meaning has most in common with this one, if that is half of both."""
    likeness, found = max(((shared(meaning, its), index) for index, (_, its) in enumerate(others)), default=(0, 0))
    return others[found][0] if likeness >= 0.5 else None


def shared(one: Meaning, other: Meaning) -> float:
    """How much two have in common; a number is like any other one."""
    mine, its = ({re.sub(r"^=?[0-9]+", "=0", token) for token in (*each.tokens, *each.words)} for each in (one, other))
    return len(mine & its) / len(mine | its or {""})
