"""A failure is one glance: each mistake is made in a copy, and is one line."""

import shutil
from pathlib import Path

import pytest

from asrun.examples.verdict import unclaimed
from asrun.journal import Exchange, Request, Response
from asrun.record import record
from asrun.transport.server import MockServer
from tests.asrun.conftest import FIRST, Copy, copied

CURL, JAVASCRIPT, PYTHON = f"{FIRST}/curl.sh", f"{FIRST}/javascript.mjs", f"{FIRST}/python.py"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, server: MockServer) -> Copy:
    copy = copied(tmp_path_factory.mktemp("recorded"))
    assert record(copy.root, server) == []
    return copy


@pytest.fixture
def copy(recorded: Copy, tmp_path: Path) -> Copy:
    shutil.copytree(recorded.root, tmp_path, dirs_exist_ok=True)
    return Copy(tmp_path)


def test_example_without_a_mistake_has_no_finding(copy: Copy, server: MockServer) -> None:
    assert copy.examine(server, shells=["bash"]) == []


def test_wrong_field_name(copy: Copy, server: MockServer) -> None:
    copy.edit(CURL, '"prompt"', '"promt"')
    assert copy.examine(server, shells=["bash"]) == [
        f"{copy.place('curl.sh')}: cURL: {CURL}: expected POST /v1/generate 200, actual POST /v1/generate 422"
        ' VALIDATION_ERROR {"errors": [{"field": "prompt", "message": "is required"},'
        ' {"field": "promt", "message": "is not a known field"}]}.'
        " Fix: correct the program, or exchanges in example.toml."
    ]


def test_missing_header(copy: Copy, server: MockServer) -> None:
    copy.edit(CURL, '  --header "Content-Type: application/json" \\\n', "")
    assert copy.examine(server) == [
        f"{copy.place('curl.sh')}: cURL: {CURL}: expected POST /v1/generate 200, actual POST /v1/generate 415"
        " UNSUPPORTED_MEDIA_TYPE {}. Fix: correct the program, or exchanges in example.toml."
    ]


def test_wrong_path(copy: Copy, server: MockServer) -> None:
    copy.edit(PYTHON, "/v1/generate", "/v1/generat")
    assert copy.examine(server) == [
        f"{copy.place('python.py')}: Python: {PYTHON}: expected POST /v1/generate 200, actual POST /v1/generat 404"
        " NOT_FOUND {}. Fix: correct the program, or exchanges in example.toml."
    ]


def test_tab_that_sends_something_else(copy: Copy, server: MockServer) -> None:
    copy.edit(JAVASCRIPT, "Hello, world!", "Hello!")
    assert copy.examine(server) == [
        f"{copy.place('javascript.mjs')}: JavaScript: {JAVASCRIPT}:"
        """ expected the body '{"model": "gpt-4", "prompt": "Hello, world!"}', as in cURL and Python,"""
        """ actual the body '{"model": "gpt-4", "prompt": "Hello!"}'. Fix: let every tab send the same."""
    ]


def test_stale_response(copy: Copy, server: MockServer) -> None:
    copy.edit(f"{FIRST}/response.http", "200 OK", "200 Fine")
    assert copy.examine(server) == [
        f'{copy.place("response.http")}: {FIRST}/response.http: expected "HTTP/1.1 200 Fine" in line 1, as recorded,'
        ' actual "HTTP/1.1 200 OK".'
        " Fix: run make record and read the diff."
    ]


def test_stale_output(copy: Copy, server: MockServer) -> None:
    copy.write(f"{FIRST}/output.txt", "Good day.\n")
    assert copy.examine(server) == [
        f'{copy.place(file)}: {tab}: {FIRST}/{file}: expected "Good day." in line 1 of standard output,'
        ' as output.txt records, actual "Hello! How can I help you today?".'
        " Fix: run make record and read the diff, or correct the program."
        for tab, file in (("JavaScript", "javascript.mjs"), ("Python", "python.py"))
    ]


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("https://api.example.org/v1/generate", "CONNECT api.example.org:443"),
        ("http://api.example.com/v1/generate", "POST http://api.example.com/v1/generate"),
    ],
)
def test_snippet_that_reaches_another_host(copy: Copy, server: MockServer, url: str, refused: str) -> None:
    copy.edit(CURL, "https://api.example.com/v1/generate", url)
    assert copy.examine(server, shells=["bash"]) == [
        f"{copy.place('curl.sh')}: cURL: {CURL}: expected requests to https://api.example.com alone, actual {refused}."
        " Fix: call the documented API alone."
    ]


def test_snippet_that_hangs(copy: Copy, server: MockServer) -> None:
    assert copy.examine(server) == []  # the other programs may take their time
    copy.write(CURL, copy.read(CURL) + "sleep 300\n")
    assert copy.examine(server, limit=2) == [
        f"{copy.place('curl.sh')}: cURL: {CURL}: expected an end within 2 s, actual none"
        " (it was ended, with its children). Fix: give the request a timeout and let nothing wait for input."
    ]


def test_snippet_that_prints_nothing(copy: Copy, server: MockServer) -> None:
    copy.edit(PYTHON, "\nprint(", "\nstr(")
    assert copy.examine(server) == [
        f"{copy.place('python.py')}: Python: {PYTHON}: expected something on standard output, actual nothing."
        " Fix: print something worth seeing."
    ]


def test_snippet_that_stops_before_it_sends(copy: Copy, server: MockServer) -> None:
    copy.edit(PYTHON, "import httpx", "import htpx")
    assert copy.examine(server) == [
        f"{copy.place('python.py')}: Python: {PYTHON}: expected POST /v1/generate 200, actual no exchange; it exited 1,"
        " and said \"ModuleNotFoundError: No module named 'htpx'\"."
        " Fix: correct the program, or exchanges in example.toml."
    ]


def test_snippet_that_sends_more(copy: Copy, server: MockServer) -> None:
    copy.write(CURL, copy.read(CURL) + copy.read(CURL))
    assert copy.examine(server) == [
        f"{copy.place('curl.sh')}: cURL: {CURL}: expected POST /v1/generate 200,"
        " actual POST /v1/generate 200, POST /v1/generate 200."
        " Fix: correct the program, or exchanges in example.toml."
    ]


def test_request_that_the_api_forgives(copy: Copy, server: MockServer) -> None:
    copy.edit(CURL, "Bearer", "bearer")
    assert copy.examine(server) == [
        f"{copy.place('curl.sh')}: cURL: {CURL}: expected POST /v1/generate 200 without a violation,"
        " actual lowercase_bearer: write the scheme as Bearer, not as bearer. Fix: correct the program."
    ]


def test_wrong_exit_status(copy: Copy, server: MockServer) -> None:
    copy.write(PYTHON, copy.read(PYTHON) + 'sys.exit("Something else.")\n')
    assert copy.examine(server) == [
        f'{copy.place("python.py")}: Python: {PYTHON}: expected exit status 0, actual 1, and said "Something else.".'
        " Fix: correct the program, or exit in example.toml."
    ]


def test_warning_on_standard_error(copy: Copy, server: MockServer) -> None:
    copy.write(CURL, copy.read(CURL) + "echo careful >&2\n")
    assert copy.examine(server) == [
        f"{copy.place('curl.sh')}: cURL: {CURL}: expected nothing in line 1 of standard error, as there is no"
        ' curl-errors.txt, actual "careful". Fix: run make record and read the diff, or correct the program.'
    ]


def test_curl_that_prints_more_than_the_body(copy: Copy, server: MockServer) -> None:
    copy.edit(CURL, "--silent ", "--silent --write-out done ")
    (finding,) = copy.examine(server)
    assert finding.startswith(
        f"{copy.place('curl.sh')}: cURL: {CURL}: expected the response's body on standard output, '{{"
    )
    assert finding.endswith("done'. Fix: let curl print the body alone.")


def test_curl_that_prints_two_answers_on_one_line(copy: Copy, server: MockServer) -> None:
    copy.edit(f"{FIRST}/example.toml", '"POST /v1/generate 200"', '"POST /v1/generate 200", "POST /v1/generate 200"')
    copy.write(CURL, copy.read(CURL) * 2)
    (finding,) = [each for each in copy.examine(server) if each.startswith(f"{copy.place('curl.sh')}: cURL: ")]
    assert finding.endswith("}}}'. Fix: let curl print the body alone, and end its line: --write-out '\\n'.")


@pytest.fixture
def cut(copy: Copy, server: MockServer) -> Copy:
    """The example when its response is cut short."""
    (copy.root / FIRST / "response.http").unlink()
    copy.write(
        f"{FIRST}/example.toml",
        'exchanges = ["POST /v1/generate 200"]\nfault = "truncate"\nplaceholders.YOUR_API_KEY = "{read}"\n'
        "exit = {curl = 18, javascript = 1, python = 1}\n",
    )
    assert record(copy.root, server) == []
    return copy


def test_response_that_is_cut_short_is_as_good_as_its_beginning(cut: Copy, server: MockServer) -> None:
    assert cut.examine(server) == []


def test_response_that_is_cut_short_and_something_else(cut: Copy, server: MockServer) -> None:
    cut.write(CURL, f"echo first; {cut.read(CURL)}")
    (finding,) = cut.examine(server)
    assert finding.startswith(
        f"{cut.place('curl.sh')}: cURL: {CURL}: expected the response's body on standard output, '{{"
    )


def test_curl_that_hides_why_it_failed(cut: Copy, server: MockServer) -> None:
    cut.edit(CURL, "--show-error ", "")
    assert cut.examine(server) == [
        f"{cut.place('curl.sh')}: cURL: {CURL}: expected curl's own line on standard error, curl: (18) …,"
        " actual nothing."
        " Fix: add --show-error to --silent."
    ]


def test_process_left_behind(copy: Copy, server: MockServer) -> None:
    started = "until grep -qsaP '^sleep\\x00300' /proc/[0-9]*/cmdline; do :; done"
    copy.write(CURL, f"{copy.read(CURL)}setsid -f sleep 300\n{started}\n")
    assert copy.examine(server) == [
        f"{copy.place('curl.sh')}: cURL: {CURL}: expected no process left behind, actual sleep 300 (it was ended)."
        " Fix: wait for what the program starts."
    ]


def test_file_left_behind(copy: Copy, server: MockServer) -> None:
    copy.edit(PYTHON, "import httpx", 'import httpx\n\nopen("a.txt", "w").close()')
    assert copy.examine(server) == [
        f"{copy.place('python.py')}: Python: {PYTHON}: expected no file left behind, actual work/a.txt."
        " Fix: remove what the program writes."
    ]


def test_field_that_the_response_lacks(copy: Copy, server: MockServer) -> None:
    copy.edit(f"{FIRST}/example.toml", '"X-Request-Id"', '"X-Request-ID", "X-Nothing"')
    assert copy.examine(server) == [
        f"{FIRST}/example.toml: expected the response's fields Content-Type, X-Request-ID, X-Nothing, RateLimit-Policy,"
        " RateLimit, actual no X-Nothing. Fix: correct fields."
    ]


def test_response_that_was_never_recorded(copy: Copy, server: MockServer) -> None:
    (copy.root / FIRST / "response.http").unlink()
    assert copy.examine(server) == [
        f"{copy.place('response.http')}: {FIRST}/response.http: expected a recorded response, actual none."
        " Fix: run make record."
    ]


def test_program_that_closes_the_terminal(copy: Copy, server: MockServer) -> None:
    copy.write(CURL, copy.read(CURL) + "exit\n")
    assert copy.examine(server, shells=["bash"]) == [
        f"{copy.place('curl.sh')}: cURL in bash: {CURL}: expected the terminal to stay open, actual the shell ended."
        " Fix: take away exit, exec and set -e: the reader pastes this into an open terminal."
    ]


def test_program_whose_paste_sends_something_else(copy: Copy, server: MockServer) -> None:
    copy.write(CURL, "test -t 0 && set -- /v1/generat || set -- /v1/generate\n" + copy.read(CURL))
    copy.edit(CURL, "https://api.example.com/v1/generate", '"https://api.example.com$1"')
    assert copy.examine(server, shells=["bash"]) == [
        f"{copy.place('curl.sh')}: cURL in bash: {CURL}: expected POST /v1/generate 200, as in cURL,"
        " actual POST /v1/generat 404 NOT_FOUND {}. Fix: write it for this way too."
    ]


def test_message_that_a_terminal_does_not_show(copy: Copy, server: MockServer) -> None:
    copy.write(CURL, copy.read(CURL) + "if test -t 0; then echo; echo other; else echo careful >&2; fi\n")
    copy.write(f"{FIRST}/curl-errors.txt", "careful\n")
    assert copy.examine(server, shells=["bash"]) == [
        f"{copy.place('curl.sh')}: cURL in bash: {CURL}:"
        ' expected "careful" on the screen, as in cURL, actual none; the screen shows "other".'
        " Fix: write it for this way too."
    ]


def test_request_that_names_no_run() -> None:
    request = Request("GET", "/v1/me", "/v1/me", "", [("user-agent", "curl/8")], b"")
    assert [str(finding) for finding in unclaimed([Exchange(request, Response(407, [], b""))])] == [
        "snippets: expected requests through the proxy in the environment, actual GET /v1/me by curl/8, of no run."
        " Fix: let the program leave its proxy as it is."
    ]


def test_program_that_another_library_cannot_run(copy: Copy, server: MockServer) -> None:
    copy.edit(PYTHON, "import httpx\n", "import httpx\n\nhttpx.Limits()\n")
    assert copy.examine(server) == [
        f"{copy.place('python.py')}: Python with requests: {PYTHON}: expected POST /v1/generate 200,"
        " actual no exchange;"
        " it exited 1, and said \"AttributeError: module 'requests' has no attribute 'Limits'\"."
        " Fix: correct the program, or exchanges in example.toml."
    ]
