from asrun.journal import KEPT_EXCHANGES, Exchange, Journal, Request, Response, Violation


def mask(text: str) -> str:
    return text.replace("secret", "…")


def test_secrets_are_masked_wherever_they_are() -> None:
    journal, request = Journal(mask), Request("GET", "/secret?a", "/secret", "secret", [("x", "secret")], b"\xffsecret")
    violations = [Violation("name", "no secret")]
    journal.record(Exchange(request, Response(200, [("y", "secret")], b"secret"), violations, "a secret"))
    (exchange,) = journal.exchanges
    assert exchange.request == Request("GET", "/…?a", "/…", "…", [("x", "…")], b"\xff" + "…".encode())
    assert exchange.response == Response(200, [("y", "…")], "…".encode())
    assert (exchange.violations, exchange.reason) == ([Violation("name", "no …")], "a …")


def test_journal_keeps_the_latest_exchanges() -> None:
    journal = Journal(mask)
    for number in range(KEPT_EXCHANGES + 1):
        journal.record(Exchange(Request("GET", f"/{number}", "", "", [], b""), Response(404, [], b"")))
    assert [each.request.target for each in journal.exchanges] == [f"/{n}" for n in range(1, KEPT_EXCHANGES + 1)]
