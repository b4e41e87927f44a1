"""What a link says and where it leads: one page has all these links, one a line."""

import random
from pathlib import Path

import pytest

from asrun.pages.links import Places, check_links, check_words, links
from asrun.pages.site import Site
from tests.asrun.small_site import small_site

KEYS = "# Managing keys\n\n## Rotate a key\n\nReplace it.\n\n## Revoke a key\n\nIt stops working at once.\n"
LIMITS = "# Rate limits\n\n## When you exceed the limit\n\nWait, and try again.\n\n## Stay within it\n\nSlow down.\n"
LINKS = {
    "[Rotating keys](keys.md#rotate-a-key)": "",
    "To revoke it, [withdraw the key](keys.md#revoke-a-key)": "",
    "If you exceed the limit, [see what to do](limits.md#when-you-exceed-the-limit)": "",
    "Read about [limits](limits.md)": "",
    "[Rotate a key](keys.md#revoke-a-key)": "which rather says keys.md#rotate-a-key",
    "[Managing keys](limits.md)": 'actual "Managing keys"',
    "[Sign up](https://shop.com/signup)": "",
    "[Docs](http://127.0.0.1:8000/docs)": "",
    "[Dashboard](https://shop.com/signup)": "a link that names https://shop.com/signup",
    "[Our shop](http://shop.com)": "expected https",
    "[Shop](https://sh0p.com/shop)": "a host of external_hosts",
    "[help@shop.com](mailto:support@shop.com)": "a link that names mailto:support@shop.com",
    "[Support](mailto:support@shap.com)": "a host of external_hosts",
}


def test_link_that_leads_elsewhere_than_it_says_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "asrun.toml").write_text('contract = "openapi.yaml"\nexternal_hosts = ["shop.com"]\n')
    pages = {"keys.md": KEYS, "limits.md": LIMITS, "page.md": "".join(f"- {link}.\n" for link in LINKS)}
    site, _ = small_site(tmp_path, pages)
    said = dict.fromkeys(range(1, len(LINKS) + 1), "")
    for finding in (*check_links(site), *check_words(site)):
        said[int(finding.where.removeprefix("docs/page.md:"))] += str(finding)
    expected = zip(LINKS.values(), said.values(), strict=True)
    assert not (wrong := [each for each in expected if each[0] not in each[1] or bool(each[0]) != bool(each[1])]), wrong


@pytest.mark.check
def test_wrong_places_hardly_ever_pass(site: Site) -> None:
    places, drawn, passed = Places(site), random.Random(0), []
    for link in (each for each in links(site) if not each.is_external):
        right = places.of(link)
        for other in drawn.sample(list(places.all.values()), 10) if right else ():
            passed += [not list(places.misleading(link, other))] if other != right else []
    assert sum(passed) < 0.06 * len(passed)
