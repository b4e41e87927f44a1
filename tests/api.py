"""The API of this site, as asrun.toml names it."""

from asrun import ROOT
from asrun.project import load_api

API = load_api(ROOT)
