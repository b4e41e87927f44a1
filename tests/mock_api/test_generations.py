import pytest

from tests.mock_api.client import HELLO, Client


@pytest.mark.parametrize(("tokens", "text"), [(1.0, "Hello"), (3, "Hello! How"), (5, "Hello! How can I")])
def test_text_has_at_most_max_tokens(client: Client, tokens: int, text: str) -> None:
    data = client.generate({**HELLO, "max_tokens": tokens}).data
    assert (data["text"], data["usage"]["completion_tokens"]) == (text, tokens)
