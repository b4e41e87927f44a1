from tests.test_scheme_choice import *  # noqa: F403
