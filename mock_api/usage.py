"""What a key has used."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from mock_api.answer import Answer, success
from mock_api.call import Call
from mock_api.clock import timestamp


@dataclass(slots=True)
class Usage:
    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


async def get_usage(call: Call) -> Answer:
    start = call.window.start
    end = start + timedelta(seconds=call.window.seconds)
    window = {"started_at": timestamp(start), "ends_at": timestamp(end), **asdict(call.window.usage)}
    return success({"window": window, "total": asdict(call.key.usage)})
