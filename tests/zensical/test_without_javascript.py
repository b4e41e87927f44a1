from tests.test_without_javascript import *  # noqa: F403
