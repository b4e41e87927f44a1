"""What the words of a sentence mean: words.toml, the names of a contract, and the lines that a site adds."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import snowballstemmer

from asrun.claims.meaning import DETAIL, NOT, OUTCOME, THING, VALUE, Meaning
from asrun.text import read_toml

_WORDS = "zero . two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: str(number) for number, word in enumerate(_WORDS.split(" "))}
NUMBERS |= {"twenty": "20", "thirty": "30", "sixty": "60", "ninety": "90", "hundred": "100", "thousand": "1000"}

_END = r"(?!(?<=\w)\w)"  # not within a word
_CLAUSE = re.compile(r"[,;:().?!]|\b(?:and|but|or|if|when|because|so|unless|although|while|which|whose)\b")
_TOKEN = re.compile(r"`[^`]+`|\dxx|\d+(?:[.,]\d+)*|[A-Za-z][\w-]*\w|[A-Za-z]|[,;:()]|[.?!](?=\s|$)")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=\S)")
_NAME = re.compile(r"[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z\d]*)+|\w*[a-z0-9]_\w+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
"""What is a name without backticks, too: `Retry-After`, `key_id`, `INVALID_API_KEY`."""
AMOUNTS = [words.split() for words in ("all any each every", "few most one several some")]


class Lexicon:
    """What words mean: words.toml, the `names` of the contract, and the lines that a site adds, by their table."""

    def __init__(
        self,
        names: Iterable[str] = (),
        more: Mapping[str, Mapping[str, str]] | None = None,
        fields: Iterable[str] = (),
    ) -> None:
        tables = read_toml(Path(__file__).with_name("words.toml"))
        for table, lines in (more or {}).items():
            for key, words in lines.items():
                tables[table][key] = f"{tables[table].get(key, '')} {words}"
        self._phrases = [(re.compile(rf"\b(?:{old}){_END}"), new) for old, new in tables["phrases"].items()]
        self._units = _stems(tables["units"])
        self._words = {
            **{stem: [f"{VALUE}{name}"] for stem, name in _stems(tables["subjects"]).items()},
            **{stem: [f"{THING}{name}"] for stem, name in _stems(tables["things"]).items()},
            **{stem: [f"{DETAIL}{name}"] for stem, name in _stems(tables["qualities"]).items()},
            **{stem: [OUTCOME + each for each in name.split()] for stem, name in _stems(tables["outcomes"]).items()},
        }
        self._poles, self._alike = (_groups(tables[name]["words"]) for name in ("opposites", "alike"))
        self._instruction = re.compile(
            rf"(?:(?!so )[^.!?:,]*, ){{0,3}}(?:first |then |also |always )?(?:{tables['instructions']['verbs']})\b",
            re.IGNORECASE,
        )
        self._fillers = frozenset(tables["fillers"]["words"].split())
        self._fields = frozenset(fields)
        self._of_fields = {stem_of(field) for field in self._fields if field.isalpha()}
        self._names = frozenset({*names, "null", "true", "false"})

    def meaning(self, text: str) -> Meaning:
        """The meaning of a sentence, whose code is in backticks."""
        clauses: list[tuple[str, ...]] = []
        beside: list[tuple[str, ...]] = []
        meant: list[str] = []
        words: list[str] = []
        joint = ""
        of_all: set[str] = set()
        poles: set[tuple[int | str, int]] = set()
        tokens = [*_TOKEN.findall(self._plain(text)), "."]
        for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
            if _CLAUSE.fullmatch(token):
                goes_on = joint == "or" and clauses[-1][:1] == (NOT,)  # what is not one or another is neither
                clauses.append(_negated(meant, goes_on=goes_on and bool(words)))
                beside.append(tuple(words))
                meant, words, joint = [], [], token
            else:
                here, forms = self._meant(token, before, after), self._forms(token)
                of_all |= {each for each in here if each[0] == THING and before.lower() in AMOUNTS[0]}
                poles |= {self._poles[stem] for stem in map(_form, token.split("-")) if stem in self._poles}
                poles |= {(form, how) for how, some in enumerate(AMOUNTS) if before.lower() in some for form in forms}
                meant += here
                words += forms
        ends = re.findall(r"\bfrom (\w+) to (\w+)", text.lower())
        poles |= {(" ".join(sorted(pair)), pair[0] > pair[1]) for pair in ends}
        values = {token[1:] for clause in clauses for token in clause if token[0] == VALUE}
        named = any(map(self._is_constant, values)), not self._fields.isdisjoint(values)
        states = not all(map(self._instruction.match, _SENTENCES.split(text))) and not text.endswith("?")
        return Meaning(tuple(clauses), *named, states, tuple(beside), frozenset(poles), frozenset(of_all))

    def _forms(self, token: str) -> list[str]:
        """The words of a token, each as its first meaning or its stem, but for those that all sentences have."""
        if token[0] == "`":
            return [_named(token[1:-1])]
        words = [word for word in token.split("-") if word[:1].isalnum() and word.lower() not in self._fillers]
        stems = (word if word in self._words else stem_of(word) for word in words)
        return [str(self._alike.get(stem) or self._words.get(stem, [NUMBERS.get(stem, stem)])[-1]) for stem in stems]

    def _is_constant(self, value: str) -> bool:
        return value[:1].isdigit() or value in self._names

    def _plain(self, text: str) -> str:
        """The text with every name in backticks, and with the phrases between them replaced."""
        text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        named = re.sub(rf"(`[^`]+`)|{_NAME.pattern}", lambda found: found[1] or f"`{found[0]}`", text)
        return "".join(part if part[:1] == "`" else self._worded(part) for part in re.split(r"(`[^`]+`)", named))

    def _worded(self, text: str) -> str:
        text = re.sub(r"n't\b", " not", text.replace("can't", "cannot"))
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
    return (NOT, *others) if number % 2 or (goes_on and not number) else tuple(others)


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
    every = ((name, word) for name, words in lines.items() for word in words.split())
    return {_form(word): word if name == "itself" else name for name, word in every}


def _groups(lines: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The line of each word, and which of its groups has it, from 0."""
    groups = [(line, *each) for line, text in enumerate(lines) for each in enumerate(text.split(" | "))]
    return {_form(word): (line, number) for line, number, words in groups for word in words.split()}
