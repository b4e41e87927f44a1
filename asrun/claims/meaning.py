"""What a sentence claims, whatever its words: its values, outcomes, and things."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations

VALUE, OUTCOME, THING, DETAIL = "=", "!", ".", "~"
"""How a token of each kind begins; a detail is a thing that makes no claim of a sentence."""
NOT = f"{OUTCOME}not"
ALIKE = 0.5
"""How many of the words of a sentence or its claim, of that which has fewer, the other must have more than."""

FEW = 2
"""How many words of a sentence another one may lack or add that is the same one, edited."""

LONG = 6
"""How many items a list has whose order tells something."""


@dataclass(frozen=True)
class Meaning:
    """`tokens` in order, by clause; `names_constant` where a value is a number, or one of the contract's, `names_field`
    where it is a field of it.

    `states` something where it is not only instructions. `beside` are the words of each clause, in one form for those
    that mean the same. `poles` are what it has of opposites, by their line, and `of_all` the things that it says
    something of every one of.
    """

    clauses: tuple[tuple[str, ...], ...]
    names_constant: bool = False
    names_field: bool = False
    states: bool = False
    beside: tuple[tuple[str, ...], ...] = ()
    poles: frozenset[tuple[int | str, int]] = frozenset()
    of_all: frozenset[str] = frozenset()

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(chain(*self.beside))

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
        if self.values != claim.values or not self._ends_as(claim) or self._is_opposed(claim):
            return False
        if len(self.words & claim.words) <= ALIKE * min(len(self.words), len(claim.words)):
            return False
        return self._names_the_same(claim) and self._is_arranged_as(claim)

    def is_edit_of(self, other: "Meaning") -> bool:
        """Whether it has the words of the other one, but for a few."""
        return max(len(self.words - other.words), len(other.words - self.words)) <= FEW

    def swaps_words_of(self, other: "Meaning") -> bool:
        """Whether it is the other one with a few words replaced, which rarely mean the same."""
        mine, its = ([word for word in chain(*each.beside) if word != NOT] for each in (self, other))
        for end in (0, -1):
            while mine and its and mine[end] == its[end]:
                del mine[end], its[end]
        replaced = bool(Counter(mine) - Counter(its) and Counter(its) - Counter(mine))
        return replaced and max(len(mine), len(its)) <= FEW

    def _ends_as(self, claim: "Meaning") -> bool:
        lost, added = claim.outcomes - self.outcomes, self.outcomes - claim.outcomes
        return not (lost and added) and {*lost, *added} <= WEAK

    def _is_opposed(self, claim: "Meaning") -> bool:
        """Whether one has the opposite of what the other has, or says of every one of a thing what that says of all."""
        if not (self.of_all <= claim.things.keys() and claim.of_all <= self.things.keys()):
            return True
        mine, its = self.poles - claim.poles, claim.poles - self.poles
        return not {line for line, _ in mine}.isdisjoint(line for line, _ in its)

    def _names_the_same(self, claim: "Meaning") -> bool:
        things, its = self.things, claim.things
        for mine, others in ((things, its), (self.details, claim.details)):
            if (lost := others - mine) and (mine - others or any(map(str.isupper, lost))):
                return False
        return 2 * (things & its).total() >= max(things.total(), its.total())

    def _is_arranged_as(self, claim: "Meaning") -> bool:
        if any(self._is_swapped(claim, *pair) for pair in combinations(self.values, 2)):
            return False
        return self._listed(claim) == claim._listed(self) and not any(
            (other, one) in claim._in_order() for one, other in self._in_order()
        )

    def _in_order(self) -> set[tuple[str, str]]:
        """Each two names of a clause, in their order: `a` as `b` isn't `b` as `a`."""
        names = {value for value in self.values if not value[1:2].isdigit()}
        return {pair for clause in self.clauses for pair in combinations(filter(names.__contains__, clause), 2)}

    def _listed(self, other: "Meaning") -> list[frozenset[str]]:
        """The items of a long list, whose order tells something, that another one has, too."""
        items, its = ([frozenset(words) for words in each.beside if 0 < len(words) < 4] for each in (self, other))
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

    def __str__(self) -> str:
        return " ".join(token[1:] for token in self.tokens)


STRONG = frozenset({"!ignored", "!accepted", "!expiring", "!only"})
"""Outcomes that are a claim without any value."""
STATED = frozenset({NOT, "!first", "!last", "!before", "!after", "!until", "!immediately", "!succeeding"})
"""Outcomes that are a claim of anything named, unless it is an instruction."""

WEAK = frozenset({"!same", "!immediately", "!automatic", "!enough", "!per", "!must", "!wait"})
"""Outcomes that a sentence may leave out or add, but not replace."""
