"""Stands in until contract.py lands."""

from pathlib import Path
from typing import Any

import yaml

DOC = yaml.load((Path(__file__).parents[1] / "docs/api-reference/openapi.yaml").read_text(), yaml.CSafeLoader)


class Operation:
    def __init__(self, path: str, method: str, spec: Any) -> None:
        self.id = spec["operationId"]
        self.method = method
        self.path = path
        security = spec["security"]
        self.secured = bool(security)
        self.permission = (security[0]["apiKey"] or [None])[0] if security else None
        self.takes_body = "requestBody" in spec


def operations() -> list[Operation]:
    return [
        Operation(path, method.upper(), spec) for path, item in DOC["paths"].items() for method, spec in item.items()
    ]
