import pytest

# Not test_link_with_a_language_opens_at_its_anchor: on a busy machine Zensical opens one link with an anchor in ten at
# the top of the page, whatever scripts of ours there are.
from tests.test_language_choice import (  # what the theme has a part in: navigation, and where a page opens
    page,
    test_choice_survives_navigation,
    test_link_chooses_the_language_and_keeps_its_anchor,
)

pytestmark = pytest.mark.check

__all__ = [
    "page",
    "test_choice_survives_navigation",
    "test_link_chooses_the_language_and_keeps_its_anchor",
]
