import hmac

import pytest

from mock_api.key_format import make_secret
from mock_api.sandbox import SANDBOX_KEYS, Sandbox
from tests.mock_api.client import JSON, Client, Reply

READ = SANDBOX_KEYS["read"]
REALM = 'Bearer realm="api"'
INVALID_TOKEN = f'{REALM}, error="invalid_token"'


def me(client: Client, *authorization: str) -> Reply:
    return client.send("GET", "/v1/me", [("authorization", value) for value in authorization])


@pytest.mark.parametrize(
    "authorization",
    [
        [],
        [""],
        ["Bearer"],
        ["Bearer "],
        ["Bearer    "],
        ["Basic YWxhZGRpbjpvcGVuc2VzYW1l"],
        [READ],
        [f"Token {READ}"],
        [f"Bearer\t{READ}"],
        [f"Bearer: {READ}"],
    ],
)
def test_without_a_bearer_token_the_key_is_missing(client: Client, authorization: list[str]) -> None:
    reply = me(client, *authorization)
    assert reply.status == 401
    assert reply.document == {
        "success": False,
        "error": {
            "code": "MISSING_API_KEY",
            "message": "API key is required",
            "details": {"header": "Authorization"},
        },
    }
    assert reply["WWW-Authenticate"] == REALM


@pytest.mark.parametrize(
    "token",
    [
        "YOUR_API_KEY",
        "undefined",
        READ[:-1],
        READ + "0",
        f"'{READ}'",
        f"{READ} {READ}",
        f"{READ},",
        READ.upper(),
        make_secret("test", "Unknown".ljust(30, "0")),
        "é" * 44,
        "a" * 100_000,
    ],
)
def test_a_malformed_or_unknown_key_is_invalid(client: Client, token: str) -> None:
    reply = me(client, f"Bearer {token}")
    assert reply.status == 401
    assert reply.document == {
        "success": False,
        "error": {
            "code": "INVALID_API_KEY",
            "message": "The provided API key is invalid",
            "details": {"key_id": None},
        },
    }
    assert reply["WWW-Authenticate"] == INVALID_TOKEN


def test_a_revoked_key_is_invalid_and_named(client: Client) -> None:
    reply = client.call("GET", "/v1/me", key="revoked")
    assert (reply.status, reply.code) == (401, "INVALID_API_KEY")
    assert reply.error["details"] == {"key_id": "key_1234567890"}
    assert reply["WWW-Authenticate"] == INVALID_TOKEN


def test_an_expired_key_says_when_it_ended(client: Client) -> None:
    reply = client.call("GET", "/v1/me", key="expired")
    assert reply.status == 401
    assert reply.document == {
        "success": False,
        "error": {
            "code": "EXPIRED_API_KEY",
            "message": "The API key has expired",
            "details": {"expired_at": "2024-01-01T00:00:00Z"},
        },
    }
    assert reply["WWW-Authenticate"] == INVALID_TOKEN


@pytest.mark.parametrize(
    "secret",
    [SANDBOX_KEYS["expired"][:12] + READ[12:], make_secret("test", "expi".ljust(30, "1"))],
    ids=["noise", "key"],
)
def test_only_the_whole_secret_of_an_expired_key_tells_so(client: Client, secret: str) -> None:
    assert secret[:12] == SANDBOX_KEYS["expired"][:12]
    reply = client.call("GET", "/v1/me", key=secret)
    assert (reply.code, reply.error["details"]) == ("INVALID_API_KEY", {"key_id": None})


def test_two_authorization_fields_are_a_bad_request(client: Client) -> None:
    reply = me(client, f"Bearer {READ}", f"Bearer {READ}")
    assert (reply.status, reply.code) == (400, "INVALID_REQUEST")
    assert reply["WWW-Authenticate"] == f'{REALM}, error="invalid_request"'
    assert reply["RateLimit"] is None


@pytest.mark.parametrize("authorization", [f"Bearer {READ}", f"  Bearer {READ}\t"])
def test_a_valid_key_is_let_in(client: Client, authorization: str) -> None:
    assert me(client, authorization).data["id"] == "key_0000000001"
    assert client.violations == []


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
def test_the_case_of_the_scheme_is_forgiven(client: Client, scheme: str) -> None:
    assert me(client, f"{scheme} {READ}").status == 200
    assert client.violations == ["lowercase_bearer"]


def test_more_spaces_before_the_key_are_forgiven(client: Client) -> None:
    assert me(client, f"Bearer  {READ}").status == 200
    assert client.violations == ["spaces_before_token"]


@pytest.mark.parametrize(
    ("key", "method", "path", "required"),
    [
        ("write", "POST", "/v1/generate", "read"),
        ("webhook", "GET", "/v1/models", "read"),
        ("read", "POST", "/v1/prompts", "write"),
        ("read", "POST", "/v1/keys", "admin"),
        ("write", "POST", "/v1/webhooks", "webhook"),
    ],
)
def test_a_key_without_the_permission_is_refused(
    client: Client, key: str, method: str, path: str, required: str
) -> None:
    reply = client.call(method, path, key=key)
    assert reply.status == 403
    assert reply.document == {
        "success": False,
        "error": {
            "code": "INSUFFICIENT_PERMISSIONS",
            "message": "The API key lacks the required permission",
            "details": {"required": required, "granted": [key]},
        },
    }
    assert reply["WWW-Authenticate"] == f'{REALM}, error="insufficient_scope", scope="{required}"'
    assert reply["RateLimit"] is not None


@pytest.mark.parametrize("path", ["/v1/models", "/v1/prompts", "/v1/keys", "/v1/webhooks", "/v1/usage", "/v1/me"])
def test_admin_implies_every_permission(client: Client, path: str) -> None:
    assert client.call("GET", path, key="admin").status == 200


@pytest.mark.parametrize("key", ["read", "write", "admin", "webhook"])
def test_any_valid_key_may_ask_who_it_is(client: Client, key: str) -> None:
    assert client.call("GET", "/v1/me", key=key).data["permissions"] == [key]


@pytest.mark.parametrize("target", [f"/v1/me?api_key={READ}", "/v1/me"])
def test_a_key_elsewhere_is_ignored(client: Client, target: str) -> None:
    reply = client.send("GET", target, [("x-api-key", READ), ("cookie", f"key={READ}")])
    assert (reply.status, reply.code) == (401, "MISSING_API_KEY")


def test_the_use_of_a_key_is_noted(client: Client) -> None:
    client.sandbox.clock.advance(60)
    assert client.call("GET", "/v1/me").data["last_used_at"] == "2026-01-01T12:01:00Z"


def test_secrets_are_kept_as_hashes_and_compared_in_constant_time(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    def compare(kept: bytes, given: bytes) -> bool:
        compared.append((len(kept), len(given)))
        return kept == given

    monkeypatch.setattr(hmac, "compare_digest", compare)
    key = sandbox.keys.find(READ)
    assert compared == [(32, 32)]
    assert key is not None
    assert READ.encode() not in key.sha256


def test_an_error_does_not_repeat_the_key(client: Client) -> None:
    body = f'{{"prompt": "Hi", "model": "{READ}", "{READ}": 1}}'.encode()
    reply = client.send("POST", "/v1/generate", [("authorization", f"Bearer {READ}"), JSON], body)
    assert reply.status == 422
    assert READ[12:] not in reply.body.decode()
