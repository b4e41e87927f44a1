from tests.test_arrival import *  # noqa: F403
