import json

import pytest

from mock_api.webhooks import sign
from tests.mock_api.client import Client

EVENTS = ("generation.completed", "key.created", "key.rotated", "key.revoked")


def test_signature_is_that_of_the_published_vector() -> None:
    # https://github.com/standard-webhooks/standard-webhooks, the test of its reference libraries
    secret, other = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_ZXhhbXBsZS13ZWJob29rLXNlY3JldC0w"
    message = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert sign(*message, [secret]) == signature
    assert sign(*message, [other, secret]) == f"{sign(*message, [other])} {signature}"


@pytest.mark.parametrize(
    ("event", "name"), list(zip(EVENTS, ("generate", "createKey", "rotateKey", "deleteKey"), strict=True))
)
def test_event_goes_to_each_webhook_that_asks_for_it(client: Client, event: str, name: str) -> None:
    client.perform("deleteWebhook")
    others = [each for each in EVENTS if each != event]
    for path, events in {"first": [event], "other": others, "second": list(EVENTS)}.items():
        client.call("POST", "/v1/webhooks", {"url": f"https://example.org/{path}", "events": events}, key="webhook")
    reply = client.perform(name)
    about = "key_4821093756" if name in ("rotateKey", "deleteKey") else reply.data["id"]
    assert [each.url.rpartition("/")[2] for each in client.sandbox.outbox] == ["first", "second"]
    for delivery in client.sandbox.outbox:
        data = {"type": event, "timestamp": "2026-01-01T12:00:00Z", "data": {f"{event.partition('.')[0]}_id": about}}
        assert json.loads(delivery.body) == data
