"""What the tables of getting-started/testing.md must say: the sandbox as every run starts with it."""

from collections.abc import Iterable
from random import Random

from asrun import ROOT
from asrun.contract import Contract
from asrun.pages.tables import Row
from asrun.pages.vocabulary import CONTRACT, Vocabulary
from mock_api.app import create_app
from mock_api.clock import Clock
from mock_api.collection import Resource
from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS, Sandbox
from tests.mock_api.client import Client


def sandbox_keys(_: Vocabulary) -> frozenset[Row]:
    """Name, secret and permission of each published key, and the status when it first asks."""
    sandbox = _sandbox()
    client = Client(create_app(Contract.load(ROOT / CONTRACT)), sandbox)
    rows = set()
    for name, secret in SANDBOX_KEYS.items():
        key = sandbox.keys.find(secret)
        assert key is not None
        reply = client.call("GET", "/v1/me", key=name)
        rows.add((name, secret, ", ".join(key.permissions), str(reply.status)))
    return frozenset(rows)


def fixed_objects(_: Vocabulary) -> frozenset[Row]:
    """Schema and id of each object that is there from the start, but for the published keys."""
    sandbox = _sandbox()
    account = sandbox.accounts["test"]
    objects: dict[str, Iterable[Resource]] = {
        "ApiKey": (key for key in sandbox.keys.of_mode["test"] if key.id not in KEY_IDS.values()),
        "Generation": account.generations,
        "Prompt": account.prompts,
        "Webhook": account.webhooks,
    }
    return frozenset((schema, each.id) for schema, collection in objects.items() for each in collection)


def _sandbox() -> Sandbox:
    return Sandbox(Clock(), Random(0), lambda: 0.0)
