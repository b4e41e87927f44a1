"""A shell in which the documented host is the mock: `python -m mock_api.shell`."""
