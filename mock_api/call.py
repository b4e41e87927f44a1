"""One request that has passed the checks, as its handler gets it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_api import errors
from mock_api.answer import Answer, R
from mock_api.collection import Collection

if TYPE_CHECKING:  # they have handlers, which take a call
    from mock_api.keys import Key
    from mock_api.limits import Window
    from mock_api.sandbox import Account, Sandbox


@dataclass(slots=True)
class Call:
    """`window` is the key's; `parameters` are those of the path; `query` and `body` are as the contract says."""

    sandbox: "Sandbox"
    key: "Key"
    window: "Window"
    parameters: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any

    @property
    def account(self) -> "Account":
        """What belongs to the account in the mode of the key."""
        return self.sandbox.accounts[self.key.mode]

    def find(self, collection: Collection[R]) -> R:
        """The resource that the path names. Raises `ApiError` 404 where `collection` has none of that id."""
        resource = collection.get(self.parameters["id"])
        if resource is None:
            raise errors.not_found()
        return resource


Handler = Callable[[Call], Awaitable[Answer]]
