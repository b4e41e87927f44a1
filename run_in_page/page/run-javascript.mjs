// JavaScript programs: modules, each in a sandbox of its own.
import { parse } from "./lexer.mjs";
import { openSandbox } from "./sandbox.mjs";

const NAME = "javascript.mjs";
const SHIMS = {
  "node:process":
    "export default process; export const { argv, env, exit, stdout, stderr } = process;",
  "node:timers/promises":
    "export const setTimeout = (ms, value) => new Promise((done) => globalThis.setTimeout(done, ms, value));",
};
const PROGRAMS = ["inspect.js", "worker-print.js", "worker-javascript.js"];

// The places of the specifiers in the text. Raises where this page has not got
// such a module.
function importsOf(source, modules) {
  let found;
  try {
    [found] = parse(source);
  } catch {
    return []; // a mistake in the syntax, which the run itself will tell
  }
  const imports = [];
  for (const { n: specifier, s: start, e: end, d: dynamic } of found) {
    if (specifier === undefined) continue;
    if (!Object.hasOwn(modules, specifier))
      throw new Error(
        `This page has no module ${specifier}. Copy the program to a terminal instead.`,
      );
    const quote = dynamic > -1 ? 1 : 0; // a dynamic import's places are around
    imports.push({ specifier, start: start + quote, end: end - quote });
  }
  return imports;
}

export function prepare(text, environment, files) {
  const sources = { ...SHIMS, [NAME]: text };
  for (const name of Object.keys(files)) sources[`./${name}`] = files[name];
  const modules = {};
  for (const [name, source] of Object.entries(sources))
    modules[name] = { imports: importsOf(source, sources), source };
  return async ({ begin, hear, python, signal }) => {
    const end = Promise.withResolvers();
    const box = await openSandbox(PROGRAMS, async (said) => {
      if ("done" in said) end.resolve(said.done);
      else if ("failed" in said) end.reject(new Error(said.failed));
      else if ("call" in said)
        box.say({ id: said.id, reply: await python.ask("send", ...said.call) });
      else hear(said);
    });
    signal.addEventListener("abort", () => end.reject(signal.reason));
    try {
      signal.throwIfAborted();
      begin();
      box.say({ modules, environment });
      return await end.promise;
    } finally {
      box.close();
    }
  };
}
