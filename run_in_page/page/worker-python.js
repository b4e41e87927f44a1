// Python with the mock API. The first message has the files of the runtime;
// the others have an id and what to do: begin, send or run.
try {
  // An empty module: where a policy forbids it, Pyodide would wait for ever.
  new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
} catch {
  send({ failed: "" });
}

globalThis.onmessage = async ({ data: files }) => {
  const load = (name) =>
    import(
      URL.createObjectURL(new Blob([files[name]], { type: "text/javascript" }))
    );
  try {
    // There is no network: Pyodide's requests get the files that came along.
    globalThis.fetch = async (url) => {
      const name = String(url).split("/").pop();
      const type = name.endsWith(".wasm") ? "application/wasm" : "text/plain";
      return new Response(files[name], { headers: { "content-type": type } });
    };
    const [{ loadPyodide }, { default: createPyodideModule }] =
      await Promise.all([load("pyodide.mjs"), load("pyodide.asm.mjs")]);
    const py = await loadPyodide({
      indexURL: "https://run.invalid/",
      stdLibURL: "https://run.invalid/python.zip",
      createPyodideModule,
      lockFileContents: new TextDecoder().decode(files["pyodide-lock.json"]),
    });
    delete globalThis.fetch; // the true one again, which the policy refuses
    serve(py);
  } catch (error) {
    send({ failed: String(error.message ?? error) });
  }
};

function serve(py) {
  for (const [stream, set] of [
    ["stdout", "setStdout"],
    ["stderr", "setStderr"],
  ]) {
    const decoder = new TextDecoder();
    const write = (bytes) => {
      printer.print(stream, decoder.decode(bytes, { stream: true }));
      return bytes.length;
    };
    py[set]({ write });
  }
  py.setStdin({ stdin: () => null });
  const toJs = (value) => value?.toJs?.() ?? value;
  const api = py.pyimport("run_in_page.api").Api((...exchange) => {
    printer.flush();
    send({ exchange: exchange.map(toJs) });
  });
  const toDo = {
    begin: () => api.begin(),
    send: (method, url, fields, body) =>
      toJs(api.send(method, url, py.toPy(fields), body.slice())),
    run: (language, text, environment, files) => {
      printer.printed = 0;
      const [variables, beside] = [py.toPy(environment), py.toPy(files)];
      const status = api.run(language, text, variables, beside);
      printer.flush();
      return status;
    },
  };
  globalThis.onmessage = ({ data: { id, what, args } }) => {
    try {
      send({ id, done: toDo[what](...args) });
    } catch (error) {
      // Python itself has failed: what a program raises is printed above.
      send({ failed: String(error.message ?? error) });
    }
  };
  send({ ready: true });
}
