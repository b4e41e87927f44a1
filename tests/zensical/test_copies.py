import pytest

from tests.test_copies import (
    test_anchors_are_stable,
    test_every_page_has_a_canonical_address_and_a_description_of_its_own,
    test_missing_page_has_search_and_navigation,
    test_sitemap_lists_every_page_and_no_other,
)

pytestmark = pytest.mark.check

__all__ = [
    "test_anchors_are_stable",
    "test_every_page_has_a_canonical_address_and_a_description_of_its_own",
    "test_missing_page_has_search_and_navigation",
    "test_sitemap_lists_every_page_and_no_other",
]
