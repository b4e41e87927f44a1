// Runs one example at a time.
import { isStarted, python } from "./python.mjs";
import { downloadText } from "./sandbox.mjs";

const SECONDS = 10;
const REQUESTS = 100;

let turn = Promise.resolve();
let keptFor; // the key whose runs share the state of the API

// `hear` gets { stream, text } and { exchange }, and `status` what goes on.
// `stop` may end it. Gives the exit status and how many seconds the program
// took, without what was loaded for it, or raises what ended it. `edited` is
// whether the text is the reader's own.
export function run(language, text, options) {
  const mine = turn.then(() => runNow(language, text, options));
  turn = mine.catch(() => {});
  return mine;
}

async function runNow(language, text, options) {
  const { edited, hear, settings, status, stop } = options;
  const { signal } = stop;
  signal.throwIfAborted();
  const end = (message) => stop.abort(new Error(`Stopped${message}.`));
  const { promise: aborted, reject } = Promise.withResolvers();
  signal.addEventListener("abort", () => reject(signal.reason));
  aborted.catch(() => {});
  const unlessStopped = (promise) => Promise.race([promise, aborted]);

  let exchanged = 0;
  const listen = (said) => {
    if (said.exchange) exchanged += 1;
    if (said.flooded) end(": it printed more than 64 KB");
    else if (exchanged > REQUESTS)
      end(`: it sent more than ${REQUESTS} requests`);
    else hear(said);
  };

  status(isStarted() ? "Running…" : "Loading the mock API: 6 MB, once…");
  const program = await prepared(language, text, settings);
  const mine = await unlessStopped(python());
  mine.hear = listen;
  if (!settings.picked || settings.picked !== keptFor)
    await unlessStopped(mine.ask("begin"));
  keptFor = settings.picked;
  let timer, began;
  const begin = () => {
    status("Running…");
    timer = setTimeout(() => end(` after ${SECONDS} s`), SECONDS * 1000);
    began = performance.now();
  };
  const world = { begin, edited, hear: listen, python: mine, signal };
  try {
    const exit = await unlessStopped(program(world));
    return { exit, seconds: (performance.now() - began) / 1000 };
  } finally {
    clearTimeout(timer);
  }
}

// A function that runs the program. If it can't run, the reader is told before anything
// large is loaded.
async function prepared(language, text, { environment, files, placeholders }) {
  let source = text;
  for (const [name, value] of Object.entries(placeholders))
    source = source.replaceAll(name, value);
  const beside = {};
  for (const path of files)
    beside[path.split("/").pop()] = await downloadText(`../../../${path}`);
  const { prepare } = await import(
    `./run-${language === "javascript" ? language : "python"}.mjs`
  );
  return prepare(source, environment, beside, language);
}
