"""What is compared takes turns, so that whatever else the machine does hits both alike; figures are medians."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

ROUNDS = 5

T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    limit: float
    seconds: str

    @property
    def is_kept(self) -> bool:
        return self.value <= self.limit

    def __str__(self) -> str:
        kept = "kept" if self.is_kept else "NOT KEPT"
        return f"| {self.name} | {self.value:.3g} | at most {self.limit:g}: {kept} | {self.seconds} |"


def in_turns(measures: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    measured: dict[str, list[T]] = {name: [] for name in measures}
    for number in range(ROUNDS):
        for name in list(measures)[:: 1 if number % 2 else -1]:
            measured[name].append(measures[name]())
    return measured


def compared(name: str, ours: Sequence[float], theirs: Sequence[float], limit: float) -> Figure:
    """The median of the rounds' ratios of seconds, with the seconds as information."""
    ratio = median(our / their for our, their in zip(ours, theirs, strict=True))
    return Figure(name, ratio, limit, f"{median(ours):.3g} ÷ {median(theirs):.3g} s")
