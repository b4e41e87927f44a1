// JavaScript programs: modules, each in a sandbox of its own.
import { parse } from "./lexer.mjs";
import { openSandbox } from "./sandbox.mjs";

const NAME = "javascript.mjs";
const SHIMS = ["node:process", "node:timers/promises"];
const PROGRAMS = ["inspect.js", "worker-print.js", "worker-javascript.js"];

// The places of the specifiers in the text. Raises where this page has not got
// such a module.
function importsOf(source, files) {
  let found;
  try {
    [found] = parse(source);
  } catch {
    return []; // a mistake in the syntax, which the run itself will tell
  }
  const imports = [];
  for (const { n: specifier, s: start, e: end, d: dynamic } of found) {
    if (specifier === undefined) continue;
    const file = /^\.\/(.+)/.exec(specifier)?.[1];
    if (!SHIMS.includes(specifier) && !Object.hasOwn(files, file))
      throw new Error(
        `This page has no module ${specifier}. Copy the program to a terminal instead.`,
      );
    const quote = dynamic > -1 ? 1 : 0; // a dynamic import's places are around
    imports.push({ specifier, start: start + quote, end: end - quote });
  }
  return imports;
}

export function prepare(source, environment, files) {
  const modules = {};
  for (const [name, text] of Object.entries({ ...files, [NAME]: source }))
    modules[name] = { imports: importsOf(text, files), source: text };
  return async ({ hear, python, signal }) => {
    const end = Promise.withResolvers();
    const box = await openSandbox(PROGRAMS, async (said) => {
      if ("done" in said) end.resolve(said.done);
      else if ("failed" in said) end.reject(new Error(said.failed));
      else if ("call" in said)
        box.say({
          id: said.id,
          reply: await python.ask("send", ...said.call),
        });
      else hear(said);
    });
    signal.addEventListener("abort", () => end.reject(signal.reason));
    try {
      signal.throwIfAborted();
      box.say({ modules, environment });
      return await end.promise;
    } finally {
      box.close();
    }
  };
}
