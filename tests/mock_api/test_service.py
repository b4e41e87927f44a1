from asrun import ROOT
from tests.mock_api.client import Client


def test_the_service_says_that_it_is_up(client: Client) -> None:
    reply = client.send("GET", "/health")
    assert (reply.status, reply.document) == (200, {"success": True, "data": {"status": "ok"}})


def test_the_contract_is_sent_byte_for_byte(client: Client) -> None:
    reply = client.send("GET", "/openapi.yaml")
    assert (reply.status, reply["Content-Type"]) == (200, "application/yaml")
    assert reply.body == (ROOT / "docs/api-reference/openapi.yaml").read_bytes()


def test_a_key_is_neither_needed_nor_read(client: Client) -> None:
    reply = client.send("GET", "/health", [("authorization", "Bearer YOUR_API_KEY"), ("authorization", "")])
    assert (reply.status, reply["RateLimit"]) == (200, None)
