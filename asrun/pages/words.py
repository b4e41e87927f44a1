"""The words of a text by their stems, and how much each one tells."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from math import log

from asrun.claims.lexicon import stem_of


def stems(text: str) -> list[str]:
    """The stems of a text's words and numbers in order, `ApiKey` and `API_KEY` being two words each."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.replace("\u2019", "'"))
    return [stem_of(word) for word in re.findall(r"[^\W_]+(?:'[a-z]+)?", parted)]


class Weights:
    """How much each stem tells of the texts that have it: nothing in all of them, more the fewer they are.

    `most` is what a word tells that one text alone has.
    """

    def __init__(self, texts: Collection[Iterable[str]]) -> None:
        """`texts` are the stems of each."""
        has = Counter(word for text in texts for word in set(text))
        self._weights = {word: log((1 + len(texts) / number) / 2) for word, number in has.items()}
        self.most = log((1 + len(texts)) / 2)

    def __call__(self, words: Iterable[str]) -> float:
        """The weight of a set of stems; one that no text has weighs nothing."""
        return sum(self._weights.get(word, 0) for word in set(words))
