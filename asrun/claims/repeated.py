"""What only a list holds to its page: what other sentences say too, what a claim leaves out, and what nobody proves.

`record` writes the list, snippets/claims.txt, of a project that has one: each sentence that means something. A page
that no longer says what is listed there, in whatever words, is noticed.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from asrun.claims.lexicon import Lexicon
from asrun.claims.meaning import FEW, Meaning
from asrun.claims.said import Reading, Said, nearest, shared
from asrun.claims.sentences import Sentence
from asrun.finding import Finding, quote
from asrun.settings import SNIPPETS
from asrun.text import glimpse

LIST = f"{SNIPPETS}/claims.txt"
Line = tuple[str, str]
"""A page, with the row of a cell, and the text of a sentence that it has."""


def write(project: Path, settings: Mapping[str, Any], names: Collection[str], fields: Collection[str] = ()) -> None:
    """Writes the list, in the order of the pages. Raises FileError for a figure that is not there."""
    lines = _lines(Reading(project, settings, names, fields).every)
    text = "".join(f"{place}: {text}\n" for (place, text), _ in lines)
    (project / LIST).write_text(text, encoding="utf-8", newline="\n")


def _lines(every: Iterable[Said]) -> Iterator[tuple[Line, Said]]:
    said = ((each, each.meaning) for each in every)
    return ((each.line, each) for each, its in said if its.tokens or len(its.words) > FEW or len(its.poles) > FEW)


def check(project: Path, read: Reading) -> Iterator[tuple[Sentence | None, Finding]]:
    """What a page of the list no longer says; gives the sentence that comes closest to it, too."""
    lines = glimpse(project / LIST).splitlines()
    listed = [(place, text) for place, _, text in (line.partition(": ") for line in lines)]
    lined, known = [*_lines(read.every)], set(listed)
    said, added = dict(reversed(lined)), [each for line, each in lined if line not in known]
    for line in (Counter(listed) - Counter(each.line for each in read.every)).elements():
        meaning, others = read.lexicon.meaning(line[1]), [each for each in added if each.place == line[0]]
        if any(_says(each, line[1], meaning, read.lexicon) for each in others):
            continue  # it is put differently
        near = nearest(meaning, [(each.sentence, each.meaning) for each in others])
        expected, actual = f"a sentence that says {quote(line[1])}", quote(near.text) if near else "none"
        where = near.where if near else _where(line, listed, said, added)
        fix = "correct it, or run python -m asrun record, and read the diff"
        yield near, Finding(where=where, file=LIST, expected=expected, actual=actual, fix=fix)


def _where(line: Line, listed: Sequence[Line], said: Mapping[Line, Said], added: Collection[Said]) -> str:
    """Where a line was: at what came after the one before it, or at that one, or on its page."""
    page = line[0].partition(", ")[0]
    its = [said[each] for each in listed[: listed.index(line)] if each in said and said[each].page == page]
    after = next((each for each in added if its and each.page == page and _line(each) >= _line(its[-1])), None)
    return after.sentence.where if after else its[-1].sentence.where if its else line[0]


def _line(said: Said) -> int:
    return int(said.sentence.where.rpartition(":")[2])


def _says(said: Said, text: str, listed: Meaning, lexicon: Lexicon) -> bool:
    """Whether a sentence says what is listed: as a whole, or where it was divided or joined, one of its parts."""
    whole = said.meaning
    is_edit = whole.is_edit_of(listed)
    if is_edit and whole.swaps_words_of(listed):
        return False
    others = map(lexicon.meaning, said.sentence.near) if is_edit else said.in_other_parts(lexicon)
    closer = (each for each in others if shared(each, listed) > shared(whole, listed))
    says = whole.agrees(listed) and not _is_cut(said.sentence.text, text)
    return says or any(each.agrees(listed) for each in closer)


def _is_cut(sentence: str, text: str) -> bool:
    """Whether the sentence is the text without more than a few adjoining words."""
    left, every = (re.findall(r"\w+", each.lower()) for each in (sentence, text))
    fewer = len(every) - len(left)
    return fewer > FEW and any(every[:at] + every[at + fewer :] == left for at in range(len(left) + 1))
