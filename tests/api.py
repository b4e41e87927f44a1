"""The API of this site, as asrun.toml names it, and the examples."""

from asrun import ROOT
from asrun.examples.example import load_examples
from asrun.project import load_api

API = load_api(ROOT)
EXAMPLES, _ = load_examples(ROOT, API)
