import pytest

from tests.test_scheme_choice import *  # noqa: F403

pytestmark = pytest.mark.check
