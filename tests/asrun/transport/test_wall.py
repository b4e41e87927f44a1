import json
from pathlib import Path

import pytest

from asrun.api import Api
from asrun.examples.example import load_examples
from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON
from asrun.examples.process import execute, workplace
from asrun.examples.runs import Case, run
from asrun.transport.server import MockServer
from tests.asrun.conftest import FIRST, Copy

GET = json.dumps("GET / HTTP/1.1\r\n\r\n")
ESCAPES = {
    "curl --noproxy": (CURL, "curl --silent --noproxy '*' http://127.0.0.1:PORT"),
    "node:net": (JAVASCRIPT, f"import net from 'node:net'; net.connect(PORT, '127.0.0.1').resume().end({GET})"),
    "httpx without its environment": (PYTHON, "import httpx; httpx.get('http://127.0.0.1:PORT', trust_env=False)"),
    "raw socket": (PYTHON, f"import socket; s = socket.socket(); s.connect(('', PORT)); s.send(b{GET}); s.recv(1)"),
}


@pytest.mark.parametrize("escape", ESCAPES)
def test_example_that_avoids_the_proxy_reaches_others_only_without_a_wall(
    escape: str, walled: MockServer, api: Api, copy: Copy
) -> None:
    language, program = ESCAPES[escape]
    with MockServer(api) as other:
        comment = " // YOUR_API_KEY" if language is JAVASCRIPT else " # YOUR_API_KEY"
        copy.write(f"{FIRST}/{language.file}", program.replace("PORT", str(other.port)) + comment)
        ((example,), _) = load_examples(copy.root, api)
        for server in (walled, other):
            ended = run(Case(example, language), server).ended
            assert (ended.status == 0, len(other.unattributed) > 0) == (server is other,) * 2, ended.errors


def test_program_behind_a_wall_writes_to_its_folders_alone(walled: MockServer, tmp_path: Path) -> None:
    with workplace(CURL.file, f"echo a >'{tmp_path}/a' || echo b >b".encode(), wall=walled.wall) as place:
        ended = execute(CURL.command, {}, place)
    assert (ended.files, list(tmp_path.iterdir())) == (("work/b",), [])
    assert ended.errors.endswith(": Read-only file system\n")


def test_server_without_a_wall_says_why(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with MockServer(api, walled=True) as server:
        assert server.wall_note.endswith("(there is no unshare).")
