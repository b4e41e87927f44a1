"""The engine in pytest, for the examples and for the tests alike."""

from asrun.examples.environment import isolate

isolate()

pytest_plugins = ("asrun.plugin",)
