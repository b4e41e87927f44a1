"""The clients that the sandbox's shell is tried with: those of other languages, not every machine has."""

import shutil
import subprocess
from collections.abc import Mapping

from asrun.examples.process import PATH
from asrun.sandbox.environment import PROGRAMS

PYTHON = """python -c 'import {0}, os, sys; fields = {"Authorization": "Bearer " + os.environ["API_KEY"]}
print({0}.get(sys.argv[1], headers=fields).status_code)'"""
CLIENTS: Mapping[str, str] = {
    "curl": "curl --silent --oauth2-bearer $API_KEY --write-out '%{http_code}'",
    "Node.js's fetch": "node --input-type=module --eval "
    "'const headers = { Authorization: `Bearer ${process.env.API_KEY}` };"
    "console.log((await fetch(process.argv[1], { headers })).status);'",
    "httpx": PYTHON.replace("{0}", "httpx"),
    "requests": PYTHON.replace("{0}", "requests"),
    "Ruby's Net::HTTP": "ruby -rnet/http -e 'headers = { Authorization: %(Bearer #{ENV[%(API_KEY)]}) };"
    "puts Net::HTTP.get_response(URI(ARGV[0]), headers).code'",
    "PHP's curl": 'php -r \'$curl = curl_init($argv[1]); $headers = ["Authorization: Bearer " . getenv("API_KEY")];'
    "curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_HTTPHEADER => $headers]);"
    "curl_exec($curl); echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE);'",
    "Perl's HTTP::Tiny": 'perl -MHTTP::Tiny -e \'my %headers = (Authorization => "Bearer $ENV{API_KEY}");'
    "print HTTP::Tiny->new->get($ARGV[0], { headers => \\%headers })->{status}'",
}
"""Each takes an address, and prints the status of its response last."""

NEEDS = {"PHP's curl": ["php", "-r", "curl_version();"], "Perl's HTTP::Tiny": ["perl", "-MIO::Socket::SSL", "-e", "1"]}
"""What tells whether the language has a library that the client needs."""


def here(client: str) -> bool:
    """Whether this machine has the client."""
    program = CLIENTS[client].split()[0]
    if not (shutil.which(program, path=PATH) or any((folder / program).exists() for folder in PROGRAMS)):
        return False
    return client not in NEEDS or subprocess.run(NEEDS[client], capture_output=True, check=False).returncode == 0
