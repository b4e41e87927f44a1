"""The models, and what an account keeps besides its keys: generated texts, saved prompts and webhooks."""

from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any


@dataclass(slots=True)
class Resource:
    """The API shows its fields, in their order, but for those that `repr` leaves out."""

    id: str

    def representation(self) -> dict[str, Any]:
        shown = {each.name: getattr(self, each.name) for each in fields(self) if each.repr}
        return {name: timestamp(value) if isinstance(value, datetime) else value for name, value in shown.items()}


@dataclass(slots=True)
class Model(Resource):
    name: str
    context_tokens: int
    max_output_tokens: int


@dataclass(slots=True)
class Generation(Resource):
    model: str
    text: str
    created_at: datetime
    usage: dict[str, int]


@dataclass(slots=True)
class Prompt(Resource):
    name: str
    text: str
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True)
class Webhook(Resource):
    """`secret` is kept as it is: signing takes the key itself."""

    url: str
    events: list[str]
    secret: str = field(repr=False)
    created_at: datetime


def timestamp(instant: datetime) -> str:
    """`instant` as the API writes it (RFC 3339, UTC, whole seconds): `2026-01-01T12:00:00Z`."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def parse_timestamp(text: str) -> datetime:
    """The instant that an RFC 3339 `text` names, in whole seconds; the contract lets no other text pass."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)
