// Runs one ES module as Node.js does. The first message has the module and what
// it imports; then the page is asked for each request, and told the exit status.
const NAME = "javascript.mjs";
const { inspect, format } = globalThis.util; // of inspect.js, which comes before
const { printer } = globalThis;
delete globalThis.util;
delete globalThis.printer;

const after = globalThis.setTimeout;
const alive = new Set(); // what keeps the program from its end
const waiting = new Map(); // requests, by their ids
const names = {}; // of modules, by their URLs
const urls = {}; // the other way
let ended = false;
let loaded = false;
let next = 0;

function release(key) {
  alive.delete(key);
  if (!loaded || alive.size) return;
  after(() => alive.size || finish(process.exitCode ?? 0), 0);
}

function held(promise) {
  const key = {};
  alive.add(key);
  return promise.finally(() => release(key));
}

function finish(status) {
  if (ended) return;
  ended = true;
  printer.flush();
  send({ done: status });
}

const say = (stream, text) => ended || printer.print(stream, text);

function crash(error) {
  let text = inspect(error);
  for (const [url, name] of Object.entries(names))
    text = text.replaceAll(url, name);
  say("stderr", `Uncaught ${text}\n`);
  finish(1);
}
addEventListener("error", (event) => {
  event.preventDefault();
  crash(event.error);
});
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  crash(event.reason);
});

function toUrl(name, source) {
  const url = URL.createObjectURL(
    new Blob([source], { type: "text/javascript" }),
  );
  names[url] = name;
  return url;
}

const SHIMS = {
  "node:process":
    "export default process; export const { argv, env, exit, stdout, stderr } = process;",
  "node:timers/promises":
    "export const setTimeout = (ms, value) => new Promise((done) => globalThis.setTimeout(done, ms, value));",
};

// The URL of a module in which each specifier is replaced by the URL of what it
// names: a blob has no folder, and no Node.js around it.
function linked(name, modules) {
  const { imports, source } = modules[name] ?? {
    imports: [],
    source: SHIMS[name],
  };
  let text = source;
  for (const { start, end, specifier } of imports.toReversed()) {
    const target = specifier.replace(/^\.\//, "");
    urls[target] ??= linked(target, modules);
    text = text.slice(0, start) + urls[target] + text.slice(end);
  }
  return toUrl(name, text);
}

globalThis.setTimeout = (call, delay, ...args) => {
  const id = after(() => {
    try {
      call(...args);
    } finally {
      release(id);
    }
  }, delay);
  alive.add(id);
  return id;
};
const every = globalThis.setInterval;
globalThis.setInterval = (...args) => {
  const id = every(...args);
  alive.add(id);
  return id;
};
for (const clear of ["clearTimeout", "clearInterval"]) {
  const original = globalThis[clear];
  globalThis[clear] = (id) => {
    original(id);
    if (alive.has(id)) release(id);
  };
}
globalThis.setImmediate = (call, ...args) => setTimeout(call, 0, ...args);
globalThis.global = globalThis;

// A sandboxed frame is no secure context, where browsers have this one.
crypto.randomUUID ??= () => URL.createObjectURL(new Blob()).slice(-36);

for (const [stream, methods] of [
  ["stdout", ["log", "info", "debug"]],
  ["stderr", ["error", "warn", "trace"]],
])
  for (const method of methods)
    console[method] = (...args) => say(stream, `${format(...args)}\n`);
console.dir = (value, options) => say("stdout", `${inspect(value, options)}\n`);

function makeProcess(environment) {
  const write = (stream) => ({ write: (text) => say(stream, String(text)) });
  return {
    argv: ["node", NAME],
    env: { ...environment },
    exitCode: undefined,
    nextTick: queueMicrotask,
    platform: "linux",
    stderr: write("stderr"),
    stdout: write("stdout"),
    version: "v24.0.0",
    exit(status = this.exitCode ?? 0) {
      finish(Number(status));
      throw new Error("The program has ended."); // nobody hears of it any more
    },
  };
}

const READ = ["arrayBuffer", "blob", "bytes", "json", "text"];

async function request(input, init) {
  const asked = new Request(input, init);
  const own = new Headers(init?.headers ?? input.headers);
  if (asked.headers.has("content-type") && !own.has("content-type"))
    own.set("content-type", asked.headers.get("content-type"));
  const body = new Uint8Array(await asked.arrayBuffer());
  const url = new URL(asked.url);
  const fields = [["host", url.host], ...own];
  for (const [name, value] of [
    ["accept", "*/*"],
    ["user-agent", "node"],
  ])
    if (!own.has(name)) fields.push([name, value]);
  if (body.length || ["POST", "PUT", "PATCH"].includes(asked.method))
    fields.push(["content-length", String(body.length)]);
  const reply = await new Promise((resolve, reject) => {
    const { signal } = asked;
    signal.throwIfAborted();
    signal.addEventListener("abort", () => reject(signal.reason));
    const id = ++next;
    waiting.set(id, resolve);
    printer.flush();
    send({ id, call: [asked.method, url.href, fields, body] });
  });
  if (reply.length === 1)
    throw new TypeError("fetch failed", { cause: new Error(reply[0]) });
  return toResponse(url.href, ...reply);
}

function toResponse(url, status, statusText, headers, body) {
  const content = [101, 204, 205, 304].includes(status) ? null : body;
  const response = new Response(content, { headers, status, statusText });
  Object.defineProperty(response, "url", { value: url });
  for (const name of READ) {
    const read = response[name];
    if (read) response[name] = () => held(read.call(response));
  }
  return response;
}

globalThis.fetch = (...args) => held(request(...args));

globalThis.onmessage = async ({ data: { modules, environment } }) => {
  globalThis.onmessage = ({ data: { id, reply } }) => {
    waiting.get(id)(reply);
    waiting.delete(id);
  };
  globalThis.process = makeProcess(environment);
  try {
    await import(linked(NAME, modules));
  } catch (error) {
    return crash(error);
  }
  loaded = true;
  release();
};
