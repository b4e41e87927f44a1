import hmac

import pytest

from mock_api.key_format import make_secret
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import Client

READ = SANDBOX_KEYS["read"]
REALM = 'Bearer realm="api"'
INVALID_TOKEN = f'{REALM}, error="invalid_token"'
Refusal = tuple[str, dict[str, str | None], str]
MISSING: Refusal = ("MISSING_API_KEY", {"header": "Authorization"}, REALM)
INVALID: Refusal = ("INVALID_API_KEY", {"key_id": None}, INVALID_TOKEN)
DOUBLED: Refusal = ("INVALID_REQUEST", {}, f'{REALM}, error="invalid_request"')
NO_TOKENS = ["", "Bearer", "Bearer    ", "Basic YTpi", READ, f"Token {READ}", f"Bearer\t{READ}", f"Bearer: {READ}"]
BAD_TOKENS = [
    *("YOUR_API_KEY", READ[:-1], READ + "0", f"'{READ}'", f"{READ} {READ}", READ.upper(), "é" * 44, "a" * 100_000),
    make_secret("test", "Unknown".ljust(30, "0")),
    SANDBOX_KEYS["expired"][:12] + READ[12:],
    make_secret("test", "expi".ljust(30, "1")),
]


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        ([], MISSING),
        *(([value], MISSING) for value in NO_TOKENS),
        *(([f"Bearer {token}"], INVALID) for token in BAD_TOKENS),
        ([f"Bearer {READ}"] * 2, DOUBLED),
    ],
)
def test_request_without_one_valid_key_is_refused(client: Client, authorization: list[str], expected: Refusal) -> None:
    elsewhere = [("x-api-key", READ), ("cookie", f"key={READ}")]
    reply = client.send("GET", f"/v1/me?key={READ}", [*elsewhere, *(("authorization", each) for each in authorization)])
    assert (reply.code, reply.error["details"], reply["WWW-Authenticate"]) == expected
    assert (reply.status, reply["RateLimit"]) == (400 if expected is DOUBLED else 401, None)


@pytest.mark.parametrize(
    ("authorization", "violations"),
    [
        (f"Bearer {READ}", []),
        (f"  Bearer {READ}\t", []),
        (f"bearer {READ}", ["lowercase_bearer"]),
        (f"BEARER {READ}", ["lowercase_bearer"]),
        (f"Bearer   {READ}", ["spaces_before_token"]),
    ],
)
def test_valid_key_is_let_in_however_it_is_written(client: Client, authorization: str, violations: list[str]) -> None:
    client.sandbox.clock.advance(60)
    data = client.send("GET", "/v1/me", [("authorization", authorization)]).data
    assert (data["id"], data["last_used_at"]) == ("key_0000000001", "2026-01-01T12:01:00Z")
    assert client.violations == violations


def test_secrets_are_kept_as_hashes_and_compared_in_constant_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    def compare(kept: bytes, sent: bytes) -> bool:
        compared.append((len(kept), len(sent)))
        return kept == sent

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert client.call("GET", "/v1/me").status == 200
    assert compared == [(32, 32)]
