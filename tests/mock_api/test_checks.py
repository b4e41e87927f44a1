from mock_api.body import MAX_BYTES
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import JSON, Client

READ = ("authorization", f"Bearer {SANDBOX_KEYS['read']}")
WEBHOOK = ("authorization", f"Bearer {SANDBOX_KEYS['webhook']}")


def test_the_checks_are_made_in_the_order_of_the_contract(client: Client) -> None:
    """Each request has all the faults of those below it."""
    large = b"{" * (MAX_BYTES + 1)
    text = ("content-type", "text/plain")
    malformed = ("idempotency-key", "a b")
    taken = ("idempotency-key", "taken")
    client.call("POST", "/v1/keys", {"name": "New", "permissions": ["read"]}, key="admin", fields=[taken])
    rotation = "/v1/keys/key_0000000000/rotate"
    client.sandbox.idempotency.begin(("key_0000000003", "POST", rotation, "taken"), {"overlap_seconds": 1})
    admin = ("authorization", f"Bearer {SANDBOX_KEYS['admin']}")
    bad = ("authorization", "Bearer YOUR_API_KEY")
    read = client.sandbox.limits.window("key_0000000001")
    read.usage.requests = 60
    requests = [
        ("POST", "/v1/key", [bad, bad, text, malformed], large, 404),
        ("PUT", rotation, [bad, bad, text, malformed], large, 405),
        ("POST", rotation, [bad, bad, text, malformed], large, 400),
        ("POST", rotation, [bad, text, malformed], large, 401),
        ("POST", rotation, [READ, text, malformed], large, 429),
        ("POST", rotation, [WEBHOOK, text, malformed], large, 403),
        ("POST", rotation, [admin, text, malformed], large, 413),
        ("POST", rotation, [admin, text, malformed], b"{", 415),
        ("POST", rotation, [admin, JSON, malformed], b"{", 400),
        ("POST", rotation, [admin, JSON, malformed], b'{"overlap_seconds": 0}', 422),
        ("POST", rotation, [admin, JSON, taken], b'{"overlap_seconds": -1}', 422),
        ("POST", rotation, [admin, JSON, taken], b'{"overlap_seconds": 1}', 409),
        ("POST", rotation, [admin, JSON], b'{"overlap_seconds": 1}', 404),
    ]
    statuses = [client.send(method, path, fields, body).status for method, path, fields, body, _ in requests]
    assert statuses == [status for *_, status in requests]


def test_all_that_breaks_the_schema_is_told_at_once(client: Client) -> None:
    fields = [READ, JSON, ("idempotency-key", "a b")]
    reply = client.send("POST", "/v1/generate", fields, b'{"model": "gpt-5", "max_tokens": 0}')
    mistakes = sorted(error["field"] for error in reply.error["details"]["errors"])
    assert mistakes == ["Idempotency-Key", "max_tokens", "model", "prompt"]
