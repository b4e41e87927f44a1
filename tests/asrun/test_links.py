import random

import pytest

from asrun.pages.links import Places, links
from asrun.pages.site import Site


@pytest.mark.check
def test_wrong_places_hardly_ever_pass(site: Site) -> None:
    places, drawn, passed = Places(site), random.Random(0), []
    for link in (each for each in links(site) if not each.is_external):
        right = places.of(link)
        for other in drawn.sample(list(places.all.values()), 10) if right else ():
            passed += [not list(places.misleading(link, other))] if other != right else []
    assert sum(passed) < 0.06 * len(passed)
