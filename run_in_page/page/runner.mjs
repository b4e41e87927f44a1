// Runs one example at a time.
import { isStarted, python } from "./python.mjs";
import { downloadText } from "./sandbox.mjs";

const SECONDS = 10;
const REQUESTS = 100;

let turn = Promise.resolve();
let keptFor; // the key whose runs share the state of the API

// `hear` gets { stream, text } and { exchange }, and `status` what goes on.
// `stop` may end it. Gives the exit status, or raises what ended it.
// `edited` is whether the text is the reader's own.
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

  let exchanged = 0;
  const listen = (said) => {
    if (said.exchange) exchanged += 1;
    if (said.flooded) end(": it printed more than 64 KB");
    else if (exchanged > REQUESTS)
      end(`: it sent more than ${REQUESTS} requests`);
    else hear(said);
  };

  status(isStarted() ? "Running…" : "Loading the mock API: 6 MB, once…");
  let timer;
  let mine;
  try {
    const program = await prepared(language, text, settings);
    mine = await Promise.race([python(), aborted]);
    mine.hear = listen;
    if (!settings.picked || settings.picked !== keptFor)
      await Promise.race([mine.ask("begin"), aborted]);
    keptFor = settings.picked;
    status("Running…");
    timer = setTimeout(() => end(` after ${SECONDS} s`), SECONDS * 1000);
    const world = { hear: listen, python: mine, signal };
    return await Promise.race([program(world), aborted]);
  } catch (error) {
    if (language === "python" && signal.aborted) mine?.stop(error);
    throw error;
  } finally {
    clearTimeout(timer);
    if (language === "python" && edited) {
      mine?.stop(new Error("It has ended."));
      python().catch(() => {}); // another one, ahead of the next run, which tells what is wrong
    }
  }
}

// A function that runs the program. If it can't run, the reader is told before anything
// large is loaded.
async function prepared(language, text, settings) {
  const { environment } = settings;
  let source = text;
  for (const [name, value] of Object.entries(settings.placeholders))
    source = source.replaceAll(name, value);
  const files = {};
  for (const path of settings.files)
    files[path.split("/").pop()] = await downloadText(`../../../${path}`);
  if (language === "python")
    return ({ python }) => python.ask("run", source, environment, files);
  const { prepare } = await import(`./run-${language}.mjs`);
  return prepare(source, environment, files);
}
