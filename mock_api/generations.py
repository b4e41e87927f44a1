"""Generated texts."""

from mock_api.answer import Answer, success
from mock_api.call import Call
from mock_api.clock import timestamp

GREETING = "Hello! How can I help you today?"


async def generate(call: Call) -> Answer:
    return success(
        {
            "id": f"gen_{call.sandbox.random.randrange(10**10):010}",
            "model": call.body["model"],
            "text": GREETING,
            "created_at": timestamp(call.sandbox.clock.now()),
            "usage": {"prompt_tokens": 4, "completion_tokens": 9},
        }
    )
