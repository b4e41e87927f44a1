"""Every block, table and inline code of the built site is accounted for, and every entry is shown."""

from pathlib import Path

from tests.fragments import EXECUTED, FRAGMENTS
from tests.harness import ROOT
from tests.harness.blocks import blocks
from tests.harness.fragments import Truth
from tests.harness.inline import Known, check_inline
from tests.harness.ledger import check_blocks, check_downloads, entries
from tests.harness.pool import Runs
from tests.harness.report import report
from tests.harness.runs import needed
from tests.harness.site import Page, Site, build_with_zensical
from tests.harness.tables import check_tables
from tests.harness.vocabulary import Vocabulary
from tests.tables import TABLES
from tests.terms import TERMS
from tests.test_examples import EXAMPLES

CONTRACT = Vocabulary.load(ROOT)


def test_every_block_is_a_file_that_ran_or_a_fragment_of_what_is_true(site: Site, runs: Runs) -> None:
    truth = Truth(
        snippets=ROOT / "snippets",
        examples={example.name: example for example in EXAMPLES},
        exchanges=lambda example: [exchange for case in needed(example) for exchange in runs[case].exchanges],
        contract=CONTRACT.document,
        executed=EXECUTED,
    )
    report(check_blocks(site, entries(ROOT, EXAMPLES), FRAGMENTS, truth))


def test_every_download_is_the_contract_or_ran_with_an_example(site: Site) -> None:
    report(check_downloads(site, EXAMPLES))


def test_every_table_says_what_is_true(site: Site) -> None:
    report(check_tables(site, TABLES, CONTRACT))


def test_every_inline_code_exists(site: Site) -> None:
    report(check_inline(site, Known(ROOT, CONTRACT, EXAMPLES, TERMS)))


def test_zensical_shows_the_same_blocks_and_links(site: Site, tmp_path: Path) -> None:
    other = build_with_zensical(ROOT, tmp_path)
    assert [_shown(other, page) for page in other.pages] == [_shown(site, page) for page in site.pages]


def _shown(site: Site, page: Page) -> tuple[object, ...]:
    shown = [(block.where, block.tab, block.heading, block.text) for block in blocks(site, page)]
    return page.name, shown, [link.get("href") for link in page.article.select("a[href]")]
