"""Claims that several sentences say: snippets/claims.txt lists where, so that a page that no longer does is noticed.

`record` writes the list of a project that has one. A claim of one sentence needs none: nothing says it without that.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from asrun.claims.said import Reading, Said, nearest
from asrun.claims.sentences import Sentence
from asrun.finding import Finding, quote
from asrun.settings import SNIPPETS
from asrun.text import glimpse

LIST = f"{SNIPPETS}/claims.txt"


def write(project: Path, settings: Mapping[str, Any], names: Collection[str], fields: Collection[str] = ()) -> None:
    """Writes the list. Raises FileError for a figure that is not there."""
    lines = (f"{page}: {text}\n" for page, text in sorted(_repeated(Reading(project, settings, names, fields).every)))
    (project / LIST).write_text("".join(lines), encoding="utf-8", newline="\n")


def check(project: Path, read: Reading) -> Iterator[tuple[Sentence | None, Finding]]:
    """What a page of the list no longer says; gives the sentence that comes closest to it, too."""
    lines = glimpse(project / LIST).splitlines()
    listed = [(page, text) for page, _, text in (line.partition(": ") for line in lines)]
    said = Counter(_repeated(read.every, {text for _, text in listed}))
    for page, text in (Counter(listed) - said).elements():
        others = [each for each in read.every if each.page == page and all(its.text != text for its in each.claims)]
        near = nearest(read.lexicon.meaning(text), [(each.sentence, each.meaning) for each in others])
        expected, actual = f"a sentence that says {quote(text)}", quote(near.text) if near else "none"
        where, fix = near.where if near else page, "correct it, or run python -m asrun record, and read the diff"
        yield near, Finding(where=where, file=LIST, expected=expected, actual=actual, fix=fix)


def _repeated(every: Collection[Said], listed: Collection[str] = ()) -> list[tuple[str, str]]:
    """The page and the text of each claim that is said more than once, or is listed."""
    pairs = [(each.page, text) for each in every for text in {claim.text for claim in each.claims}]
    counts = Counter(text for _, text in pairs)
    return [(page, text) for page, text in pairs if counts[text] > 1 or text in listed]
