"""Tests that race the machine, or leave a route under way when a page closes, are refused; honest ones are not."""

import subprocess
import sys

import pytest

from asrun import ROOT
from tests.races import all_races, races

RACING = [
    "from time import monotonic as m\ndef test_a():\n    assert act() < m()\n",
    "import datetime\ndef test_a(clock):\n    assert clock.now() == datetime.datetime.now()\n",
    "def test_a(process):\n    process.wait(0.5)\n",
    "import subprocess\ndef test_a():\n    subprocess.run(['a'], timeout=0.5)\n",
    "def test_a(page):\n    assert page.evaluate('performance.now()') < 100\n",
    "async def test_a(loop):\n    assert loop.time() < 5\n",
]
UNDER_WAY = [
    "def test_a(page):\n    page.route('**/*', lambda route: route.abort())\n",
    "def test_a(context):\n    r = context.route\n    r('**/*', act)\n",
    "def test_a(page):\n    page.route_from_har('a.har')\n",
    "def test_a(chromium):\n    chromium.new_context()\n",
    "def test_a(page):\n    page.wait_for_timeout(10)\n",
]
HONEST = [
    "from asrun.examples.waiting import until\ndef test_a(run):\n    assert until(lambda: run.exchanges)\n",
    "from asrun.examples.waiting import GUARD\ndef test_a(process):\n    assert process.wait(GUARD) == 0\n",
    "def test_a(monkeypatch):\n    monkeypatch.setattr('asrun.transport.server.HEAD_TIMEOUT', 0.01)\n",
    "def test_a(clock):\n    clock.advance(60)\n    assert clock.now() > {'a': 1}.get('a', 1)\n",
    "def test_a(app, page):\n    page.wait_for()\n    app.route('/v1/me')\n",
]


def refused(text: str) -> list[str]:
    command = [sys.executable, "-m", "ruff", "check", "-q", "--select=TID251", "--stdin-filename=tests/test_a.py", "-"]
    said = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    assert not said.stderr
    return [line for line in said.stdout.splitlines() if "TID251" in line] + races(text, "tests/test_a.py")


@pytest.mark.parametrize("text", RACING + UNDER_WAY)
def test_dishonest_test_is_refused_once(text: str) -> None:
    assert len(refused(text)) == 1


@pytest.mark.parametrize("text", HONEST)
def test_honest_test_is_accepted(text: str) -> None:
    assert refused(text) == []


def test_no_test_races_the_machine() -> None:
    assert all_races() == []
