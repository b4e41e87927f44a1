"""What the fork server of the Python programs has imported before it forks: what they import, and nothing else."""

import gc
import runpy

import httpcore
import httpx
import requests

__all__ = ["httpcore", "httpx", "requests", "runpy"]

gc.collect()
gc.freeze()  # a child's collector leaves alone what it shares with the others, which would copy it
