import pytest

# Not test_link_with_a_language_opens_at_its_anchor: on a busy machine Zensical opens one link with an anchor in ten at
# the top of the page, whatever scripts of ours there are.
from tests.test_choices import (  # what the theme has a part in
    test_all_parts_change_their_colours_at_once,
    test_each_press_offers_the_next_scheme_and_the_last_the_system,
    test_language_survives_navigation_and_a_new_visit,
    test_link_chooses_the_language_and_keeps_its_anchor,
    test_scheme_holds_from_the_first_paint_on_the_next_page_and_in_a_later_visit,
    test_what_a_palette_of_material_has_kept_does_no_harm,
)

pytestmark = pytest.mark.check

__all__ = [
    "test_all_parts_change_their_colours_at_once",
    "test_each_press_offers_the_next_scheme_and_the_last_the_system",
    "test_language_survives_navigation_and_a_new_visit",
    "test_link_chooses_the_language_and_keeps_its_anchor",
    "test_scheme_holds_from_the_first_paint_on_the_next_page_and_in_a_later_visit",
    "test_what_a_palette_of_material_has_kept_does_no_harm",
]
