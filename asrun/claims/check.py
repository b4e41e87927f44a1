"""Every sentence that claims something says what a claim says, and each claim is on a page."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from asrun.claims import repeated
from asrun.claims.meaning import Meaning
from asrun.claims.register import Claim
from asrun.claims.said import Bound, Reading, nearest
from asrun.claims.sentences import DESCRIPTION, Sentence
from asrun.finding import Finding, quote
from asrun.settings import FILE
from asrun.text import FileError


def check_claims(
    project: Path, settings: Mapping[str, Any], names: Iterable[str], fields: Iterable[str] = ()
) -> Iterator[Finding]:
    """Compares the sentences of pages and contract with the claims, in both directions.

    `settings` are those of asrun.toml; `names` are the constants of the contract, and `fields` its fields.
    """
    try:
        read = Reading(project, settings, names, fields)
    except FileError as error:
        yield error.finding(project)
        return
    claims = [each for each in read.every if each.meaning.is_claim and not each.claims]
    claims = [each for each in claims if each.sentence.beside != DESCRIPTION]  # only repeats its page
    unbound = {each.sentence: each.meaning for each in claims if each.page not in settings["claims"].get("without", ())}
    for sentence, meaning in unbound.items():
        yield _unbound(sentence, meaning, read.known)
    yield from (finding for sentence, finding in repeated.check(project, read) if sentence not in unbound)
    said = set[Claim]().union(*(each.claims for each in read.every))
    if lost := [(claim, its) for claim, its in read.bound if claim not in said]:
        parts = [meaning for each in read.every for meaning in each.in_other_parts(read.lexicon)]
        said.update(claim for claim, its in lost if any(each.agrees(its) for each in parts))
    found = [(each.sentence, each.meaning) for each in read.every]
    for claim, meaning in read.bound:
        if claim not in said and (near := nearest(meaning, found)) not in unbound:
            yield _unsaid(claim, near)


def _unbound(sentence: Sentence, meaning: Meaning, bound: Bound) -> Finding:
    fix = f"let the test that provokes it say it (pytest.mark.says), or the example that shows it (says), or {FILE}"
    actual = f"{quote(sentence.text)}, which means {quote(str(meaning))}"
    if near := nearest(meaning, bound):
        expected = f"{quote(near.text)}, as {near.where} says"
        return Finding(where=sentence.where, expected=expected, actual=actual, fix=f"correct it, or {fix}")
    return Finding(where=sentence.where, expected="a claim that says so", actual=actual, fix=fix)


def _unsaid(claim: Claim, near: Sentence | None) -> Finding:
    expected, actual = f"a page that says {quote(claim.text)}", quote(near.text) if near else "none"
    fix = "correct the page, or remove the claim"
    return Finding(where=near.where if near else "", file=claim.where, expected=expected, actual=actual, fix=fix)
