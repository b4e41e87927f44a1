"""The models, and what an account keeps besides its keys: generated texts, saved prompts and webhooks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mock_api.clock import timestamp


@dataclass(frozen=True, slots=True)
class Model:
    id: str
    name: str
    context_tokens: int
    max_output_tokens: int


@dataclass(slots=True)
class Generation:
    id: str
    model: str
    text: str
    created_at: datetime
    prompt_tokens: int
    completion_tokens: int

    def representation(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "model": self.model,
            "text": self.text,
            "created_at": timestamp(self.created_at),
            "usage": {"prompt_tokens": self.prompt_tokens, "completion_tokens": self.completion_tokens},
        }


@dataclass(slots=True)
class Prompt:
    id: str
    name: str
    text: str
    created_at: datetime
    updated_at: datetime

    def representation(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "text": self.text,
            "created_at": timestamp(self.created_at),
            "updated_at": timestamp(self.updated_at),
        }


@dataclass(slots=True)
class Webhook:
    """`secret` is kept as it is: signing takes the key itself."""

    id: str
    url: str
    events: tuple[str, ...]
    secret: str
    created_at: datetime

    def representation(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "url": self.url,
            "events": list(self.events),
            "created_at": timestamp(self.created_at),
        }
