import base64
from typing import Any

import pytest

from asrun.contract import Contract
from asrun.default.messages import RefusalError
from asrun.default.security import Key, authenticate

SCHEMES = {
    "bearer": {"type": "http", "scheme": "Bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "oauth": {"type": "oauth2", "flows": {}},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "tls": {"type": "mutualTLS"},
    "digest": {"type": "http", "scheme": "Digest"},
}
KEYS = [Key("one"), Key("user:password"), Key("two", ["read"]), Key("three", None, "cookie")]


def basic(text: str) -> tuple[str, str]:
    return "authorization", f"Basic {base64.b64encode(text.encode()).decode()}"


def admit(security: list[Any], query: str, fields: list[tuple[str, str]], keys: list[Key] = KEYS) -> None:
    paths = {"/": {"get": {"security": security}}}
    contract = Contract.load({"paths": paths, "components": {"securitySchemes": SCHEMES}})
    authenticate(contract.operations["GET", "/"], contract.security_schemes, keys, query, fields)


@pytest.mark.parametrize(
    ("security", "query", "field", "status"),
    [
        ([{"bearer": []}, {}], "", None, 200),
        ([{"tls": []}], "", None, 200),
        ([{"digest": []}], "", ("authorization", "Digest username=one"), 200),
        ([{"bearer": []}], "", ("authorization", "bearer one"), 200),
        ([{"bearer": []}], "", ("authorization", "Bearer four"), 401),
        ([{"bearer": []}], "", ("authorization", "Bearer three"), 401),
        ([{"oauth": ["read", "write"]}], "", ("authorization", "Bearer two"), 403),
        ([{"oauth": ["write"]}, {"bearer": []}], "", ("authorization", "Bearer two"), 200),
        ([{"basic": []}], "", basic("user:password"), 200),
        ([{"basic": []}], "", basic("one:"), 200),
        ([{"basic": []}], "", ("authorization", f"{basic('user:password')[1]}?"), 401),
        ([{"cookie": []}], "", ("cookie", "a=b; session=three"), 200),
        ([{"query": []}], "key=one&key=one", None, 401),
        ([{"header": [], "query": []}], "key=one", None, 401),
        ([{"bearer": [], "basic": []}], "", ("authorization", "Bearer one"), 200),
        ([{"bearer": [], "basic": []}], "", ("authorization", "Bearer four"), 401),
    ],
)
def test_one_requirement_must_be_met_in_all_its_parts(
    security: list[Any], query: str, field: tuple[str, str] | None, status: int
) -> None:
    try:
        admit(security, query, [field] if field else [])
        actual, challenge = 200, "none"
    except RefusalError as refusal:
        actual, challenge = refusal.statuses[0], refusal.fields.get("www-authenticate", "")
    assert actual == status
    if status == 401 and not {"header", "query", "cookie"} & security[0].keys():
        assert challenge == ", ".join(f'{name.capitalize()} realm="api"' for name in security[0])


def test_without_keys_any_credentials_do_but_none_do_not() -> None:
    admit([{"header": []}], "", [("x-key", "YOUR_KEY")], [])
    with pytest.raises(RefusalError):
        admit([{"header": []}], "", [], [])
