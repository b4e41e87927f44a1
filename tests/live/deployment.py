"""The deployment that `make verify-live` verifies, from the environment: BASE_URL and API_KEY.

A plugin of pytest, so that what is missing or wrong is one line at the start, before any example runs.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
import pytest

from asrun import ROOT
from asrun.examples.environment import inherit
from asrun.examples.example import Example, load_examples
from mock_api.__main__ import is_loopback
from mock_api.key_format import is_well_formed

HOW = "make verify-live BASE_URL=https://staging.example.com API_KEY=ak_test_…"
TIMEOUT = 30.0
DEPLOYMENT = pytest.StashKey["Deployment"]()


@dataclass(frozen=True)
class Deployment:
    """`base_url` is what stands in the place of `https://api.example.com`; the key may read and do nothing else."""

    base_url: str
    api_key: str


inherit()


def pytest_configure(config: pytest.Config) -> None:
    live_examples()
    config.stash[DEPLOYMENT] = checked(read(os.environ))


@pytest.fixture(scope="session")
def deployment(pytestconfig: pytest.Config) -> Deployment:
    return pytestconfig.stash[DEPLOYMENT]


def live_examples() -> list[Example]:
    """Raises `pytest.UsageError` where an example has a slip, or none is live."""
    examples, slips = load_examples(ROOT)
    if slips:
        raise pytest.UsageError(str(slips[0]))
    if not (live := [example for example in examples if example.live]):
        raise pytest.UsageError("no example is live: add live = true to the example.toml of those that only read")
    return live


def read(environment: Mapping[str, str]) -> Deployment:
    """The deployment that the variables name; raises `pytest.UsageError` where they do not."""
    for name in ("BASE_URL", "API_KEY"):
        if not environment.get(name):
            raise pytest.UsageError(f"{name} is not set: {HOW}")
    base_url, api_key = environment["BASE_URL"].rstrip("/"), environment["API_KEY"]
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise pytest.UsageError(f"BASE_URL is no URL: {error}") from error
    if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment or url.userinfo:
        raise pytest.UsageError(f"BASE_URL is no address of an API: expected https://…, actual {base_url}")
    if url.scheme == "http" and not is_loopback(url.host):
        raise pytest.UsageError(f"BASE_URL would send the key in the clear: expected https://…, actual {base_url}")
    if url.path.endswith("/v1"):
        raise pytest.UsageError(f"BASE_URL ends in /v1, which the examples add: expected {base_url[:-3]}")
    if not is_well_formed(api_key):
        raise pytest.UsageError("API_KEY is no whole key: expected ak_test_ or ak_live_, 36 characters, no quotes")
    return Deployment(base_url, api_key)


def checked(deployment: Deployment) -> Deployment:
    """`deployment`, once it answers and takes its key; raises `pytest.UsageError` where it does not.

    Whatever else is wrong with its answer is for the examples to find.
    """
    url = f"{deployment.base_url}/v1/me"
    try:
        answer = httpx.get(url, headers={"Authorization": f"Bearer {deployment.api_key}"}, timeout=TIMEOUT)
    except httpx.TransportError as error:
        why = f"{type(error).__name__}: {error}"
        raise pytest.UsageError(f"{deployment.base_url} cannot be reached: {why}") from error
    try:
        document = answer.json()
        code = document["error"]["code"] if answer.is_error else ""
        permissions = [] if answer.is_error else document["data"]["permissions"]
    except (ValueError, LookupError, TypeError):
        code, permissions = "", []
    if answer.status_code == 401:
        raise pytest.UsageError(f"API_KEY is refused by {url}: expected 200, actual 401 {code}".rstrip())
    if permissions and permissions != ["read"]:
        raise pytest.UsageError(
            f"API_KEY may do more than the examples need: expected a key with the permission read, actual {permissions}"
        )
    return deployment
