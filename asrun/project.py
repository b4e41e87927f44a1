"""The project's settings, asrun.toml: where its contract is, and what makes its API."""

from functools import cache
from importlib import import_module
from pathlib import Path

from asrun.api import Api
from asrun.contract import Contract
from asrun.text import FileError, read_toml


@cache
def load_api(project: Path) -> Api:
    """The API that `project`/asrun.toml names, with its contract.

    Raises `FileError` where the settings do not name one, and `ContractError` where the contract cannot be used.
    """
    file = project / "asrun.toml"
    settings = read_toml(file)
    for name, example in (("contract", "docs/openapi.yaml"), ("api", "module:function")):
        if not isinstance(settings.get(name), str):
            raise FileError(file, f"{name} to be a string", repr(settings.get(name)), f'write {name} = "{example}"')
    module, _, function = settings["api"].partition(":")
    try:
        make = getattr(import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise FileError(file, "api to name a function, as module:function", str(error), "correct it") from error
    api: Api = make(Contract.load(project / settings["contract"]))
    return api
