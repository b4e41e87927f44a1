from pathlib import Path

import pytest

from asrun.api import Api
from asrun.examples.example import load_examples
from asrun.examples.languages import CURL, shared
from asrun.examples.process import execute, workplace
from asrun.examples.runs import Case, run
from asrun.transport.server import MockServer
from tests.asrun.conftest import FIRST


@pytest.mark.says("A program that ignores its proxy can reach the network, which isn't noticed.")
def test_example_that_avoids_the_proxy_reaches_others_only_without_a_wall(
    walled: MockServer, api: Api, copy: Path
) -> None:
    with MockServer(api) as other:
        program = f"curl --silent --noproxy '*' http://127.0.0.1:{other.port} # YOUR_API_KEY"
        (copy / f"{FIRST}/{CURL.file}").write_text(program)
        ((example,), _) = load_examples(copy, api)
        for server in (walled, other):
            ended = run(Case(example, CURL), server).ended
            assert (ended.status == 0, len(other.unattributed) > 0) == (server is other,) * 2, ended.errors


@pytest.mark.says(
    "On Linux, they only reach the mock, even if they ignore the proxy: `curl --noproxy '*'`. "
    "Only their own folders, and ended.",
)
def test_program_behind_a_wall_writes_to_its_folders_alone(walled: MockServer, tmp_path: Path) -> None:
    others = (tmp_path, shared("kept"), Path("../.."))
    program = "".join(f"echo a >'{folder}/stray'\n" for folder in others) + "echo b >b"
    with workplace(CURL.file, program.encode(), wall=walled.wall) as place:
        ended = execute(CURL.command, {}, place)
    assert (ended.files, ended.errors.count(": Read-only file system\n")) == (("work/b",), len(others))


def test_server_without_a_wall_says_why(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with MockServer(api, walled=True) as server:
        assert server.wall_note.endswith("(there is no unshare).")
