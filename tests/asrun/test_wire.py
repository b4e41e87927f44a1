import re

import pytest

from asrun.examples import wire
from asrun.examples.wire import difference, sent
from asrun.journal import Request

JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")


def request(*fields: tuple[str, str], method: str = "POST", query: str = "", body: str = "") -> Request:
    return Request(method, "/", "/", query, list(fields), body.encode())


def form(boundary: str, value: str = "1") -> Request:
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n{value}\r\n--{boundary}--\r\n'
    return request(("Content-Type", f"multipart/form-data; boundary={boundary}"), body=part)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (request(JSON, body='{"a": 1.0, "b": "é"}'), request(JSON, body='{"b":"\\u00e9","a":1}')),
        (request(FORM, body="a=1&b=%20"), request(FORM, body="b=+&a=1")),
        (request(query="a=1&b=%20x"), request(query="b=+x&a=1")),
        (request(JSON), request(("X-Sdk-Os", "Linux"))),
        (request(JSON, body='{"a": [{"stream": false}]}'), request(JSON, body='{"a": [{}]}')),
        (request(("Cookie", "")), request()),
        (request(("Authorization", "bearer key")), request(("Authorization", "Bearer key"))),
        (form("x"), form("y")),
    ],
)
def test_requests_that_mean_the_same_are_equal(one: Request, other: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "CLIENT_FIELDS", re.compile("x-sdk-.*|stream: false"))
    assert sent(one) == sent(other)


def test_only_the_value_that_an_sdk_adds_means_the_same_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "CLIENT_FIELDS", re.compile("stream: false"))
    assert sent(request(JSON, body='{"stream": true}')) != sent(request(JSON, body="{}"))


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (request(method="GET"), request(), ('the method "GET"', 'the method "POST"')),
        (request(query="a="), request(), ('the query "a="', "no query")),
        (request(("Accept", "text/html")), request(), ('the field accept "text/html"', "no field accept")),
        (request(("X-A", "")), request(), ("an empty field x-a", "no field x-a")),
        (request(("X-A", "1")), request(("X-A", "2")), ('the field x-a "1"', 'the field x-a "2"')),
        (request(("Idempotency-Key", "1")), request(), ('the field idempotency-key "…"', "no field idempotency-key")),
        (request(body="a"), request(), ('the body "a"', "no body")),
        (
            request(JSON, body=f'{{"a": [{{"b": 1}}], "c": "{"x" * 999}"}}'),
            request(JSON, body='{"a": [{}], "c": ""}'),
            ('"{" in line 3 of the body', '"{}" in line 3 of the body'),
        ),
        (form("x"), form("x", "2"), ('the body "a=1"', 'the body "a=2"')),
    ],
)
def test_difference_is_told_as_each_has_it(one: Request, other: Request, told: tuple[str, str]) -> None:
    assert difference(sent(one), sent(other)) == told


@pytest.mark.parametrize("body", ['{"a": true}', '{"a": "1"}', '{"a": 1, "a": 1}'])
def test_json_values_of_another_type_differ(body: str) -> None:
    assert sent(request(JSON, body=body)) != sent(request(JSON, body='{"a": 1}'))
