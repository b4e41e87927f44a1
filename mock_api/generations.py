"""Generated texts: pleasant, and the same for the same prompt."""

import re
from zlib import crc32

GREETING = "Hello! How can I help you today?"
REPLIES = (
    "Good question. Start with the smallest version that works, then improve one thing at a time.",
    "Here is a short answer: it depends, and mostly on what you want to do next.",
    "In one sentence: keep what works, measure what does not, and change one thing at a time.",
    "The sea keeps its own time; the light comes back each morning, and so does the tide.",
)

_GREETS = re.compile(r"\s*(?:hello|hi|hey|say hello|good (?:morning|afternoon|evening))\b", re.IGNORECASE)
_TOKEN = re.compile(r"\w+|[^\w\s]")


def write(prompt: str, max_tokens: int) -> tuple[str, int]:
    """The text for a prompt, cut after `max_tokens` tokens, and how many it has."""
    text = GREETING if _GREETS.match(prompt) else REPLIES[crc32(prompt.encode()) % len(REPLIES)]
    ends = [token.end() for token in _TOKEN.finditer(text)][:max_tokens]
    return text[: ends[-1]], len(ends)


def count_tokens(text: str) -> int:
    return len(_TOKEN.findall(text))
