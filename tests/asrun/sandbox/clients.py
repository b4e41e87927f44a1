"""The clients that are tried with the sandbox's variables, and what the page says of each."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import NamedTuple

from asrun import ROOT

NPM = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
GO = """echo 'package main
import ("fmt"; "net/http"; "os")
func main() { response, _ := http.Get(os.Args[1]); fmt.Println(response.StatusCode) }' >main.go
GOCACHE=$HOME/go go run main.go "$0" """

URLLIB3 = 'print(urllib3.request("GET", sys.argv[1], retries=False).status)'
AIOHTTP = """import asyncio
async def main():
    async with aiohttp.ClientSession(trust_env=True) as session:
        print((await session.get(sys.argv[1])).status)
asyncio.run(main())"""
HTTPS = 'await new Promise(async (done) => (await import("node:https")).get(url, (it) => done(it.resume().statusCode)))'
AXIOS = '(await (await import("axios")).default(url, { validateStatus: null })).status'
GOT = '(await (await import("got")).default(url, { throwHttpErrors: false })).statusCode'


class Client(NamedTuple):
    """`command` asks for the address in `$0`, and prints the status of the response last.

    `release` prints which one this machine has, and fails where it has none; `tried` is the oldest that was tried.
    `found` says whether the client finds the mock.
    """

    command: str
    release: str
    tried: str
    found: str = "Yes"


def _locked(command: str, release: str, found: str) -> Client:
    return Client(command, f"echo {release}", release.rpartition(".")[0], found)


def _python(package: str, code: str = "print({}.get(sys.argv[1]).status_code)", found: str = "Yes") -> Client:
    return _locked(f"python -c 'import sys, {package}\n{code.replace('{}', package)}' \"$0\"", version(package), found)


def _node(code: str) -> str:
    return f"node --input-type=module --eval 'const url = process.argv[1]; console.log({code})' \"$0\""


NODE_24_0, NODE_24_5 = (f"From Node.js 22.21 or 24.{minor} on" for minor in (0, 5))
WGET = "wget --server-response --output-document=- \"$0\" 2>&1 | grep -o 'HTTP/1.. ...' | tail -n 1"
RUBY = "ruby -rnet/http -e 'puts Net::HTTP.get_response(URI(ARGV[0])).code' \"$0\""
PHP = "php -r '$it = curl_init($argv[1]); curl_exec($it); echo curl_getinfo($it, CURLINFO_RESPONSE_CODE);' \"$0\""
PERL = "perl -MHTTP::Tiny -e 'print HTTP::Tiny->new->get($ARGV[0])->{status}' \"$0\""

CLIENTS: Mapping[str, Client] = {
    "cURL": Client("curl --silent --write-out '%{http_code}' \"$0\"", "curl --version", "7.88"),
    "wget": Client(WGET, "wget --version", "1.21"),
    "Node.js's fetch": Client(_node("(await fetch(url)).status"), "node --version", "22.21", NODE_24_0),
    "Node.js's https": Client(_node(HTTPS), "node --version", "22.21", NODE_24_5),
    "axios": _locked(_node(AXIOS), NPM["axios"], "Yes"),
    "got": _locked(_node(GOT), NPM["got"], NODE_24_5),
    "httpx": _python("httpx"),
    "httpx2": _python("httpx2"),
    "requests": _python("requests", found="Yes, but a .netrc entry replaces the key"),
    "urllib3": _python("urllib3", URLLIB3, "No: use requests, which is built on it"),
    "aiohttp": _python("aiohttp", AIOHTTP, "With ClientSession(trust_env=True)"),
    "Ruby's Net::HTTP": Client(RUBY, "ruby --version", "3.1"),
    "PHP's curl": Client(PHP, "php -r 'curl_version(); echo PHP_VERSION;'", "8.2"),
    "Perl's HTTP::Tiny": Client(PERL, "perl -MIO::Socket::SSL -e 'print $^V'", "5.36"),
    "Go's net/http": Client(GO, "go version", "1.19", "Yes, but not on macOS"),
}
