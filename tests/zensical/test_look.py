import pytest

from tests.test_look import (  # what the theme has a part in
    plain,
    test_every_language_can_be_read_without_javascript,
    test_page_is_shown_before_it_has_arrived_and_nothing_moves,
    test_what_needs_javascript_is_not_shown_without,
    test_wide_table_scrolls_within_itself_without_javascript,
)

pytestmark = pytest.mark.check

__all__ = [
    "plain",
    "test_every_language_can_be_read_without_javascript",
    "test_page_is_shown_before_it_has_arrived_and_nothing_moves",
    "test_what_needs_javascript_is_not_shown_without",
    "test_wide_table_scrolls_within_itself_without_javascript",
]
