"""The API of this site, as asrun.toml names it, and the examples."""

from asrun import ROOT
from asrun.collect import every_example
from asrun.project import load_api

API = load_api(ROOT)
EXAMPLES = every_example()
