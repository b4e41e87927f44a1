"""The programs of the site without a Run button, each with the reason, in the words of getting-started/testing.md."""

WITHOUT_RUN = {
    "authentication/handle-errors/curl.sh": "A function of the shell",
    "endpoints/replay/curl.sh": "A loop of the shell",
    "endpoints/reuse/curl.sh": "A loop of the shell",
    "sdks/generate/curl.sh": "A file that the shell reads",
    "sdks/generated-client/python.py": "A client that you generate first",
    "sdks/refused/curl.sh": "A file that the shell reads",
    "webhooks/receive/javascript.mjs": "A server",
    "webhooks/receive/python.py": "A server",
    "webhooks/verify/javascript.mjs": "No request",
    "webhooks/verify/python.py": "No request",
}
