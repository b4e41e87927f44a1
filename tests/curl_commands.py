"""Programs of curl commands, and what the Run button refuses: U stands for an address of the API."""

import random
import re

from asrun import ROOT
from asrun.text import glimpse

U = "http://api.example.com/v1/x"

ENVIRONMENT = {
    "API_KEY": "test-key",
    "EMPTY": "",
    "WORDS": " -d\ta  -d b ",
    "OPTIONS": "-d a -H X-A:b",
    "LINE": "\n-G -X\nb ",
}

RESPONSES = r"""
curl U
curl U; curl U -m x; curl -X PATCH U;
curl -f U
curl -sf U
curl -fi U
curl -s --fail-with-body U
curl -sS --fail-with-body -i U
curl -f --no-fail --fail-with-body U
curl --include U -d a
curl -o /dev/null -i -w '%{http_code}\n' U
curl -so/dev/null -w'%{http_code}' U
curl -o - U
curl U -w '%{http_code} %{response_code}\t%{content_type}\n'
curl U -w ' %{http_code} out\r\n' -f
curl U -w '%header{x-request-id} %header{none}|%%{http_code}|%|\q|50%' -w b
curl U; curl --fail-with-body U
curl U --fail-with-body -sS --retry 1
"""
"""Commands to which the status of the response makes a difference."""

REQUESTS = r"""
'curl' U""\'''
# curl
curl U -H "X-A: $API_KEY" -H 'X-B: $API_KEY' -H X-C:\ $API_KEY -H "X-D: ${API_KEY:?Set it}" -H "X-E: $UNSET"
curl U -H "X-A: ${UNSET:?Set it to  your key}"; curl U
curl U -H "X-A: ${UNSET?}"
curl U -H "X-A: ${EMPTY:?}"
curl U -H "X-A: ${EMPTY?is set}b"
curl U $UNSET $EMPTY -d a $OPTIONS
curl U -H X-A:x$LINE
curl U -d "a\nb \\ \a \$API_KEY \`" -d 'it'"'"'s' -d 'a\' -d "é✓ü" -d "cost: $ 5 $" -d "a'b$'c"
curl U -d {} -d a#b -d "a  b" # -d c
curl 'U?a=1&b=2'; curl U?limit=100; curl 'U?q='$API_KEY
API_KEY=other; curl U -H "X-A: $API_KEY"
export API_KEY="an other" B=$API_KEY; curl U -H "X-A: $API_KEY $B"
A='x y' B=$A C=curl; $C U -d "$B"
curl U -H @- <<< "X-A: $API_KEY"
curl U -H @- -d x <<<X-A:b
<<< 'a b' curl U -d @- <<< $WORDS
curl U --data-binary @- -d @- <<< 'a b'
curl U -d ''
curl U -H 'X-A:  padded  ' -H "X-B:	b" -H 'X-C;' -H 'X-D: é' -H 'X-E: a:b;c' -HX-F:2 -H 'X-A: 1' -H 'x-a: 2'
curl U -H Accept: -H 'Content-Type: text/plain' -d x
curl U -H 'accept: text/plain' -H 'Accept: b' -H 'content-type:' -d x
curl U -H 'content-type;' --json x
curl U -H 'User-Agent: b' --oauth2-bearer $API_KEY
curl U -H 'User-Agent:' --oauth2-bearer é -H 'Authorization: x'
curl U --data a --data-binary c --data-raw d --data-raw '@x' -d e
curl U --json '{"a":' --json '1}' -X PUT
curl U -d a --json b -d c -H 'Accept: y'
curl U --json ''
curl U --data-urlencode 'a=b c+&é~' --data-urlencode '=x=y' --data-urlencode "a=!'()*-._~/?%" --data-urlencode b
curl U --data-urlencode name@- -d 'c d' --data-urlencode @- <<< 'a b'
curl -X DELETE U; curl -XPATCH U -d a; curl --request GET U -d a; curl -X post U; curl -sSXPUT U
curl -G -d q=1 -d r=2 U; curl --get U; curl U -G -d '' -X PATCH; curl 'U?' -G -d a; curl U --json a -G
curl -G --data-urlencode 'q=a b' 'U?x=1#f'
curl U -G -d 'a b'
curl U --max-time 30 --connect-timeout 2.5 -m 1e1 --retry 0
curl U#fragment; curl U/a//b/; curl U/%2e%2E/x%20y; curl U/..x?q=/../
curl http://api.example.com; curl http://api.example.com?a=b; curl http://API.example.com:80/
curl HTTP://api.example.com; curl api.example.com/v1/x; curl --url U; curl -- U; curl 'U?"<>|^`\'
curl 'U?a b'
curl " U"
curl "" -w '%{http_code}'
curl http://
curl http://api.example.com:99999/
curl http://nowhere..invalid/x
curl -sS http://nowhere..invalid/x -d a -w '%{http_code} %{content_type}\n'
curl
curl U -H
curl U --data
curl U --max-time x
curl U --max-time -1
curl U --retry -1
"""
"""Commands, addresses and misuses to which it makes none."""

REFUSED = {
    "curl U | jq .": "pipe",
    "curl U && curl U": "conditional (&&)",
    "curl U?a=1&b=2": "an unquoted &",
    "curl U > file": "redirection (>)",
    "curl U 2>/dev/null": "redirection with a number",
    "curl U -d @- <<EOF\na\nEOF": "here-document",
    "(curl U)": "a subshell or a function",
    "crul U": "a command that is not curl (crul)",
    "A=b curl U": "assignment before a command",
    "export API_KEY": "an export without a value",
    "export": "export without a name",
    "export https_proxy=http://example.com": "assignment to https_proxy",
    "IFS=:": "assignment to IFS",
    "curl U -d @-": "what you type (@-)",
    "curl U -d $(cat file)": "expansion $(cat",
    "curl U -d `cat file`": "command substitution",
    'curl U -d "`cat file`"': "command substitution",
    "curl U -d ${API_KEY:-x}": "expansion ${API_KEY:-x}",
    "curl U -d $1": "expansion $1",
    "curl U -d $'a'": "an unquoted $",
    "curl U -d @- <<< # a": "here-string without a word",
    "curl U -d $API\\\n_KEY": "expansion $API",
    "curl U -d $HOME": "variable HOME",
    "curl U -d 'a": "a quotation without its end (')",
    'curl U -d "a': 'a quotation without its end (")',
    "curl U \\": "lone \\",
    "curl U -d {a,b}": "unquoted {",
    "curl U -d *": "an unquoted *",
    "A=*; curl U -d $A": "an unquoted *",
    "curl U -d ~/a": "an unquoted ~",
    "curl U;; curl U": "empty command",
    "curl U; curl U --proxy http://a": "option --proxy of curl",
    "curl -sL U": "option -L of curl",
    "curl U -": "option - of curl",
    "curl U --json @body.json": "the file body.json",
    "curl U --data-urlencode me@example.com": "the file example.com",
    "curl U -w @format": "the file format",
    "curl U -o body.json": "the file body.json",
    "curl U -o - -o -": "second --output",
    "curl U U": "second URL",
    "curl 'U/{id}'": "URL with brackets or braces",
    "curl U/é": "URL with characters that are not ASCII",
    "curl FTP://example.com": "FTP://",
    "curl http://a:b@api.example.com": "an address such as",
    "curl http:/api.example.com": "an address such as",
    "curl http://127.1/": "an address such as",
    "curl U -H X-A": 'field such as "X-A"',
    "curl U -H 'X-A;b'": 'field such as "X-A;b"',
    "curl U -H 'Content-Length: 1'": "field Content-Length",
    "curl U -H 'Host: a'": "field Host",
    "curl U/..": "a path with . or ..",
    "curl U -H 'X-A: a\nX-B: b'": "line break",
    "curl U -X HEAD": "--request HEAD",
    "curl U -X 'A B'": 'method "A B"',
    "curl U -w '%{time_total}'": "%{time_total} of --write-out",
    "curl U --max-time 0x10": "a number such as 0x10",
    "curl U --retry 1 -o /dev/null": "--retry with --output",
    "curl U -f --fail-with-body": "--fail together with --fail-with-body",
}
"""A program that would be wrong without what the Run button lacks, and how it names that."""

PIECES = (
    *("a", "b-1", "é", "=", ":", "/", "%", ",", "+", "^", "]", "}", "!", "{}", "#"),
    *("''", "' '", "'a\nb'", "'\\'", "'\"'", "'$API_KEY'"),
    *('""', '" "', '"a\nb"', '"\\\\"', '"\\""', '"\\a\\\n"', '"$API_KEY"', '"$"', '"a$ "', '"\'"', '"#"'),
    *("\\ ", "\\\\", "\\'", '\\"', "\\$", "\\\n", "\\\t", "\\#", "\\;", "\\~", "\\*", "\\{", "\\é"),
    *("$API_KEY", "${API_KEY}", "$WORDS", "$EMPTY", "$UNSET", '"$WORDS"', '"${LINE}"'),
    *("${API_KEY:?not set}", '"${EMPTY?no}"'),
)
"""Most are harmless alone: it is their neighbours that make the difference."""

RARE = ("$", "~", "x=~", "*", "?", "{", "[", "1>", "|", "'", '"', "<<<", "(", "`", "$'a'", "$1", "${API_KEY%k}", "\\")
GAPS = (" ", " ", " ", "  ", "\t", " \\\n", "\\\n ")
ENDS = ("\n", ";", " ; ", " # it's\n", "\n\n", '\n# "\n')


def quotings(number: int) -> list[str]:
    """Programs whose commands send oddly quoted words, the same ones each time."""
    chance = random.Random(8)

    def word() -> str:
        pieces = chance.choices(PIECES, k=chance.randint(1, 4))
        if chance.random() < 0.02:
            pieces.append(chance.choice(RARE))
        return f"{chance.choice(GAPS)}--data-raw{chance.choice(GAPS)}{''.join(pieces)}"

    def command() -> str:
        return f"curl {U}{''.join(word() for _ in range(chance.randint(1, 6)))}{chance.choice(ENDS)}"

    return ["".join(command() for _ in range(chance.randint(1, 2))) for _ in range(number)]


def lines(text: str) -> list[str]:
    return [with_address(line) for line in text.strip().splitlines()]


def with_address(text: str) -> str:
    return re.sub(r"\bU\b", lambda _: U, text)


def snippets() -> dict[str, str]:
    """The cURL programs of the documentation, by the names of their examples."""
    folder = ROOT / "snippets"
    return {str(path.parent.relative_to(folder)): glimpse(path) for path in sorted(folder.glob("*/*/curl.sh"))}
