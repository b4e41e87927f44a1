import json

import pytest

from mock_api.webhooks import sign
from tests.mock_api.client import Client

EVENTS = ("generation.completed", "key.created", "key.rotated", "key.revoked")


@pytest.mark.says(
    "The signature is made of `webhook-id`, `webhook-timestamp`, and the body, with HMAC-SHA256.",
    "The HMAC key is the part of your secret after `whsec_`, in base64.",
    "Check `webhook-signature` before the body: HMAC-SHA256 of `webhook-id`, `webhook-timestamp`, and the body.",
)
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
@pytest.mark.says("The key, in `key.created`, `key.rotated`, and `key.revoked`.")
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


@pytest.mark.parametrize(
    ("url", "status"),
    [(f"http://{host}/", 201) for host in ("localhost", "127.0.0.1", "[::1]")]
    + [("https://example.org/", 201), ("http://example.org/", 422)],
)
@pytest.mark.says(
    "The URL of a webhook must start with `https://`.",
    "You can test with `http://localhost`, `http://127.0.0.1`, or `http://[::1]`.",
    "The sandbox only sends deliveries to your own machine.",
)
def test_url_is_https_but_for_a_server_on_the_same_machine(client: Client, url: str, status: int) -> None:
    assert client.call("POST", "/v1/webhooks", {"url": url, "events": EVENTS}, key="webhook").status == status


@pytest.mark.steps("guides/webhooks.md#change-the-secret", "Create", "Accept both secrets", "Delete")
@pytest.mark.says(
    "A second webhook with the same URL and events has its own secret.",
    "Until you delete the old webhook, each event comes twice, with two different values of `webhook-id`.",
    "No deliveries come to a URL if `GET /v1/webhooks` doesn't list it.",
    "No deliveries arrive.",
)
def test_second_webhook_has_a_secret_and_deliveries_of_its_own_until_it_is_deleted(client: Client) -> None:
    client.perform("deleteWebhook")
    first, second = (client.perform("createWebhook").data for _ in range(2))
    client.generate()
    assert first["secret"] != second["secret"]
    assert len({each.fields["webhook-id"] for each in client.sandbox.outbox}) == 2
    client.call("DELETE", f"/v1/webhooks/{first['id']}", key="webhook")
    client.generate()
    assert len(client.sandbox.outbox) == 3
