"""The API of a project, by its settings in asrun.toml."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from asrun.api import Api
from asrun.contract import Contract, ContractError
from asrun.default.api import default_api
from asrun.default.security import Key
from asrun.examples.settings import filled
from asrun.settings import FILE, project_settings
from asrun.text import FileError, read_yaml


@cache
def load_api(project: Path) -> Api:
    """The API that `project`/asrun.toml names or, where it names none, the one that its contract alone makes.

    Raises `FileError` where the settings or the contract cannot be used.
    """
    settings = project_settings(project)
    file = project / FILE
    path = project / settings["contract"]
    try:
        contract = Contract.load(path)
    except ContractError as error:
        read_yaml(path)  # which names the line
        raise FileError(path, "a contract that can be used", str(error), "correct it") from error
    if "api" not in settings:
        keys = settings.get("keys", {})
        for name, key in keys.items():
            if not key.get("secret"):
                raise FileError(file, f"keys.{name}.secret", "none", "write the key, for basic as user:password")
            if key.get("scheme", "") not in ("", *contract.security_schemes):
                known = ", ".join(contract.security_schemes)
                raise FileError(file, f"keys.{name}.scheme, one of {known}", key["scheme"], "correct its spelling")
        made = {name: Key(**key) for name, key in keys.items()}
        return _named(file, settings, default_api(contract, made, remember=settings.get("remember", True)))
    module, _, function = settings["api"].partition(":")
    try:
        make = getattr(import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise FileError(file, "api to name a function, as module:function", str(error), "correct it") from error
    return _named(file, settings, make(contract))


def _named(file: Path, settings: Mapping[str, Any], api: Api) -> Api:
    """The API, with the variables that the settings name for the sandbox."""
    return replace(api, environment=filled(file, settings, "environment", api.keys) or api.environment)
