"""`make verify-live`: the examples that are live, run against a real deployment in the place of the mock.

Each program runs as it does in the other tests: unedited, in a clean environment, to its end. The deployment answers
it. What is checked is the exit status, the exchanges with their statuses, and each answer's status, header fields,
media type and schema by the contract; values are not, as they are the deployment's own.

`make test` does not collect this file: its name is not a test's, and it needs `-p tests.live.deployment`.
"""

from collections.abc import Iterator

import pytest

from asrun.contract import Contract
from asrun.examples.example import Example
from asrun.examples.pool import Runs
from asrun.examples.runs import needed
from asrun.report import report
from asrun.transport.server import MockServer
from tests.live.deployment import Deployment, live_examples
from tests.live.judgement import judge, with_key
from tests.live.relay import Relay


@pytest.fixture(scope="session")
def live_runs(contract: Contract, deployment: Deployment) -> Iterator[Runs]:
    with MockServer(Relay(contract, deployment.base_url)) as server, Runs(server) as runs:
        yield runs


@pytest.mark.parametrize("example", live_examples(), ids=lambda example: example.name)
def test_deployment_answers_as_documented(example: Example, deployment: Deployment, live_runs: Runs) -> None:
    cases = needed(with_key(example, deployment.api_key))
    live_runs.start(cases)
    report(judge([live_runs[case] for case in cases]))
