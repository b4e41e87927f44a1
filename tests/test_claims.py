"""Each test that proves a claim has a trial: it fails where the mock, or a program, behaves otherwise."""

import pytest

from asrun import ROOT
from asrun.claims.register import claims
from asrun.mutation.project import Edit, copied, run_tests
from asrun.settings import project_settings
from asrun.text import read_toml

TRIALS = read_toml(ROOT / "tests/trials.toml")
"""What is edited, `[file, old, new]`, by the test that must notice."""


def test_every_test_that_proves_a_claim_has_a_trial() -> None:
    proofs = {claim.proof for claim in claims(ROOT, project_settings(ROOT))}
    assert {proof for proof in proofs if ".py" in proof} == set(TRIALS)


@pytest.mark.check
@pytest.mark.parametrize("test", TRIALS)
def test_it_fails_where_another_thing_happens(test: str) -> None:
    with copied([Edit(*TRIALS[test])]) as copy:
        ended = run_tests(copy, ["-p", "no:cacheprovider", "-x", test])
    assert not ended.passed
    assert "failed" in ended.printed, ended.printed  # and not: no such test
