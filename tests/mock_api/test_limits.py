from random import Random

import pytest

from mock_api.clock import Clock
from mock_api.errors import ApiError
from mock_api.limits import Limits, Window
from mock_api.sandbox import Sandbox
from tests.mock_api.client import Client


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock: Clock) -> Limits:
    return Limits(clock)


def use(limits: Limits, times: int) -> Window:
    window = limits.window("key")
    for _ in range(times):
        window = limits.window("key")
        limits.count(window)
    return window


def test_a_window_admits_sixty_requests_and_no_more(limits: Limits) -> None:
    window = use(limits, 60)
    assert window.remaining == 0
    with pytest.raises(ApiError):
        limits.count(window)


def test_a_window_ends_sixty_seconds_after_its_first_request(limits: Limits, clock: Clock) -> None:
    window = use(limits, 60)
    clock.advance(59.999)
    assert limits.window("key") is window
    clock.advance(0.001)
    assert limits.window("key").remaining == 60


def test_a_window_starts_with_a_request_not_with_the_minute(limits: Limits, clock: Clock) -> None:
    use(limits, 1)
    clock.advance(100)
    assert use(limits, 1).resets_in(clock.now()) == 60


def test_the_seconds_left_are_rounded_up(limits: Limits, clock: Clock) -> None:
    window = use(limits, 1)
    clock.advance(59.5)
    assert window.resets_in(clock.now()) == 1


def test_the_fields_tell_what_is_left(limits: Limits, clock: Clock) -> None:
    window = use(limits, 1)
    clock.advance(18)
    assert limits.fields(window) == {
        "ratelimit-policy": '"default";q=60;w=60',
        "ratelimit": '"default";r=59;t=42',
    }


def test_every_key_has_its_own_window(client: Client) -> None:
    assert client.generate(key="read")["RateLimit"] == client.generate(key="admin")["RateLimit"]


def test_the_sixty_first_request_waits_for_the_rest_of_the_window(client: Client) -> None:
    for _ in range(60):
        assert client.call("GET", "/v1/me").status == 200
    client.sandbox.clock.advance(18)
    reply = client.call("GET", "/v1/me")
    assert (reply.status, reply.code) == (429, "RATE_LIMIT_EXCEEDED")
    assert reply.error["details"] == {"limit": 60, "window_seconds": 60, "retry_after": 42}
    assert (reply["Retry-After"], reply["RateLimit"]) == ("42", '"default";r=0;t=42')
    client.sandbox.clock.advance(42)
    assert client.call("GET", "/v1/me")["RateLimit"] == '"default";r=59;t=60'


def test_a_refused_request_does_not_prolong_the_window(client: Client) -> None:
    for _ in range(70):
        client.call("GET", "/v1/me")
    client.sandbox.clock.advance(60)
    assert client.call("GET", "/v1/me").status == 200


def test_the_limit_comes_before_the_permission(client: Client) -> None:
    for _ in range(60):
        assert client.call("GET", "/v1/keys").status == 403
    assert client.call("GET", "/v1/keys").status == 429


def test_without_a_key_there_is_no_window(client: Client) -> None:
    reply = client.send("GET", "/v1/me")
    assert (reply["RateLimit"], reply["RateLimit-Policy"]) == (None, None)


def test_the_limited_key_has_three_requests_a_minute(client: Client) -> None:
    replies = [client.generate(key="limited") for _ in range(4)]
    assert [reply.status for reply in replies] == [200, 200, 200, 429]
    assert replies[0]["RateLimit-Policy"] == '"default";q=3;w=60'
    assert replies[3].error["details"]["limit"] == 3


def test_the_busy_key_is_told_to_wait_a_second_once(client: Client) -> None:
    reply = client.generate(key="busy")
    assert (reply.status, reply["Retry-After"], reply["RateLimit"]) == (429, "1", '"default";r=0;t=1')
    reply = client.generate(key="busy")
    assert (reply.status, reply["RateLimit"]) == (200, '"default";r=59;t=60')


def test_the_unavailable_key_gets_a_503_once(client: Client) -> None:
    reply = client.generate(key="unavailable")
    assert (reply.status, reply.code, reply["Retry-After"]) == (503, "SERVICE_UNAVAILABLE", "1")
    assert client.generate(key="unavailable").status == 200


def test_the_limit_can_be_lifted(client: Client) -> None:
    client.sandbox.limits.quota = 10**9
    assert client.generate()["RateLimit"] == '"default";r=999999999;t=60'


def test_two_runs_share_no_window(client: Client) -> None:
    client.generate()
    other = Sandbox(Clock(), Random(0), lambda: 0.0)
    assert other.limits.window("key_0000000001").remaining == 60
