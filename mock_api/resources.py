"""The models, and what an account keeps besides its keys: generated texts, saved prompts and webhooks."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from mock_api.clock import timestamp


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
