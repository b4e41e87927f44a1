import pytest

from tests.test_arrival import *  # noqa: F403

pytestmark = pytest.mark.check
