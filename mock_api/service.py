"""The service itself, which needs no key."""

from mock_api.answer import Answer, success


async def get_health() -> Answer:
    return success({"status": "ok"})
