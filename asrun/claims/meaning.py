"""What a sentence claims, whatever its words: its values, outcomes, and things."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import snowballstemmer

from asrun.text import read_toml

VALUE, OUTCOME, THING, DETAIL = "=", "!", ".", "~"
"""How a token of each kind begins; a detail is a thing that makes no claim of a sentence."""
NOT = f"{OUTCOME}not"
ALIKE = 0.5
"""How many of the words of a sentence or its claim, of that which has fewer, the other must have more than."""

LONG = 6
"""How many items a list has whose order tells something."""

_WORDS = "zero . two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: str(number) for number, word in enumerate(_WORDS.split(" "))} | {
    "twenty": "20",
    "thirty": "30",
    "sixty": "60",
    "ninety": "90",
    "hundred": "100",
    "thousand": "1000",
}

_CLAUSE = re.compile(r"[,;:().?!]|\b(?:and|but|or|if|when|because|so|unless|although|while|which|whose)\b")
_TOKEN = re.compile(r"`[^`]+`|\dxx|\d+(?:[.,]\d+)*|[A-Za-z][\w-]*\w|[A-Za-z]|[,;:()]|[.?!](?=\s|$)")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=\S)")
_NAME = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z\d]*)+|\w*[a-z0-9]_\w+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
"""What is a name without backticks, too: `Retry-After`, `key_id`, `INVALID_API_KEY`."""


@dataclass(frozen=True)
class Meaning:
    """`tokens` in order, by clause; `names_constant` where a value is a number, or one of the contract's, `names_field`
    where it is a field of it.

    `states` something where it is not only instructions. `beside` are the words of each clause, in one form for those
    that mean the same.
    """

    clauses: tuple[tuple[str, ...], ...]
    names_constant: bool = False
    names_field: bool = False
    states: bool = False
    beside: tuple[frozenset[str], ...] = ()

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset[str]().union(*self.beside)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        return tuple(token for clause in self.clauses for token in clause)

    @cached_property
    def values(self) -> frozenset[str]:
        return frozenset(self._of(VALUE))

    @cached_property
    def outcomes(self) -> Counter[str]:
        return Counter(self._of(OUTCOME))

    @cached_property
    def things(self) -> Counter[str]:
        return Counter(self._of(THING))

    @cached_property
    def details(self) -> Counter[str]:
        return Counter(self._of(DETAIL))

    def _of(self, kind: str) -> list[str]:
        return [token for token in self.tokens if token[0] == kind]

    @property
    def is_claim(self) -> bool:
        """Whether a test must provoke it: it has a status, a code, a figure, or an outcome of something named."""
        if self.names_constant or not STRONG.isdisjoint(self.outcomes):
            return True
        named = self.names_field or (self.outcomes and self.values) or (self.things and STATED & self.outcomes.keys())
        return self.states and bool(named)

    def agrees(self, claim: "Meaning") -> bool:
        """Whether a sentence that has this meaning says what the claim says."""
        if self.values != claim.values or self.outcomes != claim.outcomes:
            return False
        if len(self.words & claim.words) <= ALIKE * min(len(self.words), len(claim.words)):
            return False
        return self._names_the_same(claim) and self._is_arranged_as(claim)

    def _names_the_same(self, claim: "Meaning") -> bool:
        things, its = self.things, claim.things
        for mine, others in ((things, its), (self.details, claim.details)):
            if (lost := others - mine) and (mine - others or any(map(str.isupper, lost))):
                return False
        return 2 * (things & its).total() >= max(things.total(), its.total())

    def _is_arranged_as(self, claim: "Meaning") -> bool:
        if any(self._is_swapped(claim, *pair) for pair in combinations(self.values, 2)):
            return False
        if self._listed(claim) != claim._listed(self):
            return False
        common = {*self.things} & {*claim.things}
        alike = self._order(common) == claim._order(common) or self._groups(common) == claim._groups(common)
        return alike or not self._is_crowded

    def _listed(self, other: "Meaning") -> list[frozenset[str]]:
        """The items of a long list, whose order tells something, that another one has, too."""
        items, its = ([words for words in each.beside if 0 < len(words) < 4] for each in (self, other))
        return [words for words in items if words in its] if min(len(items), len(its)) >= LONG else []

    def _is_swapped(self, claim: "Meaning", one: str, other: str) -> bool:
        """Whether what the claim says of one value stands beside the other one."""
        mine, its = ([each._beside(value) for value in (one, other)] for each in (self, claim))
        kept = len(mine[0] & its[0]) + len(mine[1] & its[1])
        return len(mine[0] & its[1]) + len(mine[1] & its[0]) > kept

    def _beside(self, value: str) -> frozenset[str]:
        clauses = zip(self.clauses, self.beside, strict=True)
        found = frozenset[str]().union(*(words for clause, words in clauses if value in clause))
        return found - {value, *value[1:].split()}

    @property
    def _is_crowded(self) -> bool:
        """Whether it has two values of a kind, so that another order may say something else."""
        kinds = Counter(re.sub(r"\d+", "0", value) if value[1:2].isdigit() else "name" for value in self.values)
        return any(number > 1 for number in kinds.values())

    def _kept(self, tokens: Iterable[str], things: set[str]) -> list[str]:
        return [token for token in tokens if token[0] not in (THING, DETAIL) or token in things]

    def _order(self, things: set[str]) -> list[str]:
        return self._kept(self.tokens, things)

    def _groups(self, things: set[str]) -> Counter[tuple[frozenset[str], tuple[str, ...]]]:
        """What is in each clause, its values in order."""
        kept = filter(None, (self._kept(clause, things) for clause in self.clauses))
        return Counter((frozenset(each), tuple(token for token in each if token[0] == VALUE)) for each in kept)

    def __str__(self) -> str:
        return " ".join(token[1:] for token in self.tokens)


STRONG = frozenset({"!ignored", "!accepted", "!expiring", "!only"})
"""Outcomes that are a claim without any value."""
STATED = frozenset({NOT, "!first", "!last", "!before", "!after", "!until", "!immediately", "!succeeding"})
"""Outcomes that are a claim of anything named, unless it is an instruction."""


class Lexicon:
    """What words mean: words.toml, the `names` of the contract, and the lines that a site adds, by their table."""

    def __init__(
        self,
        names: Iterable[str] = (),
        more: Mapping[str, Mapping[str, str]] | None = None,
        fields: Iterable[str] = (),
    ) -> None:
        tables: dict[str, dict[str, str]] = read_toml(Path(__file__).with_name("words.toml"))
        for table, lines in (more or {}).items():
            for key, words in lines.items():
                tables[table][key] = f"{tables[table].get(key, '')} {words}"
        self._phrases = [(re.compile(rf"\b(?:{old})"), new) for old, new in tables["phrases"].items()]
        self._units = _stems(tables["units"])
        self._words = {
            **{stem: [f"{VALUE}{name}"] for stem, name in _stems(tables["subjects"]).items()},
            **{stem: [f"{THING}{name}"] for stem, name in _stems(tables["things"]).items()},
            **{stem: [OUTCOME + each for each in name.split()] for stem, name in _stems(tables["outcomes"]).items()},
        }
        self._instruction = re.compile(
            rf"(?:(?!so )[^.!?:,]*, ){{0,3}}(?:then |also |always )?(?:{tables['instructions']['verbs']})\b",
            re.IGNORECASE,
        )
        self._fillers = frozenset(tables["fillers"]["words"].split())
        self._fields = frozenset(fields)
        self._of_fields = {stem_of(field) for field in self._fields if field.isalpha()}
        self._names = frozenset({*names, "null", "true", "false"})

    def meaning(self, text: str) -> Meaning:
        """The meaning of a sentence, whose code is in backticks."""
        clauses: list[tuple[str, ...]] = []
        beside: list[frozenset[str]] = []
        meant: list[str] = []
        words: list[str] = []
        joint = ""
        tokens = [*_TOKEN.findall(self._plain(text)), "."]
        for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
            if _CLAUSE.fullmatch(token):
                goes_on = joint == "or" and clauses[-1][:1] == (NOT,)  # what is not one or another is neither
                clauses.append(_negated(meant, goes_on=goes_on))
                beside.append(frozenset(words))
                meant, words, joint = [], [], token
            else:
                meant += self._meant(token, before, after)
                words += self._forms(token)
        values = {token[1:] for clause in clauses for token in clause if token[0] == VALUE}
        named = any(map(self._is_constant, values)), not self._fields.isdisjoint(values)
        states = not all(map(self._instruction.match, _SENTENCES.split(text)))
        return Meaning(tuple(clauses), *named, states and not text.endswith("?"), tuple(beside))

    def _forms(self, token: str) -> Iterable[str]:
        """The words of a token, each as its first meaning or its stem, but for those that all sentences have."""
        if token[0] == "`":
            return [_named(token[1:-1])]
        words = [word for word in token.split("-") if word[0].isalnum() and word.lower() not in self._fillers]
        stems = (word if word in self._words else stem_of(word) for word in words)
        return [self._words[stem][-1] if stem in self._words else NUMBERS.get(stem, stem) for stem in stems]

    def _is_constant(self, value: str) -> bool:
        return value[:1].isdigit() or value in self._names

    def _plain(self, text: str) -> str:
        """The text with every name in backticks, and with the phrases between them replaced."""
        text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        named = re.sub(rf"(`[^`]+`)|{_NAME.pattern}", lambda found: found[1] or f"`{found[0]}`", text)
        return "".join(part if part[:1] == "`" else self._worded(part) for part in re.split(r"(`[^`]+`)", named))

    def _worded(self, text: str) -> str:
        text = re.sub(r"n't\b", " not", text)
        text = text[:1].lower() + text[1:] if text[:2].istitle() else text
        for pattern, new in self._phrases:
            text = pattern.sub(new, text)
        return text

    def _meant(self, token: str, before: str, after: str) -> list[str]:
        if token[0] == "`":
            return [f"{VALUE}{_named(token[1:-1])}"]
        if (number := NUMBERS.get(token.lower(), token)) and number[0].isdigit():
            unit = self._units.get(stem_of(after.partition("-")[0]), "")
            return [f"{VALUE}{number.replace(',', '')} {unit}".rstrip()]
        if stem_of(after) in {"permiss", "key"} and token in self._names and stem_of(token) not in self._words:
            return [f"{VALUE}{token}"]
        if re.search(r"\d", token):
            return [f"{VALUE}{token}"]
        if (short := re.fullmatch(r"([A-Z]{2,})s?", token)) and not {stem_of(token), token} & self._words.keys():
            return [] if token.lower() in self._fillers else [DETAIL + short[1]]
        found = []
        for word in token.split("-"):
            stem = word if word in self._words else stem_of(word)
            if stem in self._units:
                counted = before and (before[0].isdigit() or before.lower() in NUMBERS)
                found += [] if counted or stem in ("request", "time", "token") else [f"{OUTCOME}{self._units[stem]}"]
            elif stem in self._words:
                found += self._words[stem]
            elif stem in self._of_fields:
                found.append(f"{DETAIL}{stem}")
        return found


def _negated(clause: Sequence[str], *, goes_on: bool) -> tuple[str, ...]:
    """A clause with its negations as one that comes first, or none where two cancel each other out."""
    number = clause.count(NOT)
    others = [token for token in clause if token != NOT]
    goes_on = goes_on and not number and any(token[0] in (OUTCOME, VALUE) for token in others)
    return (NOT, *others) if number % 2 or goes_on else tuple(others)


def _named(code: str) -> str:
    """A status with or without its phrase, a member with or without its quotes, any time as an example of one."""
    status = re.fullmatch(r"([1-5]\d\d)(?: [A-Z][A-Za-z -]+)?", code)
    return status[1] if status else re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "time", code.strip('"'))


_stemmer: Any = snowballstemmer.stemmer("english")


@cache
def stem_of(word: str) -> str:
    """What the forms of an English word have in common: the same of `Rotating` and of `rotation`."""
    return str(_stemmer.stemWord(word.lower()))


def _form(word: str) -> str:
    return word if word != word.lower() else stem_of(word)


def _stems(lines: Mapping[str, str]) -> dict[str, str]:
    return {_form(word): name for name, words in lines.items() for word in words.split()}
