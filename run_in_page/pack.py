"""Runs under Pyodide, in Node.js: imports what the page may need, then packs it, compiled, into /python.zip.

What is not imported here is missing in the page, which is smaller and starts in half the time for it. The program below
has what programs of the documentation may use; a test presses the button of every one that there is.
"""

import importlib
import marshal
import sys
import zipfile
from importlib.util import MAGIC_NUMBER
from pathlib import Path

LIBRARY = Path(f"/lib/python{sys.version_info.major}{sys.version_info.minor}.zip")
PACKAGES = Path("/packages")
UNCHECKED = (1).to_bytes(4, "little") + bytes(8)  # PEP 552: by a hash that is never compared
EPOCH = (2020, 1, 1, 0, 0, 0)

MODULES = """
asyncio base64 calendar collections contextlib copy csv dataclasses datetime decimal enum functools
getpass glob hashlib heapq hmac html http.client inspect io itertools json linecache locale logging math mimetypes
netrc operator os pathlib pickle platform pprint queue random re secrets shutil signal string struct sys
tempfile textwrap threading time timeit traceback types typing urllib.parse urllib.request uuid warnings
weakref zoneinfo encodings.ascii encodings.cp437 encodings.idna encodings.latin_1 encodings.utf_8_sig
pyodide.code pyodide.ffi
"""

PROGRAM = """
import os, httpx
headers = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
url = "https://api.example.com/v1/generate"
body = {"prompt": "Hello", "model": "gpt-4"}
httpx.post(url, headers=headers, json=body).raise_for_status().json()
with httpx.Client(base_url="https://api.example.com", headers=headers) as client:
    client.request("DELETE", "/v1/prompts/prompt_1", content=b"x").text
    with client.stream("POST", "/v1/generate", json=body) as response:
        list(response.iter_lines())
    client.get(url, params={"a": "b"}, timeout=httpx.Timeout(5))
    client.post(url, data={"a": "b"})
try:
    httpx.get("https://example.org")
except httpx.ConnectError as error:
    error_text = str(error)
httpx.get(url).raise_for_status()
"""


def use() -> None:
    """Imports what a page imports, and a little more."""
    for name in MODULES.split():
        importlib.import_module(name)
    api = importlib.import_module("run_in_page.api").Api(lambda *_: None)
    key = importlib.import_module("mock_api.sandbox").SANDBOX_KEYS["read"]
    assert api.run("bash", "curl -s https://api.example.com/health", {}, {}) == 0
    assert api.run("python", PROGRAM, {"API_KEY": key}, {}) == 1
    assert api.run("python", "print(1", {}, {}) == 1
    api.begin()
    assert api.send("GET", "https://api.example.com/openapi.yaml", [], b"")[0] == 200


def used(place: Path) -> set[str]:
    """The files below `place` that modules were imported from."""
    files = {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
    return {file.removeprefix(f"{place}/") for file in files if file.startswith(f"{place}/")}


def gather() -> dict[str, bytes]:
    """Each file by its name in the archive."""
    with zipfile.ZipFile("/python_stdlib.zip") as library:
        found = {name: library.read(name) for name in used(LIBRARY)}
    data = {f"run_in_page/{name}" for name in ("contract.json", "contract.yaml", "seed.json")}
    return found | {name: (PACKAGES / name).read_bytes() for name in used(PACKAGES) | data}


def write(found: dict[str, bytes]) -> None:
    with zipfile.ZipFile("/python.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(found.items()):
            if name.endswith(".py"):
                code = compile(data, name, "exec", dont_inherit=True, optimize=2)
                compiled = MAGIC_NUMBER + UNCHECKED + marshal.dumps(code)
                archive.writestr(zipfile.ZipInfo(f"{name}c", EPOCH), compiled, zipfile.ZIP_DEFLATED)
            if not name.endswith(".py") or b"install_lazy_importer" in data:  # anyio reads its own source
                archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)


sys.path.insert(0, str(PACKAGES))
use()
write(gather())
