import pytest

from asrun.examples.example import load_examples
from asrun.examples.languages import CURL, JAVASCRIPT, LANGUAGES, PYTHON, REQUEST, Language
from asrun.examples.runs import cases, needed
from asrun.transport.faults import FAULTS
from mock_api.sandbox import SANDBOX_KEYS
from tests.asrun.conftest import FIRST, Copy

TABLE = f"{FIRST}/example.toml"
OTHER = "snippets/authentication/other"


def test_folder_of_the_three_programs_is_an_example(copy: Copy) -> None:
    (example,), findings = load_examples(copy.root)
    assert findings == []
    assert example.name == "authentication/first-request"
    assert example.languages == LANGUAGES
    assert example.exchanges == ("POST /v1/generate 200",)
    assert example.exits == {"curl": 0, "javascript": 0, "python": 0}


@pytest.mark.parametrize("file", ["curl.sh", "javascript.mjs", "python.py", "example.toml"])
def test_carriage_return_is_named(copy: Copy, file: str) -> None:
    path = copy.root / FIRST / file
    path.write_bytes(b"a = 1\r\n")
    examples, (finding,) = load_examples(copy.root)
    assert examples == []
    assert str(finding) == (
        f"{FIRST}/{file}:1:6: expected text alone, actual a carriage return. "
        "Fix: set core.autocrlf to input and check it out again, or save it with LF."
    )


def test_program_is_the_file_byte_for_byte_but_for_its_placeholders(copy: Copy) -> None:
    (example,), _ = load_examples(copy.root)
    text = copy.read(f"{FIRST}/curl.sh").replace("YOUR_API_KEY", SANDBOX_KEYS["read"])
    assert example.program(CURL) == text.encode()


def test_environment_is_filled_with_the_secrets_of_sandbox_keys(copy: Copy) -> None:
    copy.write(TABLE, copy.read(TABLE) + """[environment]\nAPI_KEY = "'{admin}'\\r"\n""")
    (example,), _ = load_examples(copy.root)
    assert example.environment == {"API_KEY": f"'{SANDBOX_KEYS['admin']}'\r"}


def test_example_can_run_the_programs_of_another(copy: Copy) -> None:
    copy.write(
        f"{OTHER}/example.toml",
        'exchanges = []\nprograms = "authentication/first-request"\nfault = "away"\n'
        '[placeholders]\nYOUR_API_KEY = "{read}"\n[exit]\ncurl = 7\n',
    )
    (first, other), _ = load_examples(copy.root)
    assert other.program(CURL) == first.program(CURL)
    assert other.exits["curl"] == 7


def test_example_can_lack_a_language_for_a_reason(copy: Copy) -> None:
    (copy.root / FIRST / "curl.sh").unlink()
    copy.write(TABLE, copy.read(TABLE) + '[without]\ncurl = "It sends no request."\n')
    (example,), findings = load_examples(copy.root)
    assert findings == []
    assert example.languages == (JAVASCRIPT, PYTHON)


def test_example_that_a_test_proves_is_run_by_that_test_alone(copy: Copy) -> None:
    copy.write("tests/test_server.py", "")
    copy.write(TABLE, 'proved_by = "tests/test_server.py"\n' + copy.read(TABLE))
    (example,), findings = load_examples(copy.root)
    assert findings == []
    assert cases(example, ["bash"]) == needed(example) == []


def test_example_can_have_files_beside_its_program(copy: Copy) -> None:
    copy.write("docs/openapi.yaml", "openapi: 3.1.0\n")
    copy.write(TABLE, 'files = ["docs/openapi.yaml"]\n' + copy.read(TABLE))
    (example,), findings = load_examples(copy.root)
    assert findings == []
    assert example.files == (copy.root / "docs/openapi.yaml",)


def test_request_is_an_example_in_the_place_of_three_programs(copy: Copy) -> None:
    copy.write(f"{OTHER}/example.toml", 'exchanges = ["GET /v1/me 401"]\n')
    copy.write(f"{OTHER}/request.http", "GET /v1/me HTTP/1.1\nHost: api.example.com\n\n")
    (_, other), findings = load_examples(copy.root)
    assert findings == []
    assert other.languages == (REQUEST,)


@pytest.mark.parametrize(
    ("line", "slip"),
    [
        (
            "exchange = []",
            "expected no key but exchanges, fields, requests, programs, files, without, fault, placeholders,"
            ' environment, exit, proved_by, live, actual "exchange". Fix: remove it, or correct its spelling.',
        ),
        ("fields = 1", "expected fields to be a list, actual 1. Fix: write one."),
        ("fields = [1]", "expected fields to be strings, actual [1]. Fix: put each in quotes."),
        ('requests = "yes"', "expected requests to be a boolean, actual 'yes'. Fix: write one."),
        (
            'fault = "none"',
            f'expected fault to be one of away, {", ".join(FAULTS)}, actual "none". Fix: name one of them.',
        ),
        (
            'programs = "authentication/nowhere"',
            "expected programs to be the page/example that has the programs,"
            ' actual "authentication/nowhere". Fix: name a folder that has its own.',
        ),
        ("exit.curl = '1'", "expected exit.curl to be an integer, actual '1'. Fix: write the exit status."),
        (
            'environment.API_KEY = "{reader}"',
            "expected environment.API_KEY to name a sandbox key, one of read, write, admin, webhook, revoked, expired,"
            ' limited, busy, unavailable, actual "{reader}". Fix: write it as {read}.',
        ),
        (
            "environment.API_KEY = 1",
            "expected environment.API_KEY to be a string, actual 1. Fix: put it in quotes.",
        ),
        (
            "exit.ruby = 1",
            'expected exit of curl, javascript, python, actual "ruby". Fix: remove it, or correct its spelling.',
        ),
        (
            'files = ["docs/nowhere.yaml"]',
            'expected files to be paths from the project\'s folder, actual "nowhere.yaml". Fix: correct the path.',
        ),
        (
            'without.curl = ""',
            "expected without to give a reason for curl, javascript, python, actual curl = ''."
            " Fix: say why the language cannot do it.",
        ),
        (
            'proved_by = "tests/test_nowhere.py"',
            "expected proved_by to be a test's path from the project's folder,"
            ' actual "tests/test_nowhere.py". Fix: correct it.',
        ),
        ("exit.curl = true", "expected exit.curl to be an integer, actual True. Fix: write the exit status."),
        (
            'placeholders.YOUR_NAME = "Ada"',
            "expected YOUR_NAME to be in a program, actual no such placeholder. Fix: remove it, or use it.",
        ),
    ],
)
def test_slip_in_the_table_is_named(copy: Copy, line: str, slip: str) -> None:
    copy.write(TABLE, f'exchanges = ["POST /v1/generate 200"]\n{line}\nplaceholders.YOUR_API_KEY = "{{read}}"\n')
    assert copy.slips() == [f"{TABLE}: {slip}"]


def test_example_that_is_live_needs_no_more_than_a_key_that_can_read(copy: Copy) -> None:
    copy.write(TABLE, "live = true\n" + copy.read(TABLE))
    (example,), findings = load_examples(copy.root)
    assert findings == []
    assert example.live


@pytest.mark.parametrize(
    ("line", "came"),
    [
        ('environment.API_KEY = "{write}"', "API_KEY too"),
        ('environment.YOUR_PROMPT_ID = "prompt_1234567890"', "YOUR_PROMPT_ID too"),
        ('fault = "stall"', "fault too"),
        ('proved_by = "tests/test_server.py"', "proved_by too"),
    ],
)
def test_example_that_a_deployment_cannot_run_is_not_live(copy: Copy, line: str, came: str) -> None:
    copy.write("tests/test_server.py", "")
    copy.write(TABLE, f"live = true\n{line}\n{copy.read(TABLE)}")
    assert copy.slips() == [
        f'{TABLE}: expected an example that is live to have exchanges, and to need no more than a key, "{{read}}",'
        f" actual {came}. Fix: remove live."
    ]


def test_example_without_an_exchange_is_not_live(copy: Copy) -> None:
    copy.write(TABLE, 'live = true\nexchanges = []\nplaceholders.YOUR_API_KEY = "{read}"\n')
    (slip,) = copy.slips()
    assert "actual no exchange" in slip


@pytest.mark.parametrize("exchange", ["POST /v1/generate", "post /v1/generate 200", "POST v1/generate 200", "200"])
def test_exchange_that_is_none_is_named(copy: Copy, exchange: str) -> None:
    copy.edit(TABLE, '"POST /v1/generate 200"', f'"{exchange}"')
    assert copy.slips() == [
        f'{TABLE}: expected "METHOD /path STATUS" in exchanges, actual "{exchange}". Fix: write it so.'
    ]


def test_table_without_exchanges_is_named(copy: Copy) -> None:
    copy.edit(TABLE, 'exchanges = ["POST /v1/generate 200"]', "")
    assert copy.slips() == [
        f'{TABLE}: expected exchanges, actual none. Fix: add it: exchanges = ["POST /v1/generate 200"].'
    ]


def test_folder_without_a_table_is_named(copy: Copy) -> None:
    (copy.root / TABLE).unlink()
    assert copy.slips() == [
        f"{TABLE}: expected a file, actual none. Fix: say in it what the example must send: exchanges = [...]."
    ]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_folder_without_a_language_is_named(copy: Copy, language: Language) -> None:
    (copy.root / FIRST / language.file).unlink()
    assert copy.slips() == [
        f"{FIRST}: expected a program in {language.label}, actual none."
        f" Fix: add {language.file}, or say why not: without = {{ {language.name} = ... }}."
    ]


def test_placeholder_that_is_not_declared_is_named(copy: Copy) -> None:
    copy.edit(f"{FIRST}/python.py", "YOUR_API_KEY", "YOUR_KEY")
    assert copy.slips() == [
        f"{FIRST}/python.py: expected YOUR_KEY to be declared, actual no such placeholder. Fix: add it to example.toml."
    ]


@pytest.mark.parametrize("module", ["json", "httpx"])
def test_file_named_after_a_module_is_named(copy: Copy, module: str) -> None:
    copy.write(f"{FIRST}/{module}.py", "")
    assert copy.slips() == [
        f"{FIRST}/{module}.py: expected no file named after a Python module,"
        f" actual {module}, which a program would import. Fix: rename it."
    ]


def test_file_that_is_no_part_of_an_example_is_named(copy: Copy) -> None:
    copy.write(f"{FIRST}/ouput.txt", "")
    assert copy.slips() == [
        f"{FIRST}/ouput.txt: expected no file but curl-errors.txt, curl.sh, errors.txt, example.toml, javascript.mjs,"
        " output.txt, python.py, response.http, actual another. Fix: remove it, or correct its name."
    ]


def test_fields_without_an_exchange_are_named(copy: Copy) -> None:
    copy.edit(TABLE, '"POST /v1/generate 200"', "")
    assert copy.slips() == [
        f"{TABLE}: expected an exchange whose response has these fields, actual none. Fix: remove fields."
    ]


def test_request_with_a_variable_is_named(copy: Copy) -> None:
    copy.write(f"{OTHER}/example.toml", "exchanges = []\n")
    copy.write(f"{OTHER}/request.http", "GET {{path}} HTTP/1.1\nHost: api.example.com\n\n")
    assert copy.slips() == [
        f"{OTHER}/request.http: expected a request that is sent as it stands, actual {{{{…}}}}."
        " Fix: write out what it stands for."
    ]


def test_request_whose_body_has_no_length_is_named(copy: Copy) -> None:
    copy.write(f"{OTHER}/example.toml", "exchanges = []\n")
    copy.write(f"{OTHER}/request.http", "POST /v1/generate HTTP/1.1\nHost: api.example.com\n\n{}\n")
    assert copy.slips() == [
        f"{OTHER}/request.http: expected a Content-Length, as there is a body, actual none. Fix: add Content-Length: 2."
    ]


def test_slip_in_one_example_leaves_the_others(copy: Copy) -> None:
    copy.write(f"{OTHER}/example.toml", "")
    examples, findings = load_examples(copy.root)
    assert [example.name for example in examples] == ["authentication/first-request"]
    assert len(findings) == 1


@pytest.mark.parametrize(("file", "line"), [("curl.sh", 4), ("javascript.mjs", 10), ("python.py", 16)])
def test_finding_about_a_program_that_no_page_shows_names_the_tab_of_its_language(
    copy: Copy, file: str, line: int
) -> None:
    copy.write(
        f"{OTHER}/example.toml",
        'exchanges = []\nprograms = "authentication/first-request"\nplaceholders.YOUR_API_KEY = ""\n',
    )
    tabs = {"cURL": "curl-errors.txt", "JavaScript": "errors.txt", "Python": "errors.txt"}
    page = [
        f'=== "{tab}"\n\n    ```text\n    --8<-- "authentication/other/{its}"\n    ```\n' for tab, its in tabs.items()
    ]
    copy.write("docs/api-reference/errors.md", "\n".join(page))
    other = load_examples(copy.root)[0][1]
    finding = other.finding(file, "", "", "", "")
    assert finding.where == f"docs/api-reference/errors.md:{line}"
    assert finding.file == f"{OTHER} (the {file} of authentication/first-request)"
    assert other.finding("example.toml", "", "", "", "").file == f"{OTHER}/example.toml"
