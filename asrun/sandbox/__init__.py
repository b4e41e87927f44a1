"""A shell in which the documented host is the mock: `python -m asrun sandbox`."""
