"""What nothing but a list holds to its page: a claim that other sentences say too, and a sentence that nobody proves.

`record` writes the list, snippets/claims.txt, of a project that has one. A page that no longer says what is listed
there, in whatever words, is noticed. A claim of one sentence needs no line: nothing says it without that.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from asrun.claims.meaning import Lexicon
from asrun.claims.said import Reading, Said, nearest
from asrun.claims.sentences import Sentence
from asrun.finding import Finding, quote
from asrun.settings import SNIPPETS
from asrun.text import glimpse

LIST = f"{SNIPPETS}/claims.txt"
Line = tuple[str, str]
"""A page, and the text of a claim or of a sentence that it has."""


def write(project: Path, settings: Mapping[str, Any], names: Collection[str], fields: Collection[str] = ()) -> None:
    """Writes the list. Raises FileError for a figure that is not there."""
    every = Reading(project, settings, names, fields).every
    lines = chain(_claimed(every), ((each.page, each.sentence.text) for each in _unproved(every)))
    text = "".join(f"{page}: {text}\n" for page, text in sorted(lines))
    (project / LIST).write_text(text, encoding="utf-8", newline="\n")


def check(project: Path, read: Reading) -> Iterator[tuple[Sentence | None, Finding]]:
    """What a page of the list no longer says; gives the sentence that comes closest to it, too."""
    lines = glimpse(project / LIST).splitlines()
    listed = [(page, text) for page, _, text in (line.partition(": ") for line in lines)]
    texts = {claim.text for claim, _ in read.known}
    said = Counter(_claimed(read.every))
    lost = (Counter(line for line in listed if line[1] in texts) - said).elements()
    for page, text in (*lost, *_changed([line for line in listed if line[1] not in texts], read)):
        others = [each for each in read.every if each.page == page and all(its.text != text for its in each.claims)]
        near = nearest(read.lexicon.meaning(text), [(each.sentence, each.meaning) for each in others])
        expected, actual = f"a sentence that says {quote(text)}", quote(near.text) if near else "none"
        where, fix = near.where if near else page, "correct it, or run python -m asrun record, and read the diff"
        yield near, Finding(where=where, file=LIST, expected=expected, actual=actual, fix=fix)


def _claimed(every: Iterable[Said]) -> list[Line]:
    """The page and the text of each claim that is said there."""
    return [(each.page, text) for each in every for text in {claim.text for claim in each.claims}]


def _unproved(every: Iterable[Said]) -> Iterator[Said]:
    """The sentences that mean something, though no claim says it."""
    return (each for each in every if each.meaning.tokens and not each.claims)


def _changed(listed: Collection[Line], read: Reading) -> Iterator[Line]:
    """The listed sentences that are gone, but for those that are put differently."""
    gone = Counter(listed) - Counter((each.page, each.sentence.text) for each in read.every)
    added = [each for each in read.every if (each.page, each.sentence.text) not in listed]
    for page, text in gone.elements():
        if not any(_says(each, text, read.lexicon) for each in added if each.page == page):
            yield page, text


def _says(said: Said, text: str, lexicon: Lexicon) -> bool:
    meaning = lexicon.meaning(text)
    return any(each.agrees(meaning) for each in (said.meaning, *said.in_other_parts(lexicon)))
