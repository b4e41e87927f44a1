"""What goes back: a document in the API's envelope."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from asrun.default.messages import Response
from mock_api.collection import Collection, Resource

R = TypeVar("R", bound=Resource)


def success(data: Any, status: int = 200, fields: dict[str, str] | None = None) -> Response:
    """`data` in the envelope."""
    return Response(status, {"success": True, "data": data}, fields or {})


def page(collection: Collection[R], query: Mapping[str, Any], represent: Callable[[R], dict[str, Any]]) -> Response:
    """The page of `collection` that `limit` and `cursor` in the query ask for."""
    resources, next_cursor = collection.page(query["limit"], query.get("cursor"))
    data = [represent(resource) for resource in resources]
    return Response(200, {"success": True, "data": data, "next_cursor": next_cursor})
