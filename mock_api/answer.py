"""What goes back: a status, fields, and a document in the API's envelope."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Answer:
    """`document` is the JSON of the body, None for no body; `fields` are named in lower case."""

    status: int
    document: dict[str, Any] | None
    fields: dict[str, str] = field(default_factory=dict)


def success(data: Any, status: int = 200, fields: dict[str, str] | None = None) -> Answer:
    """`data` in the envelope of a success."""
    return Answer(status, {"success": True, "data": data}, fields or {})
