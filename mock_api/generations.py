"""Generated texts: pleasant, and the same for the same prompt."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from mock_api.answer import Answer, success
from mock_api.call import Call
from mock_api.clock import timestamp
from mock_api.webhooks import notify

DEFAULT_MAX_TOKENS = 256
GREETING = "Hello! How can I help you today?"
REPLIES = (
    "Good question. Start with the smallest version that works, then improve one thing at a time.",
    "Here is a short answer: it depends, and mostly on what you want to do next.",
    "In one sentence: keep what works, measure what does not, and change one thing at a time.",
    "The sea keeps its own time; the light comes back each morning, and so does the tide.",
)

_GREETS = re.compile(r"\s*(?:hello|hi|hey|say hello|good (?:morning|afternoon|evening))\b", re.IGNORECASE)
_TOKEN = re.compile(r"\w+|[^\w\s]")
_ENDS = {text: [token.end() for token in _TOKEN.finditer(text)] for text in (GREETING, *REPLIES)}


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


def write(prompt: str, max_tokens: int) -> tuple[str, int]:
    """The text for a prompt, cut after `max_tokens` tokens, and how many it has."""
    text = GREETING if _GREETS.match(prompt) else REPLIES[crc32(prompt.encode()) % len(REPLIES)]
    ends = _ENDS[text][:max_tokens]
    return text[: ends[-1]], len(ends)


async def generate(call: Call) -> Answer:
    prompt = call.body["prompt"]
    text, completion_tokens = write(prompt, int(call.body.get("max_tokens", DEFAULT_MAX_TOKENS)))
    generation = Generation(
        id=call.sandbox.new_id("gen"),
        model=call.body["model"],
        text=text,
        created_at=call.sandbox.clock.now(),
        prompt_tokens=len(_TOKEN.findall(prompt)),
        completion_tokens=completion_tokens,
    )
    call.account.generations.add(generation)
    notify(call, "generation.completed", {"generation_id": generation.id})
    for usage in (call.window.usage, call.key.usage):
        usage.prompt_tokens += generation.prompt_tokens
        usage.completion_tokens += generation.completion_tokens
    return success(generation.representation())


async def get_generation(call: Call) -> Answer:
    return success(call.find(call.account.generations).representation())
