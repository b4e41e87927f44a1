from tests.test_language_choice import *  # noqa: F403
