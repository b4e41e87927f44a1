"""Each test that proves a claim has a trial: it fails where the mock, or a program, behaves otherwise."""

from dataclasses import replace

import pytest

from asrun import ROOT
from asrun.claims.register import MARK, claims, marks
from asrun.collect import every_example
from asrun.examples.example import Example
from asrun.examples.runs import needed, run
from asrun.examples.verdict import judge
from asrun.mutation.project import Edit, copied, edited, run_tests
from asrun.settings import project_settings
from asrun.text import read_toml
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS

FAILING = ["mock_api/app.py", "checks.check_use(request, operation)", 'raise ApiError("INTERNAL_ERROR")']
"""Lets each operation of the mock fail."""
OF_THE_MOCK = {proof for _, proof, _ in marks(ROOT, {"claims": {"tests": ["tests/mock_api"]}}, MARK)}
TRIALS = {**dict.fromkeys(sorted(OF_THE_MOCK), FAILING), **read_toml(ROOT / "tests/trials.toml")}
"""What is edited, `[file, old, new]`, by the test that must notice."""
PROVING = [example for example in every_example() if read_toml(example.folder / "example.toml").get("says")]


def test_every_test_that_proves_a_claim_has_a_trial() -> None:
    proofs = {claim.proof for claim in claims(ROOT, project_settings(ROOT))}
    assert {proof for proof in proofs if ".py" in proof} == set(TRIALS)


def test_every_trial_edits_code_that_is_there() -> None:
    for edit in TRIALS.values():
        edited([Edit(*edit)])


@pytest.mark.check
@pytest.mark.parametrize("test", TRIALS)
def test_it_fails_where_another_thing_happens(test: str) -> None:
    edits = [Edit(*TRIALS[test])]
    if not test.startswith("tests/test_run_in_page"):
        edits.append(Edit("tests/conftest.py", "    build()\n", ""))  # it takes long, and no other test presses Run
    with copied(edits) as copy:
        (copy / "node_modules").symlink_to(ROOT / "node_modules")
        ended = run_tests(copy, ["-p", "no:cacheprovider", "-x", test])
    if "passed" not in ended.printed and "skipped" in ended.printed:
        pytest.skip("not tried: this machine skips the test itself")
    assert not ended.passed
    assert "failed" in ended.printed, ended.printed  # and not: no such test


@pytest.mark.check
@pytest.mark.parametrize("example", PROVING, ids=lambda example: str(example.name))
def test_example_of_a_claim_fails_where_the_api_responds_otherwise(example: Example, server: MockServer) -> None:
    """A server error, or, where there is to be a fault or no request, no fault and a key that works."""
    if example.fault or not example.exchanges:
        other = replace(example, fault=None, environment={"API_KEY": SANDBOX_KEYS["read"]})
    else:
        other = replace(example, fault="error_500")
    for case in needed(other):
        outcome = run(case, server)
        assert judge(outcome, plain=outcome), case.id
