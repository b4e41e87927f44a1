import json
from base64 import b64decode
from hashlib import sha256
from hmac import digest

import pytest

from mock_api.webhooks import sign
from tests.mock_api.client import Client

KEY_ID = "key_4821093756"
EVENTS = ("generation.completed", "key.created", "key.rotated", "key.revoked")
NEW = {"url": "http://127.0.0.1:8080/hook", "events": ["key.rotated", "generation.completed"]}


@pytest.mark.parametrize(
    ("secret", "message_id", "unix_seconds", "body", "signature"),
    [
        # https://github.com/standard-webhooks/standard-webhooks, the test of its reference libraries
        (
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            b'{"test": 2432232314}',
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        # https://docs.svix.com/receiving/verifying-payloads/how-manual, the example signature
        (
            "whsec_plJ3nmyCDGBKInavdOK15jsl",
            "msg_loFOjxBNrRLzqYUf",
            1731705121,
            b'{"event_type":"ping","data":{"success":true}}',
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
        ),
    ],
    ids=["Standard Webhooks", "Svix"],
)
def test_a_signature_is_that_of_the_published_vector(
    secret: str, message_id: str, unix_seconds: int, body: bytes, signature: str
) -> None:
    assert sign(message_id, unix_seconds, body, [secret]) == signature


def test_while_a_secret_rotates_there_is_a_signature_for_each() -> None:
    old, new = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_ZXhhbXBsZS13ZWJob29rLXNlY3JldC0w"
    assert sign("msg_1", 0, b"", [old, new]) == f"{sign('msg_1', 0, b'', [old])} {sign('msg_1', 0, b'', [new])}"


def test_a_new_webhook_shows_its_secret_once(client: Client) -> None:
    reply = client.call("POST", "/v1/webhooks", NEW, key="webhook")
    assert reply.status == 201
    assert (reply["Location"], reply["Cache-Control"]) == (f"/v1/webhooks/{reply.data['id']}", "no-store")
    assert len(b64decode(reply.data["secret"].removeprefix("whsec_"), validate=True)) == 24
    first, *_ = client.call("GET", "/v1/webhooks", key="webhook").data
    assert first == {name: value for name, value in reply.data.items() if name != "secret"}


def test_a_test_leaves_a_signed_delivery_in_the_outbox(client: Client) -> None:
    webhook = client.call("POST", "/v1/webhooks", NEW, key="webhook").data
    reply = client.call("POST", f"/v1/webhooks/{webhook['id']}/test", key="webhook")
    assert (reply.status, reply.data["webhook_id"], reply.data["type"]) == (202, webhook["id"], "webhook.test")
    (delivery,) = client.sandbox.outbox
    assert (delivery.fields["webhook-id"], delivery.url) == (reply.data["id"], NEW["url"])
    assert json.loads(delivery.body) == {
        "type": "webhook.test",
        "timestamp": "2026-01-01T12:00:00Z",
        "data": {"webhook_id": webhook["id"]},
    }
    key = b64decode(webhook["secret"].removeprefix("whsec_"))
    expected = digest(key, f"{reply.data['id']}.1767268800.".encode() + delivery.body, sha256)
    assert delivery.fields["webhook-timestamp"] == "1767268800"
    version, _, signature = delivery.fields["webhook-signature"].partition(",")
    assert (version, b64decode(signature)) == ("v1", expected)
    assert delivery.fields["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("event", "request_line", "body", "name"),
    [
        ("generation.completed", "POST /v1/generate", {"prompt": "Hello", "model": "gpt-4"}, "generation_id"),
        ("key.created", "POST /v1/keys", {"name": "Mine", "permissions": ["read"]}, "key_id"),
        ("key.rotated", f"POST /v1/keys/{KEY_ID}/rotate", {"overlap_seconds": 0}, "key_id"),
        ("key.revoked", f"DELETE /v1/keys/{KEY_ID}", None, "key_id"),
    ],
)
def test_an_event_goes_to_each_webhook_that_asks_for_it(
    client: Client, event: str, request_line: str, body: object, name: str
) -> None:
    client.call("DELETE", "/v1/webhooks/webhook_1234567890", key="webhook")
    others = [each for each in EVENTS if each != event]
    for url, events in {"/first": [event], "/other": others, "/second": list(EVENTS)}.items():
        client.call("POST", "/v1/webhooks", {"url": f"https://example.org{url}", "events": events}, key="webhook")
    method, path = request_line.split()
    reply = client.call(method, path, body, key="admin")
    about = KEY_ID if KEY_ID in path else reply.data["id"]
    assert {delivery.url for delivery in client.sandbox.outbox} == {
        "https://example.org/first",
        "https://example.org/second",
    }
    for delivery in client.sandbox.outbox:
        assert json.loads(delivery.body) == {"type": event, "timestamp": "2026-01-01T12:00:00Z", "data": {name: about}}


def test_a_deleted_webhook_is_gone(client: Client) -> None:
    assert client.call("DELETE", "/v1/webhooks/webhook_1234567890", key="webhook").status == 204
    assert client.call("DELETE", "/v1/webhooks/webhook_1234567890", key="webhook").status == 404
    assert client.call("POST", "/v1/webhooks/webhook_1234567890/test", key="webhook").status == 404
    assert client.call("GET", "/v1/webhooks", key="webhook").data == []
    assert not client.sandbox.outbox


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "http://example.com"}, "url"),
        ({"url": "https://example.com/\n"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["key.lost"]}, "events[0]"),
        ({"events": ["key.created", "key.created"]}, "events"),
        ({"secret": "whsec_"}, "secret"),
    ],
)
def test_a_webhook_that_breaks_the_schema_is_refused(client: Client, change: dict[str, object], field: str) -> None:
    reply = client.call("POST", "/v1/webhooks", {**NEW, **change}, key="webhook")
    assert (reply.status, reply.code) == (422, "VALIDATION_ERROR")
    assert [error["field"] for error in reply.error["details"]["errors"]] == [field]


def test_webhooks_belong_to_a_mode(client: Client) -> None:
    _, live = client.sandbox.keys.issue("Live", "live", ["webhook"])
    assert client.call("GET", "/v1/webhooks", key=live).data == []
    assert client.call("DELETE", "/v1/webhooks/webhook_1234567890", key=live).status == 404
