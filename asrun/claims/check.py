"""Every sentence that claims something says what a claim says, and each claim is on a page."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from asrun.claims.comments import of_comments
from asrun.claims.meaning import Lexicon, Meaning
from asrun.claims.register import Claim, claims, reasons
from asrun.claims.sentences import Sentence, of_contract, of_markdown
from asrun.finding import Finding, quote
from asrun.settings import FILE
from asrun.text import FileError, glimpse

Bound = Sequence[tuple[Claim, Meaning]]
T = TypeVar("T")


def check_claims(project: Path, settings: Mapping[str, Any], names: Iterable[str]) -> Iterator[Finding]:
    """Compares the sentences of pages and contract with the claims, in both directions.

    `settings` are those of asrun.toml, `names` those of the contract.
    """
    lexicon = Lexicon(names, settings["claims"].get("words"))
    try:
        bound = [(claim, lexicon.meaning(claim.text)) for claim in claims(project, settings)]
    except FileError as error:
        yield error.finding(project)
        return
    known = [*bound, *((claim, lexicon.meaning(claim.text)) for claim in reasons(project, settings))]
    left_out = tuple(settings["claims"].get("without", ()))
    said: set[Claim] = set()
    unbound: set[Sentence] = set()
    every = [(sentence, lexicon.meaning(sentence.text)) for sentence in sentences(project, settings)]
    for sentence, meaning in every:
        agreeing = _agreeing(meaning, known)
        if meaning.is_claim and not agreeing:
            agreeing = _put_differently(sentence, lexicon, known)
        said |= agreeing
        if meaning.is_claim and not agreeing and sentence.where.rpartition(":")[0] not in left_out:
            unbound.add(sentence)
            yield _unbound(sentence, meaning, known)
    if len(said) < len(bound):
        joined = [lexicon.meaning(text) for sentence, _ in every for text in sentence.near]
        said.update(claim for claim, its in bound if claim not in said and any(each.agrees(its) for each in joined))
    for claim, meaning in bound:
        if claim not in said and (near := _nearest(meaning, every)) not in unbound:
            yield _unsaid(claim, near)


def _agreeing(meaning: Meaning, known: Bound) -> set[Claim]:
    return {claim for claim, its in known if meaning.agrees(its)}


def _put_differently(sentence: Sentence, lexicon: Lexicon, known: Bound) -> set[Claim]:
    """The claims of a sentence that was joined with the one before or after it, or of each of its parts."""
    for text in sentence.near:
        if agreeing := _agreeing(lexicon.meaning(text), known):
            return agreeing
    parts = [_agreeing(meaning, known) for part in sentence.parts if (meaning := lexicon.meaning(part)).is_claim]
    return set().union(*parts) if all(parts) else set()


def sentences(project: Path, settings: Mapping[str, Any]) -> Iterator[Sentence]:
    """The sentences of the pages, of the contract, and of the comments in the programs that `comments` names."""
    for page in sorted((project / "docs").rglob("*.md")):
        yield from of_markdown(page.relative_to(project).as_posix(), glimpse(page))
    for pattern in settings["claims"].get("comments", ()):
        for program in sorted(project.glob(pattern)):
            yield from of_comments(program.relative_to(project).as_posix(), glimpse(program))
    yield from of_contract(project / settings["contract"], settings["contract"])


def _unbound(sentence: Sentence, meaning: Meaning, bound: Bound) -> Finding:
    fix = f"let the test that provokes it say it (pytest.mark.says), or the example that shows it (says), or {FILE}"
    actual = f"{quote(sentence.text)}, which means {quote(str(meaning))}"
    if near := _nearest(meaning, bound):
        expected = f"{quote(near.text)}, as {near.where} says"
        return Finding(where=sentence.where, expected=expected, actual=actual, fix=f"correct it, or {fix}")
    return Finding(where=sentence.where, expected="a claim that says so", actual=actual, fix=fix)


def _unsaid(claim: Claim, near: Sentence | None) -> Finding:
    expected, actual = f"a page that says {quote(claim.text)}", quote(near.text) if near else "none"
    fix = "correct the page, or remove the claim"
    return Finding(where=near.where if near else "", file=claim.where, expected=expected, actual=actual, fix=fix)


def _nearest(meaning: Meaning, others: Sequence[tuple[T, Meaning]]) -> T | None:
    """The one whose meaning has most in common with this one, if that is half of both."""
    likeness, found = max(((_likeness(meaning, its), index) for index, (_, its) in enumerate(others)), default=(0, 0))
    return others[found][0] if likeness >= 0.5 else None


def _likeness(one: Meaning, other: Meaning) -> float:
    """How much two have in common; a number is like any other one."""
    mine, its = ({re.sub(r"^=[0-9]+", "=0", token) for token in each.tokens} for each in (one, other))
    return len(mine & its) / len(mine | its or {""})
