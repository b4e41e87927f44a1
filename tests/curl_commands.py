"""Programs of curl commands, and what the Run button refuses: U stands for an address of the API."""

import re

from asrun import ROOT
from asrun.text import glimpse

U = "http://api.example.com/v1/x"

ANSWERED = r"""
curl U
curl 'U'
curl "U"
'curl' U""\'''
curl U -H "Authorization: Bearer $API_KEY"
curl U -H 'Authorization: Bearer $API_KEY'
curl U -H "Authorization: Bearer ${API_KEY}"
curl U -H "Authorization: Bearer ${API_KEY:?Set it first}"
curl U -H Authorization:\ Bearer\ $API_KEY
curl U -H "X-A: ${UNSET:?Set it to  your key}"; curl U
curl U -H "X-A: ${UNSET?}"
curl U -H "X-A: ${EMPTY:?}"
curl U -H "X-A: ${EMPTY?is set}b"
curl U -H X-A:${UNSET:?first one}
curl U -H "X-A: $UNSET"
curl U $UNSET $EMPTY -d a
curl U $OPTIONS
curl U -d "$WORDS"
curl U -H X-A:x$LINE
curl U -d "$WORDS"x$EMPTY""
curl U -d "{\"a\": \"$API_KEY\"}"
curl U -d "a\nb \\ \a \$API_KEY \`"
curl U -d 'it'"'"'s'
curl U -d 'it'\''s'
curl U -d 'a\' -d b
curl U -d "é✓ü"
curl U -d "cost: $ 5 $"
curl U -d "a'b$'c"
curl U -d a\	b
curl U -d {}
curl U?limit=100
curl 'U?a=1&b=2'
curl U; curl -X PUT U
curl U; curl U --foo; curl -X PATCH U;
curl U -d "a  b" # -d c
curl U -d a#b
# curl
API_KEY=other; curl U -H "X-A: $API_KEY"
export API_KEY="an other" B=$API_KEY; curl U -H "X-A: $API_KEY $B"
A='x y' B=$A; curl U -d "$B"
C=curl; $C U
curl U -H @- <<< "X-A: $API_KEY"
curl U -H @- <<<X-A:b
<<< 'a b' curl U -d @- <<< $WORDS
curl U --data-binary @- <<< 'a b'
curl U -d @- -d @- <<< 'a'
curl U -d ''
curl U -d\ a
curl U -H X-A:b
curl U -H 'X-A:  padded  '
curl U -H "X-A:	b"
curl U -H 'X-A;'
curl U -H 'X-A: 1' -H 'x-a: 2'
curl U -H Accept: -d x
curl U -H 'accept: text/plain' -H 'Accept: b'
curl U -H 'Content-Type: text/plain' -d x
curl U -H 'content-type:' -d x
curl U -H 'content-type;' --json x
curl U -H 'Host: other.example.com'
curl U -H 'host:'
curl U -H 'User-Agent: b'
curl U -H 'User-Agent:'
curl U -H 'X-A: é'
curl U -H 'X-A: a:b;c'
curl U -A agent/1
curl U -A a --user-agent b
curl U -A ''
curl U -A a -H 'User-Agent: b'
curl U -u me:pw
curl U --user 'é:p:w'
curl U -u me:pw -H 'Authorization: x'
curl U --oauth2-bearer $API_KEY
curl U --oauth2-bearer a -u b:c -A '' -d x
curl U --header 'X-A: 1' -HX-B:2
curl U -H @- -d x <<< 'X-A: 1'
curl U -d a=1 -d b=2
curl U --data a --data-ascii b --data-binary c --data-raw d
curl U --data-raw '@x'
curl U --json '{"a":1}'
curl U --json '{"a":' --json '1}'
curl U -d a --json b -d c
curl U --json '' -X PUT
curl U --json x -H 'Accept: y'
curl U --json '["é", "\u00e9"]' -H X-A:b
curl U --data-urlencode 'a=b c+&é~'
curl U --data-urlencode 'b c' --data-urlencode '=x=y'
curl U --data-urlencode "a=!'()*-._~/?%"
curl U --data-urlencode "a=$'"
curl U --data-urlencode name@- <<< 'a b'
curl U --data-urlencode @- -d 'c d' <<< 'a b'
curl -X DELETE U
curl -XPATCH U -d a
curl --request GET U -d a
curl -X post U
curl -sSXPUT U
curl -G -d q=1 -d r=2 U
curl -G --data-urlencode 'q=a b' 'U?x=1'
curl --get U
curl U -G -d '' -X PATCH
curl 'U?' -G -d a
curl U --json a -G
curl U --url-query 'x=y z' -d a
curl 'U?a' --url-query x=1 --url-query +y=2
curl U -G -d 'a b'
curl -f U
curl --fail -sS U
curl -sf U
curl -fi U
curl --fail-with-body U
curl -s --fail-with-body U
curl -sS --fail-with-body -i U
curl -f --no-fail --fail-with-body U
curl -f --fail-with-body U
curl --fail-with-body -f U
curl -i U
curl --include U -d a
curl -s --no-silent U -f
curl -o /dev/null U
curl -o /dev/null -i -w '%{http_code}\n' U
curl -so/dev/null -w'%{http_code}' U
curl -o - U
curl U -w '%{http_code} %{response_code}\t%{content_type}|%{num_headers}|%{size_download}|%{http_version}\n'
curl U -w '%{exitcode} %{errormsg}' --fail-with-body
curl U -w '%{exitcode} %{errormsg} %{size_download}' -f
curl U -w '%{stderr}%{http_code}%{stdout} out\r\n'
curl U -w '%header{x-request-id} %header{none}|%%{http_code}|%|\q|50%'
curl U -w a -w b
curl --fail-with-body U; curl U
curl U; curl --fail-with-body U
curl U --max-time 30 --connect-timeout 2.5 -m 1e1
curl U --retry 0
curl U --fail-with-body -sS --retry 1
"""

ONCE = r"""
curl 'U?q='$API_KEY
curl U#fragment
curl U/../y/./z/..?q=/../
curl U/a//b/..//c/.
curl U/%2e%2E/x%20y
curl U/../../../x
curl U/..
curl http://api.example.com
curl http://api.example.com?a=b
curl http://API.example.com:80/
curl HTTP://api.example.com
curl api.example.com/v1/x
curl --url U
curl -- U
curl 'U?"<>|^`\'
curl 'U a'
curl 'U?a b'
curl " U"
curl ""
curl "" -s
curl "" -w '%{http_code} %{errormsg}'
curl http://
curl http://api.example.com:99999/
curl http://nowhere..invalid/x
curl -s http://nowhere..invalid/x
curl -sS http://nowhere..invalid/x -d a -w '%{http_code}|%{errormsg}|%{exitcode}|%{http_version}|%{size_download}\n'
curl foo://x
curl foo://x -s; curl U
curl
curl -s
curl U --foo
curl -s U --foo=bar
curl U -5
curl U -sS5
curl U -
curl U -H
curl U --data
curl U -sX
curl U --max-time x
curl U --max-time -1
curl U -m 30s
curl U --max-time ''
curl U --retry x
curl U --retry -1
curl U --retry 1.5
"""
"""Addresses and misuses, to which the status of the answer makes no difference."""

REFUSED = {
    "curl U | jq .": "pipe",
    "curl U && curl U": "conditional (&&)",
    "curl U || true": "conditional (||)",
    "curl U?a=1&b=2": "an unquoted &",
    "curl U > file": "redirection (>)",
    "curl U 2>/dev/null": "redirection with a number",
    "curl U -d @- < file": "redirection (<)",
    "curl U -d @- <<EOF\na\nEOF": "here-document",
    "(curl U)": "a subshell or a function",
    "ask() { curl U; }": "a subshell or a function",
    "for a in b; do curl U; done": "loop (for)",
    "if curl U; then echo; fi": "conditional (if)",
    "! curl U": "conditional (!)",
    "echo a": "a command that is not curl (echo)",
    "crul U": "a command that is not curl (crul)",
    "{ curl U; }": "unquoted {",
    "A=b curl U": "assignment before a command",
    "export API_KEY": "an export without a value",
    "export": "export without a name",
    "export https_proxy=http://example.com": "assignment to https_proxy",
    "curl U -d @-": "what you type (@-)",
    "IFS=:": "assignment to IFS",
    "curl U -d $(cat file)": "expansion $(cat",
    "curl U -d `cat file`": "command substitution",
    "curl U -d $((1+1))": "expansion $((1",
    "curl U -d ${API_KEY%x}": "expansion ${API_KEY%x}",
    "curl U -d ${API_KEY:-x}": "expansion ${API_KEY:-x}",
    "curl U -d $1": "expansion $1",
    "curl U -d $?": "expansion $?",
    "curl U -d $'a'": "an unquoted $",
    "curl U -d @- <<< # a": "here-string without a word",
    "curl U -d $": "an unquoted $",
    "curl U -d $API\\\n_KEY": "expansion $API",
    "curl U -d $HOME": "variable HOME",
    "curl U -d 'a": "a quotation without its end (')",
    'curl U -d "a': 'a quotation without its end (")',
    "curl U \\": "lone \\",
    "curl U -d {a,b}": "unquoted {",
    "curl U -d *": "an unquoted *",
    "curl U -d [1]": "an unquoted [",
    "curl U -d ~/a": "an unquoted ~",
    "; curl U": "empty command",
    "curl U;; curl U": "empty command",
    "curl U --proxy http://a": "option --proxy of curl",
    "curl U --no-keepalive": "option --no-keepalive of curl",
    "curl -sL U": "option -L of curl",
    "curl -k U": "option -k of curl",
    "curl U --dat x": "abbreviated option (--dat)",
    "curl U -d @body.json": "the file body.json",
    "curl U --json @body.json": "the file body.json",
    "curl U -H @fields": "the file fields",
    "curl U --data-urlencode me@example.com": "the file example.com",
    "curl U -w @format": "the file format",
    "curl U -o body.json": "the file body.json",
    "curl U -o - -o -": "second --output",
    "curl U U": "second URL",
    "curl U/[1-3]": "URL with brackets or braces",
    "curl 'U/{id}'": "URL with brackets or braces",
    "curl U/é": "URL with characters that are not ASCII",
    "curl ftp://example.com": "ftp://",
    "curl http://a:b@api.example.com": "an address such as",
    "curl http:/api.example.com": "an address such as",
    "curl http://127.1/": "an address such as",
    "curl U -H X-A": 'field such as "X-A"',
    "curl U -H 'X-A;b'": 'field such as "X-A;b"',
    "curl U -H ': b'": 'field such as ": b"',
    "curl U -H 'Content-Length: 1'": "field Content-Length",
    "curl U -H 'Host: a' -H 'Host: b'": "second Host field",
    "curl U -H 'X-A: a\nX-B: b'": "line break",
    "curl U -u me": "--user without a password",
    "curl U -X HEAD": "--request HEAD",
    "curl U -X 'A B'": 'method "A B"',
    "curl U -X ''": 'method ""',
    "curl U -w '%{time_total}'": "%{time_total} of --write-out",
    "curl U --max-time 0x10": "a number such as 0x10",
    "curl U --retry 1 -o /dev/null": "--retry with --output",
    "curl U -G -d a --url-query b": "--url-query together with --get",
    "curl U; curl U --proxy a": "option --proxy of curl",
}
"""A program that would be wrong without what the Run button lacks, and how it names that."""


def lines(text: str) -> list[str]:
    return [with_address(line) for line in text.strip().splitlines()]


def with_address(text: str) -> str:
    return re.sub(r"\bU\b", lambda _: U, text)


def snippets() -> dict[str, str]:
    """The cURL programs of the documentation, by the names of their examples."""
    folder = ROOT / "snippets"
    return {str(path.parent.relative_to(folder)): glimpse(path) for path in sorted(folder.glob("*/*/curl.sh"))}
