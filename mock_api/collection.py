"""Resources of one kind and mode, listed newest first and in pages."""

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar


class Resource(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Resource)


class Collection(Generic[R]):
    """`resources` come first, the oldest of them in front."""

    def __init__(self, resources: Iterable[R] = ()) -> None:
        self._last = 0
        self._numbered: dict[str, tuple[int, R]] = {}
        for resource in resources:
            self.add(resource)

    def __iter__(self) -> Iterator[R]:
        return (resource for _, resource in self._numbered.values())

    def add(self, resource: R) -> None:
        self._last += 1
        self._numbered[resource.id] = (self._last, resource)

    def get(self, resource_id: str) -> R | None:
        numbered = self._numbered.get(resource_id)
        return None if numbered is None else numbered[1]

    def remove(self, resource_id: str) -> None:
        """Raises `KeyError` where there is none of that id."""
        del self._numbered[resource_id]

    def page(self, limit: int, cursor: str | None) -> tuple[list[R], str | None]:
        """At most `limit` resources from the cursor on, and the cursor of the next page, None where this is the last.

        A cursor is the number of the first resource to show, so it holds when resources come or go.
        """
        first = self._last if cursor is None else int(cursor.removeprefix("cur_"))
        found: list[R] = []
        for number, resource in reversed(self._numbered.values()):
            if number <= first:
                if len(found) == limit:
                    return found, f"cur_{number:010}"
                found.append(resource)
        return found, None
