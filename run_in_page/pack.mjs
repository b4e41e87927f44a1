// Packs python.zip: what the mock API, httpx and requests import, compiled by
// the very Python that will run it. Called by build.py: pack.mjs STAGING, a
// folder that has `packages/` (sources) and gets python.zip.
import fs from "node:fs";
import path from "node:path";
import { loadPyodide } from "pyodide";

const staging = process.argv[2];
const pyodide = path.join(import.meta.dirname, "../node_modules/pyodide");

// Python's hashes decide the order of sets, and so the bytes of compiled code.
const py = await loadPyodide({
  env: { PYTHONHASHSEED: "0" },
  stderr: () => {}, // the tracebacks of programs that are to fail
});
py.FS.mkdirTree("/packages");
py.FS.mount(
  py.FS.filesystems.NODEFS,
  { root: path.join(staging, "packages") },
  "/packages",
);
const library = fs.readFileSync(path.join(pyodide, "python_stdlib.zip"));
py.FS.writeFile("/python_stdlib.zip", library);
const pack = path.join(import.meta.dirname, "pack.py");
py.runPython(fs.readFileSync(pack, "utf8"), { filename: "pack.py" });
fs.writeFileSync(
  path.join(staging, "python.zip"),
  py.FS.readFile("/python.zip"),
);
