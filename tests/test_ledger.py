"""Every block, table and inline code of the built site is accounted for, and every entry is shown."""

from asrun import ROOT
from asrun.examples.pool import Runs
from asrun.examples.runs import needed
from asrun.pages.descriptions import check_diagrams, vocabulary
from asrun.pages.inline import Known, check_inline
from asrun.pages.ledger import check_blocks, check_downloads, entries
from asrun.pages.site import Site
from asrun.pages.tables import check_tables
from asrun.report import report
from tests.api import API, EXAMPLES
from tests.fragments import SENT_BY, fragments
from tests.openapi import PATH, SOURCE
from tests.tables import CURL_EXITS, TABLES
from tests.terms import TERMS


def test_every_block_is_a_file_that_ran_or_a_fragment_of_what_is_true(site: Site, runs: Runs) -> None:
    (sender,) = (example for example in EXAMPLES if example.name == SENT_BY)
    exchanges = [exchange for case in needed(sender) for exchange in runs[case].exchanges]
    report(check_blocks(site, entries(ROOT, EXAMPLES), fragments(exchanges), "tests/fragments.py"))


def test_every_download_is_the_contract_or_ran_with_an_example(site: Site) -> None:
    report(check_downloads(site, {PATH, *(path for example in EXAMPLES for path in example.files)}))


def test_every_table_says_what_is_true(site: Site) -> None:
    report(check_tables(site, TABLES, "tests/tables.py"))


def test_every_inline_code_exists(site: Site) -> None:
    exits = [f"curl: ({status})" for statuses in CURL_EXITS for status in statuses]
    known = Known(ROOT, SOURCE, EXAMPLES, TERMS, [*API.keys.values(), *exits])
    report(check_inline(site, known, "tests/terms.py"))


def test_every_diagram_is_described(site: Site) -> None:
    report(check_diagrams(site, vocabulary(API)))
