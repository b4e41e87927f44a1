"""The models that generate."""

from dataclasses import asdict, dataclass

from mock_api.answer import Answer, page
from mock_api.call import Call
from mock_api.collection import Collection


@dataclass(frozen=True, slots=True)
class Model:
    id: str
    name: str
    context_tokens: int
    max_output_tokens: int


MODELS = (
    Model("gpt-4", "GPT-4", context_tokens=8192, max_output_tokens=4096),
    Model("gpt-4-turbo", "GPT-4 Turbo", context_tokens=128_000, max_output_tokens=4096),
)

_LISTED = Collection(reversed(MODELS))


async def list_models(call: Call) -> Answer:
    return page(_LISTED, call.query, asdict)
