"""The clients that are tried with the sandbox's variables, and what the page says of each."""

from collections.abc import Mapping
from typing import NamedTuple

GO = """package main
import ("fmt"; "net/http"; "os")
func main() {
  request, _ := http.NewRequest("GET", os.Args[1], nil)
  request.Header.Set("Authorization", "Bearer "+os.Getenv("API_KEY"))
  response, _ := http.DefaultClient.Do(request)
  fmt.Println(response.StatusCode)
}"""


class Client(NamedTuple):
    """A way to send a request: `command` sends one to the address in `$0`, and prints the status of the response last.

    `release` prints which one this machine has, and fails where it has none.
    """

    release: str
    command: str
    tried: str
    """The oldest release that it was tried with."""
    found: str = "Yes"
    """Whether it finds the mock, as the page says it."""


def _node(code: str, package: str = "") -> tuple[str, str]:
    release = f"grep '\"version\"' node_modules/{package}/package.json" if package else "node --version"
    start = "const url = process.argv[1], headers = { Authorization: `Bearer ${process.env.API_KEY}` };"
    return release, f"node --eval '{start} {code}' \"$0\""


def _python(package: str, code: str = "print({}.get(sys.argv[1], headers=fields).status_code)") -> tuple[str, str]:
    release = f"python -c 'from importlib.metadata import version; print(version(\"{package}\"))'"
    start = f'import asyncio, os, sys, {package}\nfields = {{"Authorization": "Bearer " + os.environ["API_KEY"]}}\n'
    return release, f"python -c '{start}{code.replace('{}', package)}' \"$0\""


def _php(code: str) -> tuple[str, str]:
    start = '$headers = ["Authorization: Bearer " . getenv("API_KEY")];'
    return "php -r 'curl_version(); echo PHP_VERSION;'", f"php -r '{start} {code}' \"$0\""


CLIENTS: Mapping[str, Client] = {
    "cURL": Client(
        "curl --version", "curl --silent --oauth2-bearer $API_KEY --write-out '%{http_code}' \"$0\"", tried="7.88"
    ),
    "Wget": Client(
        "wget --version",
        'wget --server-response --header "Authorization: Bearer $API_KEY" --output-document=body "$0" 2>&1'
        " | grep -o 'HTTP/1.. ...' | tail -n 1",
        tried="1.21",
    ),
    "Node.js's fetch": Client(
        *_node("fetch(url, { headers }).then((response) => console.log(response.status))"),
        tried="22.21",
        found="From Node.js 22.21 or 24.0 on",
    ),
    "Node.js's https": Client(
        *_node('require("node:https").get(url, { headers }, (response) => console.log(response.resume().statusCode))'),
        tried="22.21",
        found="From Node.js 22.21 or 24.5 on",
    ),
    "axios": Client(
        *_node(
            'require("axios")(url, { headers, validateStatus: null }).then((response) => console.log(response.status))',
            "axios",
        ),
        tried="1.21",
    ),
    "got": Client(
        *_node(
            'import("got").then(({ default: got }) => got(url, { headers, throwHttpErrors: false }))'
            ".then((response) => console.log(response.statusCode))",
            "got",
        ),
        tried="16.1",
        found="From Node.js 22.21 or 24.5 on",
    ),
    "httpx": Client(*_python("httpx"), tried="0.28"),
    "httpx2": Client(*_python("httpx2"), tried="2.16"),
    "requests": Client(*_python("requests"), tried="2.34", found="Yes, but a .netrc entry replaces the key"),
    "urllib3": Client(
        *_python("urllib3", 'print({}.request("GET", sys.argv[1], headers=fields, retries=False).status)'),
        tried="2.8",
        found="No: use requests, which is built on it",
    ),
    "aiohttp": Client(
        *_python(
            "aiohttp",
            "async def main():\n"
            "    async with {}.ClientSession(headers=fields, trust_env=True) as session:\n"
            "        print((await session.get(sys.argv[1])).status)\n"
            "asyncio.run(main())",
        ),
        tried="3.14",
        found="With ClientSession(trust_env=True)",
    ),
    "Ruby's Net::HTTP": Client(
        "ruby --version",
        "ruby -rnet/http -e 'headers = { Authorization: %(Bearer #{ENV[%(API_KEY)]}) };"
        'puts Net::HTTP.get_response(URI(ARGV[0]), headers).code\' "$0"',
        tried="3.1",
    ),
    "PHP's curl": Client(
        *_php(
            "$curl = curl_init($argv[1]);"
            "curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_HTTPHEADER => $headers]);"
            "curl_exec($curl); echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE);"
        ),
        tried="8.2",
    ),
    "PHP's streams": Client(
        *_php(
            '$options = ["ignore_errors" => true, "header" => $headers];'
            'file_get_contents($argv[1], false, stream_context_create(["http" => $options]));'
            "echo substr($http_response_header[0], 9, 3);"
        ),
        tried="8.2",
        found="No: use PHP's curl",
    ),
    "Perl's HTTP::Tiny": Client(
        "perl -MIO::Socket::SSL -e 'print $^V'",
        'perl -MHTTP::Tiny -e \'my %headers = (Authorization => "Bearer $ENV{API_KEY}");'
        'print HTTP::Tiny->new->get($ARGV[0], { headers => \\%headers })->{status}\' "$0"',
        tried="5.36",
    ),
    "Go's net/http": Client(
        "go version",
        f"echo '{GO}' >main.go && GOCACHE=$HOME/go GOFLAGS=-mod=mod go run main.go \"$0\"",
        tried="1.19",
        found="Yes, but not on macOS",
    ),
}
