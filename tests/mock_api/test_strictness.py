import pytest

from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import HELLO, JSON, Client

READ = SANDBOX_KEYS["read"]


def test_an_unknown_query_parameter_is_forgiven(client: Client) -> None:
    assert client.call("GET", "/v1/prompts?limits=5").status == 200
    assert client.violations == ["unknown_query_parameter"]


def test_a_query_where_none_belongs_is_forgiven(client: Client) -> None:
    assert client.call("POST", "/v1/generate?verbose", HELLO).status == 200
    assert client.violations == ["unknown_query_parameter"]


def test_a_doubled_query_parameter_is_forgiven(client: Client) -> None:
    assert client.call("GET", "/v1/prompts?limit=1&limit=5").status == 200
    assert client.violations == ["duplicate_query_parameter"]


@pytest.mark.parametrize("query", [f"api_key={READ}", f"key={READ.replace('_', '%5f')}", READ])
def test_a_key_in_the_query_is_a_violation(client: Client, query: str) -> None:
    assert client.send("GET", f"/v1/me?{query}").status == 401
    assert "key_in_query" in client.violations


def test_a_key_in_the_query_beside_a_valid_one_is_a_violation(client: Client) -> None:
    assert client.call("GET", f"/v1/prompts?api_key={READ}").status == 200
    assert client.violations == ["key_in_query", "unknown_query_parameter"]


def test_a_key_in_the_body_is_a_violation(client: Client) -> None:
    assert client.generate({"prompt": f"My key is {READ}", "model": "gpt-4"}).status == 200
    assert client.violations == ["key_in_body"]


def test_a_key_in_another_field_is_a_violation(client: Client) -> None:
    assert client.call("GET", "/v1/me", fields=[("x-api-key", READ)]).status == 200
    assert client.violations == ["key_in_other_field"]


def test_a_body_where_none_belongs_is_forgiven(client: Client) -> None:
    authorization = ("authorization", f"Bearer {READ}")
    assert client.send("GET", "/v1/me", [authorization, JSON], b"{").status == 200
    assert client.violations == ["unexpected_body"]


def test_a_large_body_where_none_belongs_is_forgiven(client: Client) -> None:
    authorization = ("authorization", f"Bearer {READ}")
    assert client.send("GET", "/v1/me", [authorization], b" " * 2_000_000).status == 200
    assert client.violations == ["unexpected_body"]


def test_a_media_type_of_no_body_is_forgiven(client: Client) -> None:
    assert client.call("GET", "/v1/me", fields=[JSON]).status == 200
    assert client.violations == ["content_type_without_body"]


def test_another_charset_is_forgiven_and_means_nothing(client: Client) -> None:
    authorization = ("authorization", f"Bearer {READ}")
    fields = [authorization, ("content-type", "application/json; charset=iso-8859-1")]
    body = '{"prompt": "Grüße", "model": "gpt-4"}'.encode()
    assert client.send("POST", "/v1/generate", fields, body).status == 200
    assert client.violations == ["content_type_parameter"]


def test_an_idempotency_key_that_nothing_reads_is_forgiven(client: Client) -> None:
    assert client.call("GET", "/v1/me", fields=[("idempotency-key", "one")]).status == 200
    assert client.violations == ["unused_idempotency_key"]


def test_percent_encoding_without_need_is_forgiven(client: Client) -> None:
    authorization = ("authorization", f"Bearer {READ}")
    assert client.send("GET", "/v1/me", [authorization], raw_path=b"/v1/%6De").status == 200
    assert client.violations == ["percent_encoded_path"]


def test_a_client_that_wants_no_json_gets_it_all_the_same(client: Client) -> None:
    assert client.call("GET", "/v1/me", fields=[("accept", "text/html")]).status == 200
    assert client.violations == ["json_not_accepted"]


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html, application/json;q=0.9", "application/*"])
def test_a_client_that_takes_json_does_right(client: Client, accept: str) -> None:
    client.call("GET", "/v1/me", fields=[("accept", accept)])
    assert client.violations == []
