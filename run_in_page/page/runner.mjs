// Runs one example at a time.
import { isStarted, python } from "./python.mjs";
import { download } from "./sandbox.mjs";

const SECONDS = 10;
const LIMIT = 65_536;
const FLOODED = `Stopped: it printed more than ${LIMIT / 1024} KB.`;
const REQUESTS = 100;
const BUSY = `Stopped: it sent more than ${REQUESTS} requests.`;

let turn = Promise.resolve();
let keptFor; // the key whose runs share the state of the API

// `hear` gets { stream, text } and { exchange }, and `status` what goes on.
// `signal` may end it. Gives the exit status, or raises what ended it.
// `edited` is whether the text is the reader's own.
export function run(language, text, options) {
  const mine = turn.then(() => runNow(language, text, options));
  turn = mine.catch(() => {});
  return mine;
}

async function runNow(language, text, options) {
  const { edited, hear, settings, signal, status } = options;
  const own = new AbortController();
  const end = (message) => own.abort(new Error(message));
  const aborted = new Promise((_, reject) => {
    own.signal.addEventListener("abort", () => reject(own.signal.reason));
  });
  aborted.catch(() => {});
  if (signal.aborted) end(signal.reason);
  signal.addEventListener("abort", () => end(signal.reason));

  let printed = 0;
  let exchanged = 0;
  const listen = (said) => {
    printed += said.text?.length ?? 0;
    if (said.exchange) exchanged += 1;
    if (said.flooded || printed > LIMIT) end(FLOODED);
    else if (exchanged > REQUESTS) end(BUSY);
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
    timer = setTimeout(
      () => end(`Stopped after ${SECONDS} s.`),
      SECONDS * 1000,
    );
    const world = { hear: listen, python: mine, signal: own.signal };
    return await Promise.race([program(world), aborted]);
  } catch (error) {
    if (language === "python" && own.signal.aborted) mine?.stop(error);
    throw error;
  } finally {
    clearTimeout(timer);
    if (language === "python" && edited) mine?.renew();
  }
}

// A function that runs the program. What cannot run is told before anything
// large is loaded.
async function prepared(language, text, settings) {
  const { environment } = settings;
  let source = text;
  for (const [name, value] of Object.entries(settings.placeholders))
    source = source.replaceAll(name, value);
  const files = {};
  for (const path of settings.files)
    files[path.split("/").pop()] = await (
      await download(`../../../${path}`)
    ).text();
  if (language === "python")
    return ({ python }) => python.ask("run", source, environment, files);
  const { prepare } = await import(`./run-${language}.mjs`);
  return prepare(source, environment, files);
}
