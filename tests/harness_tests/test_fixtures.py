"""What many tests share is made by one process."""

import pytest


@pytest.mark.usefixtures("built")
def test_xdist_knows_the_group_of_a_test(request: pytest.FixtureRequest) -> None:
    """It has said nothing when it did not: each process then made all that is shared."""
    expected = "@site" if getattr(request.config.option, "loadgroup", False) else request.node.name
    assert request.node.nodeid.endswith(expected)
