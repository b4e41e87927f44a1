"""What is compared takes turns, so that whatever else the machine does hits both alike; figures are medians."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

ROUNDS = 5


class Figure(NamedTuple):
    """The median of the rounds' ratios of our seconds to theirs, and the `limit` that we promise."""

    name: str
    ours: list[float]
    theirs: list[float]
    limit: float

    @property
    def ratio(self) -> float:
        return median(our / their for our, their in zip(self.ours, self.theirs, strict=True))

    def __str__(self) -> str:
        kept = "kept" if self.ratio <= self.limit else "NOT KEPT"
        seconds = f"{median(self.ours):.3g} ÷ {median(self.theirs):.3g} s"
        return f"| {self.name} | {self.ratio:.3g} | at most {self.limit:g}: {kept} | {seconds} |"


def in_turns(measures: Sequence[Callable[[], Mapping[str, float]]]) -> Mapping[str, list[float]]:
    """The seconds that the measures give by their names, in each round."""
    found: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        for measure in measures[:: 1 if number % 2 else -1]:
            for name, seconds in measure().items():
                found.setdefault(name, []).append(seconds)
    return found
