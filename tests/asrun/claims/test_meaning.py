"""What a sentence claims: other words mean the same, another outcome, value or thing does not."""

import pytest

from asrun.claims.lexicon import Lexicon

LEXICON = Lexicon(["read", "write", "admin", "401", "403", "404", "INVALID_API_KEY"], fields=["name"])

SAME = [
    ("The API ignores a key in the URL or in the body.", "A key in the query or the body is ignored."),
    ("If the key was revoked, the response is a `404`.", "You get a 404 for a revoked key."),
    ("Everything else requires the `admin` permission.", "Everything else needs the admin permission."),
    ("It makes up to 6 attempts.", "At most six attempts are made."),
    ("The key doesn't expire.", "This key never expires."),
    ("Wait as long as `Retry-After` says.", "Wait for the time in Retry-After."),
    (
        "A `401` needs another key, and a `403` another permission.",
        "A 403 another permission, and a 401 needs another key.",
    ),
    ("Rotate your keys at least once a year.", "At least 1 time per year, rotate each of your keys."),
    ("The window lasts 60 seconds.", "It's a window of sixty seconds."),
    ("It stops at more than 5 tokens or more than 4 requests.", "It stops beyond 5 tokens or beyond 4 requests."),
    ("Every block has a 2xx status, followed by a line break.", "Each has a 2xx status and then a newline."),
    ('A `"` is not a `404`.', 'Not a `404`, a `"`.'),
    ("A `204` has no body.", "There isn't a body in a 204."),
    ("The API refuses a lost key.", "A lost key isn't accepted."),
    ("A webhook that fails is retried.", "A webhook that doesn't succeed is retried."),
    ("It doesn't add a key or retry.", "It adds no key, and doesn't retry."),
    (
        "Refuse one whose signature lacks `v1` or whose timestamp is old.",
        "Refuse one whose timestamp is old or whose signature lacks `v1`.",
    ),
    ("`admin` includes the other three.", "The other three are included in `admin`."),
    ("Retry if the response is a 404 or none.", "Retry if the response is none or a 404."),
    ("Each key has its own limit.", "A key has a limit of its own."),
    ("The key--a secret--expires.", "The key, a secret, expires."),
    ("It counts, unless it fails.", "If it doesn't fail, it counts."),
    ("A `401` has to be fixed.", "A 401 must be fixed."),
    ("Each `404` must have a body.", "Send a body with each 404."),
    ("Only you can read the key.", "Nobody else can read the key."),
    ("It shows only its name, neither a query nor a body.", "Only its name is shown, not a body or a query."),
    ("The key has the same permissions, and expires immediately.", "The key has these permissions, and expires."),
]
OTHER = [
    ("The API ignores a key in the URL.", "The API accepts a key in the URL."),
    ("If the key was revoked, the response is a `404`.", "If the key was revoked, the response is a `403`."),
    ("If the key was revoked, the response is a `404`.", "If the key has expired, the response is a `404`."),
    ("Everything else requires the `admin` permission.", "Everything else requires the `write` permission."),
    ("The rest needs the admin permission.", "The rest needs the write permission."),
    ("It makes up to four attempts.", "It makes up to three attempts."),
    ("It makes at most four attempts.", "It makes at least four attempts."),
    ("The key expires.", "The key doesn't expire."),
    ("The key is permanently refused.", "The key is accepted."),
    ("A key isn't refused.", "A key isn't accepted."),
    ("A `404` must have a body.", "A `404` can have a body."),
    ("JavaScript and Python refuse quotes.", "All refuse quotes."),
    ("The request has no key.", "A server has no key."),
    (
        "A `401` needs another key, and a `403` another permission.",
        "A `403` needs another key, and a `401` another permission.",
    ),
    ("Rotate your keys once a year.", "Rotate your keys once a decade."),
    ("Rotate your keys once a year.", "Rotate your keys twice a year."),
    ("The new key replaces the old key.", "The new key replaces the new key."),
    ("You get a `404`.", "A key gets a `404`."),
    ("It keeps the variable and its name.", "It forgets the variable and its name."),
    ("Retry a `429`, client errors, and redirects.", "Retry a `429`, server errors, and redirects."),
    ("Every response has a `name`.", "Every error response has a `name`."),
    ("The key expires immediately.", "The key expires automatically."),
    ("RFC 6750 requires it.", "RFC 6749 requires it."),
    ("`limit` is optional.", "`limit` is an option."),
    ("60 requests in 60 seconds", "60 requests in 60 minutes"),
    ("`last_used_at` is `null` before the first request.", "`last_used_at` is `null` after the first request."),
    ("All requests go over HTTPS to `/v1`.", "All requests go over HTTP to `/v1`."),
    ("The time of the request, in local time", "The time of the request, in UTC"),
    (
        "The new key has the `write` permission, and the same name.",
        "A new key has the `write` permission, and the same ID.",
    ),
    ("It prints one line for a `404`.", "It prints all lines for a `404`."),
    ("It counts, even if it fails.", "It counts, unless it fails."),
    ("Send its `next_cursor` as the `cursor`.", "Send its `cursor` as the `next_cursor`."),
    ("From best to worst:", "From worst to best:"),
    ("60 seconds for generating text, 30 for uploads.", "60 seconds for uploads, 30 for generating text."),
    ("Path, method, key, limit, size, type, JSON", "Path, method, key, limit, type, size, JSON"),
    ("The secret of a key is never returned with `401`.", "The secret of a webhook is never returned with `401`."),
]


@pytest.mark.parametrize(("sentence", "claim"), SAME)
def test_rewording_says_what_the_claim_says(sentence: str, claim: str) -> None:
    assert LEXICON.meaning(sentence).agrees(LEXICON.meaning(claim)), (LEXICON.meaning(sentence), LEXICON.meaning(claim))


@pytest.mark.parametrize(("sentence", "claim"), OTHER)
@pytest.mark.says(
    "A sentence: a permission, a field: is ignored, refused, accepted, or expires, or never, first, only."
)
def test_another_outcome_value_or_thing_says_something_else(sentence: str, claim: str) -> None:
    assert not LEXICON.meaning(sentence).agrees(LEXICON.meaning(claim)), LEXICON.meaning(sentence)
