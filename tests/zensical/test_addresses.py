import pytest

from tests.test_addresses import *  # noqa: F403

pytestmark = pytest.mark.check
