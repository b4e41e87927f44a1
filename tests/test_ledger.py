"""Every block, table and inline code of the built site is accounted for, and every entry is shown."""

from asrun import ROOT
from asrun.examples.pool import Runs
from asrun.examples.runs import needed
from asrun.pages.fragments import Truth
from asrun.pages.inline import Known, check_inline
from asrun.pages.ledger import check_blocks, check_downloads, entries
from asrun.pages.site import Site
from asrun.pages.tables import check_tables
from asrun.pages.vocabulary import Vocabulary
from asrun.report import report
from tests.fragments import EXECUTED, FRAGMENTS
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
