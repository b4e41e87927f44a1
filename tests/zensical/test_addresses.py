from tests.test_addresses import *  # noqa: F403
