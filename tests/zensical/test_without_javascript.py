import pytest

from tests.test_without_javascript import *  # noqa: F403

pytestmark = pytest.mark.check
