"""The numbered lists of the pages, performed against the mock in their order: another one fails here, too."""

import re
from collections.abc import Callable, Mapping

import pytest

from tests.mock_api.client import Client

OLD = {"name": "Production", "permissions": ["read"]}

Perform = Callable[[Mapping[str, Callable[[], None]]], None]


@pytest.fixture
def perform(request: pytest.FixtureRequest) -> Perform:
    """Performs the steps of the test's marks in order, each by the function of its name."""

    def performed(steps: Mapping[str, Callable[[], None]]) -> None:
        [names] = {mark.args[1:] for mark in request.node.iter_markers("steps")}
        for name in names:
            steps[name]()

    return performed


@pytest.mark.steps("getting-started/managing-keys.md#rotate-a-key", "Create", "Update", "Test", "Delete")
@pytest.mark.steps("getting-started/authentication.md#rotating-keys", "Create", "Update", "Test", "Delete")
def test_rotated_key_is_replaced_without_downtime(client: Client, perform: Perform) -> None:
    old = client.call("POST", "/v1/keys", OLD, key="admin").data
    keys = [old["secret"]]

    def create() -> None:
        overlap = {"overlap_seconds": 86_400}
        keys.append(client.call("POST", f"/v1/keys/{old['id']}/rotate", overlap, key="admin").data["secret"])

    def update() -> None:
        assert [client.call("GET", "/v1/me", key=key).status for key in keys] == [200, 200]
        keys.reverse()

    def test() -> None:
        old_use = client.call("GET", f"/v1/keys/{old['id']}", key="admin").data["last_used_at"]
        client.sandbox.clock.advance(60)
        assert client.call("GET", "/v1/me", key=keys[0]).data["id"] != old["id"]
        assert client.call("GET", f"/v1/keys/{old['id']}", key="admin").data["last_used_at"] == old_use

    def delete() -> None:
        assert client.call("DELETE", f"/v1/keys/{old['id']}", key="admin").status == 204
        assert client.call("GET", "/v1/me", key=old["secret"]).status == 401
        assert client.call("GET", "/v1/me", key=keys[0]).status == 200  # whoever deletes before that is locked out

    perform({"Create": create, "Update": update, "Test": test, "Delete": delete})


@pytest.mark.steps(
    "getting-started/rate-limits.md#when-you-are-over-the-limit",
    "Wait", "Add a random delay", "Retry the request", "Give up",
)  # fmt: skip
def test_request_over_the_limit_succeeds_after_the_wait(client: Client, perform: Perform) -> None:
    once = [("idempotency-key", "one")]
    refused = client.generate(key="busy", fields=once)
    statuses = [refused.status]

    def wait() -> None:
        client.seconds += int(refused["Retry-After"] or 0)

    def delay() -> None:
        client.seconds += client.sandbox.random.random()

    def retry() -> None:
        statuses.append(client.generate(key="busy", fields=once).status)
        assert (statuses, client.violations) == ([429, 200], [])

    def give_up() -> None:
        assert len(statuses) == 2  # or else the error would be reported

    perform({"Wait": wait, "Add a random delay": delay, "Retry the request": retry, "Give up": give_up})


@pytest.mark.steps(
    "guides/best-practices.md#plan-for-a-leak",
    "Replace the key", "Deploy the new key", "Assess the damage", "Find the cause", "Search for copies",
)  # fmt: skip
def test_leaked_key_is_useless_at_once_and_its_use_is_known(client: Client, perform: Perform) -> None:
    leaked = client.call("POST", "/v1/keys", OLD, key="admin").data
    deployed = [leaked]

    def replace() -> None:
        client.call("GET", "/v1/me", key=leaked["secret"])
        overlap = {"overlap_seconds": 0}
        deployed.append(client.call("POST", f"/v1/keys/{leaked['id']}/rotate", overlap, key="admin").data)

    def deploy() -> None:
        assert client.call("GET", "/v1/me", key=deployed.pop()["secret"]).status == 200

    def assess() -> None:
        assert client.call("GET", "/v1/me", key=leaked["secret"]).status == 401
        assert client.call("GET", f"/v1/keys/{leaked['id']}", key="admin").data["last_used_at"]

    def find() -> None:
        assert deployed == [leaked]

    def search() -> None:
        assert re.match("ak_(test|live)_", leaked["secret"])

    perform(
        {
            "Replace the key": replace,
            "Deploy the new key": deploy,
            "Assess the damage": assess,
            "Find the cause": find,
            "Search for copies": search,
        }
    )
