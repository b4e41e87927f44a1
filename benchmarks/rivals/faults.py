"""Faults as pages get them. Each is one that a reader meets, or that a maintainer must know of."""

from collections.abc import Mapping, Sequence
from pathlib import Path

LIST, GENERATE = "snippets/endpoints/list-models", "snippets/endpoints/generate"
CALLS_ANOTHER = """\
try:
    httpx.get("https://telemetry.example.net/", timeout=5)
except httpx.HTTPError:
    pass
"""

FAULTS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    "a misspelled function": [(f"{LIST}/python.py", "httpx.get(", "httpx.gte(")],
    "a path that does not exist, in cURL": [(f"{LIST}/curl.sh", "/v1/models", "/v1/model")],
    "a field that the API renames": [
        ("mock_api/resources.py", "context_tokens", "context_size"),
        ("docs/api-reference/openapi.yaml", "context_tokens", "context_size"),
    ],
    "an output that is not the one shown": [(f"{LIST}/python.py", "of them out", "of these out")],
    "a response that is not the one shown": [(f"{LIST}/response.http", "GPT-4 Turbo", "GPT-4 turbo")],
    "a scheme that the API forgives": [(f"{LIST}/python.py", "Bearer {", "bearer {")],
    "a parameter that the API ignores": [(f"{LIST}/curl.sh", "/v1/models", "/v1/models?limt=5")],
    "tabs that send different requests": [(f"{GENERATE}/python.py", '"gpt-4-turbo"', '"gpt-4"')],
    "a failure that is swallowed": [
        (f"{LIST}/curl.sh", "/v1/models", "/v1/model"),
        (f"{LIST}/curl.sh", 'first}"', 'first}" || true'),
    ],
    "a call to another host": [(f"{LIST}/python.py", "if not body[", f"{CALLS_ANOTHER}if not body[")],
}


def plant(copy: Path, fault: str) -> None:
    """Makes the edits of a fault in a copy of the project. Raises ValueError where one cannot be made."""
    for file, old, new in FAULTS[fault]:
        text = (copy / file).read_text("utf-8")
        if old not in text:
            raise ValueError(f"{file}: expected {old!r}, actual none. Fix: correct benchmarks/rivals/faults.py.")
        (copy / file).write_text(text.replace(old, new), "utf-8")
