"""What nothing but a list holds to its page: a claim that other sentences say too, and a sentence that nobody proves.

`record` writes the list, snippets/claims.txt, of a project that has one. A page that no longer says what is listed
there, in whatever words, is noticed. A claim of one sentence needs no line: nothing says it without that.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from asrun.claims.lexicon import Lexicon
from asrun.claims.said import Reading, Said, nearest
from asrun.claims.sentences import Sentence
from asrun.finding import Finding, quote
from asrun.settings import SNIPPETS
from asrun.text import glimpse

LIST = f"{SNIPPETS}/claims.txt"
Line = tuple[str, str]
"""A page, with the row of a cell, and the text of a claim or of a sentence that it has."""


def write(project: Path, settings: Mapping[str, Any], names: Collection[str], fields: Collection[str] = ()) -> None:
    """Writes the list, in the order of the pages. Raises FileError for a figure that is not there."""
    lines = _lines(Reading(project, settings, names, fields).every)
    text = "".join(f"{place}: {text}\n" for (place, text), _ in lines)
    (project / LIST).write_text(text, encoding="utf-8", newline="\n")


def _lines(every: Iterable[Said]) -> Iterator[tuple[Line, Said]]:
    """What is listed of each sentence: its claims, or itself if it means something, though no claim says it."""
    for each in every:
        own = [each.sentence.text] if each.meaning.tokens else []
        for text in sorted({claim.text for claim in each.claims}) or own:
            yield (each.place, text), each


def check(project: Path, read: Reading) -> Iterator[tuple[Sentence | None, Finding]]:
    """What a page of the list no longer says; gives the sentence that comes closest to it, too."""
    lines = glimpse(project / LIST).splitlines()
    listed = [(place, text) for place, _, text in (line.partition(": ") for line in lines)]
    texts = {claim.text for claim, _ in read.known}
    said = dict(_lines(read.every))
    lost = (
        Counter(line for line in listed if line[1] in texts) - Counter(line for line, _ in _lines(read.every))
    ).elements()
    for line in (*lost, *_changed([line for line in listed if line[1] not in texts], read)):
        others = [
            each for each in read.every if each.place == line[0] and all(its.text != line[1] for its in each.claims)
        ]
        near = nearest(read.lexicon.meaning(line[1]), [(each.sentence, each.meaning) for each in others])
        expected, actual = f"a sentence that says {quote(line[1])}", quote(near.text) if near else "none"
        before = (said[each].sentence for each in reversed(listed[: listed.index(line)]) if each in said)
        at = near or next((each for each in before if line[0].startswith(each.where.rpartition(":")[0])), None)
        where, fix = at.where if at else line[0], "correct it, or run python -m asrun record, and read the diff"
        yield near, Finding(where=where, file=LIST, expected=expected, actual=actual, fix=fix)


def _changed(listed: Collection[Line], read: Reading) -> Iterator[Line]:
    """The listed sentences that are gone, but for those that are put differently."""
    gone = Counter(listed) - Counter((each.place, each.sentence.text) for each in read.every)
    added = [each for each in read.every if (each.place, each.sentence.text) not in listed]
    for place, text in gone.elements():
        if not any(_says(each, text, read.lexicon) for each in added if each.place == place):
            yield place, text


def _says(said: Said, text: str, lexicon: Lexicon) -> bool:
    meaning = lexicon.meaning(text)
    return any(each.agrees(meaning) for each in (said.meaning, *said.in_other_parts(lexicon)))
