"""What many tests share is made once."""

import os

import pytest


@pytest.mark.usefixtures("built")
def test_xdist_knows_the_group_of_a_test(request: pytest.FixtureRequest) -> None:
    """It has said nothing when it did not: each process then made all that is shared."""
    expected = "@site" if "PYTEST_XDIST_WORKER" in os.environ else request.node.name
    assert request.node.nodeid.endswith(expected)
