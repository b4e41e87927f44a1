// Python with the mock API in it, in one sandbox that stays for the next run.
import { download, FORBIDDEN, openSandbox } from "./sandbox.mjs";

const FILES = [
  "pyodide.mjs",
  "pyodide.asm.mjs",
  "pyodide.asm.wasm",
  "pyodide-lock.json",
  "python.zip",
];
const PROGRAMS = ["worker-print.js", "worker-python.js"];

let current = null;

class Interpreter {
  #box = null;
  #jobs = new Map();
  #next = 0;
  started = Promise.withResolvers();

  // Hears what is printed, and of exchanges.
  hear = () => {};

  constructor() {
    this.#open().catch((error) => this.stop(error));
  }

  async #open() {
    const downloads = FILES.map(async (name) =>
      (await download(name)).arrayBuffer(),
    );
    const [box, ...buffers] = await Promise.all([
      openSandbox(PROGRAMS, (said) => this.#hear(said)),
      ...downloads,
    ]);
    if (current !== this) return box.close();
    this.#box = box;
    const entries = FILES.map((name, index) => [name, buffers[index]]);
    box.say(Object.fromEntries(entries), buffers);
  }

  #hear(said) {
    if ("ready" in said) this.started.resolve();
    else if ("failed" in said) this.stop(explained(said.failed));
    else if ("done" in said) this.#jobs.get(said.id)?.resolve(said.done);
    else this.hear(said);
  }

  // Asks it to begin a run, to send a request, or to run a program.
  async ask(what, ...args) {
    const id = ++this.#next;
    const job = Promise.withResolvers();
    this.#jobs.set(id, job);
    this.#box.say({ id, what, args });
    return job.promise.finally(() => this.#jobs.delete(id));
  }

  // The next run starts another one.
  stop(reason) {
    if (current === this) current = null;
    this.#box?.close();
    this.started.reject(reason);
    for (const job of this.#jobs.values()) job.reject(reason);
  }
}

function explained(failure) {
  return new Error(
    failure
      ? `Python in this page has failed: ${failure}. Run it again.`
      : FORBIDDEN,
  );
}

export const isStarted = () => current !== null;

// The interpreter, started where there is none.
export async function python() {
  current ??= new Interpreter();
  const mine = current;
  await mine.started.promise;
  return mine;
}
