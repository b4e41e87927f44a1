"""Resources of one kind and mode, listed newest first and in pages."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Resource(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Resource)


class Collection(dict[str, R]):
    """By their ids; `resources` come first, the oldest of them in front."""

    def __init__(self, resources: Iterable[R] = ()) -> None:
        super().__init__()
        self._numbers: dict[str, int] = {}
        for resource in resources:
            self.add(resource)

    def add(self, resource: R) -> None:
        self._numbers[resource.id] = len(self._numbers) + 1
        self[resource.id] = resource

    def page(self, limit: int, cursor: str | None) -> tuple[list[R], str | None]:
        """At most `limit` resources from the cursor on, and the cursor of the next page, None where this is the last.

        A cursor is the number of the first resource to show, so it holds when resources come or go.
        """
        first = len(self._numbers) if cursor is None else int(cursor.removeprefix("cur_"))
        found = [each for each in reversed(self.values()) if self._numbers[each.id] <= first]
        after = [f"cur_{self._numbers[each.id]:010}" for each in found[limit : limit + 1]]
        return found[:limit], after[0] if after else None
