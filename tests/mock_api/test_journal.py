from functools import partial

import pytest

from asrun.journal import KEPT_BYTES, Journal, Request, Response, Violation, mask, mask_bytes, mask_field
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import HELLO, JSON, Client
from tests.mock_api.work import calls

SECRET = SANDBOX_KEYS["read"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"Bearer {SECRET}", "Bearer ak_test_read…"),
        (f"'{SECRET}'", "'ak_test_read…'"),
        (f"?a={SECRET}&b=1", "?a=ak_test_read…&b=1"),
        (SECRET[:-1], "ak_test_read…"),
        (SECRET.replace("_", "%5F"), "ak_test_read…"),
        (SECRET.replace("k", "%6b").replace("S", "%53"), "ak_test_read…"),
        ("".join(f"%{ord(each):x}" for each in SECRET), "ak_test_read…"),
        ("".join(f"\\u{ord(each):04X}" for each in SECRET), "ak_test_read…"),
        ("whsec_ab\\/%2b\\/%3D\\u0041", "whsec_ab/+…"),
        (f"\ud800{SECRET}", "\ud800ak_test_read…"),
        ("100%ff of \ud800 speak", "100%ff of \ud800 speak"),
        ("whsec_ZXhhbXBsZS13ZWJob29rLXNlY3JldC0w", "whsec_ZXhh…"),
        ("ak_test_read…", "ak_test_read…"),
        ("YOUR_API_KEY", "YOUR_API_KEY"),
        ("\udcff speak_test", "\udcff speak_test"),
    ],
)
def test_a_mask_leaves_the_prefix(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_what_is_escaped_around_a_secret_stays_so() -> None:
    assert mask(f"%e9%C3%22{SECRET.replace('_', '%5f')}%22\\u00e9%20") == "%e9%C3%22ak_test_read…%22\\u00e9%20"


def test_a_secret_is_masked_among_ever_so_many_escapes() -> None:
    escapes = b"%20\\u0020" * 100_000
    hidden = SECRET.replace("t", "\\u0074").encode()
    assert mask_bytes(escapes + hidden + escapes) == escapes + "ak_test_read…".encode() + escapes


def test_what_hides_no_secret_is_left_as_it_came() -> None:
    text = "%61k%5Ftest_ and \\u0061k_live_abcd"
    assert mask(text) is text


def test_many_escapes_are_no_more_steps_than_few() -> None:
    few, many = (calls(partial(mask_bytes, b"%61\\u0061" * count)) for count in (10, 100_000))
    assert many == few


def test_every_secret_in_a_body_is_masked() -> None:
    body = f'["{SECRET}", "{SECRET}", "\xff"]'.encode("latin-1")
    assert mask_bytes(body) == '["ak_test_read…", "ak_test_read…", "'.encode() + b'\xff"]'


def test_a_secret_in_the_escapes_of_json_is_masked() -> None:
    assert mask_bytes(SECRET.replace("S", "\\u0053").encode()) == "ak_test_read…".encode()


@pytest.mark.parametrize("value", ["Basic YWtfdGVzdDo=", "basic\tYWtfdGVzdDo=", " BASIC YWtfdGVzdDo="])
def test_basic_credentials_are_masked_whole(value: str) -> None:
    assert mask_field("authorization", value) == "Basic …"


def test_a_violation_about_half_a_character_is_journaled(client: Client) -> None:
    body = f'{{"\\ud800{SECRET}": 1, "\\ud800{SECRET}": 2}}'.encode()
    reply = client.send("POST", "/v1/generate", [("authorization", f"Bearer {SECRET}"), JSON], body)
    assert (reply.status, client.violations) == (400, ["key_in_body", "duplicate_json_key"])


def test_two_keys_are_told_apart() -> None:
    assert len({mask(secret) for secret in SANDBOX_KEYS.values()}) == len(SANDBOX_KEYS)


def test_the_journal_is_bounded() -> None:
    journal = Journal()
    for number in range(1001):
        journal.record(Request("GET", f"/{number}", f"/{number}", "", [], b""), Response(404, [], b""), [])
    assert len(journal.exchanges) == 1000
    assert journal.exchanges[0].request.path == "/1"


def test_the_journal_is_bounded_by_bytes() -> None:
    body = bytes(KEPT_BYTES // 16)
    for request, response in [(body, b""), (b"", body)]:
        journal = Journal()
        for number in range(40):
            journal.record(Request("POST", f"/{number}", "", "", [], request), Response(200, [], response), [])
        assert [each.request.target for each in journal.exchanges] == [f"/{number}" for number in range(25, 40)]


@pytest.mark.parametrize("part", ["target", "path", "query", "field", "many fields", "detail", "many violations"])
def test_the_bytes_of_the_journal_are_those_of_every_part(part: str) -> None:
    text, journal = "x" * 60_000, Journal()
    fields = {"field": [("x-a", text)], "many fields": [("x", "")] * 400}.get(part, [])
    violations = {"detail": [Violation("a", text)], "many violations": [Violation("a", "")] * 400}.get(part, [])
    for _ in range(400):
        target, path, query = (text if part == name else "" for name in ("target", "path", "query"))
        journal.record(Request("GET", target, path, query, fields, b""), Response(404, [], b""), violations)
    assert 200 < len(journal.exchanges) < 300


def test_an_exchange_is_journaled_as_it_was_sent(client: Client) -> None:
    reply = client.send(
        "POST", "/v1/generate?a=%20b", [("X-A", "1"), ("x-a", "2"), JSON], b"{}", raw_path=b"/v1/gener%61te"
    )
    request, response = client.exchange.request, client.exchange.response
    assert (request.method, request.path, request.query) == ("POST", "/v1/generate", "a=%20b")
    assert request.target == "/v1/gener%61te?a=%20b"
    assert request.fields == [("x-a", "1"), ("x-a", "2"), JSON]
    assert request.body == b"{}"
    assert (response.status, response.fields, response.body) == (401, reply.fields, reply.body)


def test_a_good_request_has_no_violations(client: Client) -> None:
    client.generate()
    assert client.violations == []


def test_no_secret_gets_into_the_journal(client: Client) -> None:
    created = client.call("POST", "/v1/keys", {"name": SECRET, "permissions": ["read"]}, key="admin").data["secret"]
    hook = client.call(
        "POST", "/v1/webhooks", {"url": "https://example.com", "events": ["key.created"]}, key="webhook"
    ).data["secret"]
    client.call("GET", f"/v1/{created}?key={created}", key=created, fields=[("x-api-key", created)])
    client.send(
        "POST", "/v1/prompts", [("authorization", created), JSON], f'{{"{created}": 1, "{created}": 2}}'.encode()
    )
    written = repr(list(client.sandbox.journal.exchanges))
    assert "ak_test_" in written
    for secret in (*SANDBOX_KEYS.values(), created, hook):
        assert secret[16:] not in written


def test_the_detail_of_a_violation_is_masked() -> None:
    journal = Journal()
    journal.record(Request("GET", "/", "/", "", [], b""), Response(404, [], b""), [Violation("name", f"no {SECRET}")])
    assert journal.exchanges[0].violations == [Violation("name", "no ak_test_read…")]


def test_a_request_without_a_key_is_journaled_with_its_body(client: Client) -> None:
    client.send("POST", "/v1/generate", [JSON], b'{"prompt": "Hello, world!"}')
    assert client.exchange.request.body == b'{"prompt": "Hello, world!"}'


def test_an_unknown_path_is_journaled(client: Client) -> None:
    client.generate(HELLO)
    client.send("GET", "/nowhere")
    assert [(each.request.path, each.response.status) for each in client.sandbox.journal.exchanges] == [
        ("/v1/generate", 200),
        ("/nowhere", 404),
    ]
