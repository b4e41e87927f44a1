import pytest

from asrun.api import Fault
from asrun.examples.process import Ended, hung
from asrun.examples.raw import send
from asrun.examples.waiting import GUARD
from asrun.transport.faults import empty_reply, stall
from asrun.transport.server import MockServer

REQUEST = "GET /v1/me HTTP/1.1\nHost: api.example.com\n\n"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (stall, Ended(None, "", "", hung(1))),
        (empty_reply, Ended(1, "", "RemoteDisconnected: Remote end closed connection without response")),
    ],
)
def test_response_that_does_not_come_is_told(server: MockServer, fault: Fault, expected: Ended) -> None:
    run = server.open_run([fault])
    assert send(REQUEST, server.api.host, run.environment, limit=1 if expected.trouble else GUARD) == expected
    run.close()
