from tests.mock_api.client import Client


def test_the_models_are_those_that_generate(client: Client) -> None:
    models = [model["id"] for model in client.call("GET", "/v1/models").data]
    assert models == ["gpt-4", "gpt-4-turbo"]
    assert all(client.generate({"prompt": "Hi", "model": model}).status == 200 for model in models)


def test_models_come_in_pages(client: Client) -> None:
    first = client.call("GET", "/v1/models?limit=1").document
    second = client.call("GET", f"/v1/models?limit=1&cursor={first['next_cursor']}").document
    assert [first["data"][0]["id"], second["data"][0]["id"]] == ["gpt-4", "gpt-4-turbo"]
    assert second["next_cursor"] is None
