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
const urls = {}; // of modules
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
  for (const [name, url] of Object.entries(urls))
    text = text.replaceAll(url, name.replace("./", ""));
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

// The URL of a module in which each specifier is replaced by the URL of what it
// names: a blob has no folder, and no Node.js around it.
function linked(name, modules) {
  const { imports, source } = modules[name];
  let text = source;
  for (const { start, end, specifier } of imports.toReversed())
    text = text.slice(0, start) + linked(specifier, modules) + text.slice(end);
  const type = "text/javascript";
  urls[name] ??= URL.createObjectURL(new Blob([text], { type }));
  return urls[name];
}

function keep(id) {
  alive.add(id);
  return id;
}
globalThis.setTimeout = (call, delay, ...args) => {
  const id = after(() => {
    try {
      call(...args);
    } finally {
      release(id);
    }
  }, delay);
  return keep(id);
};
const every = globalThis.setInterval;
globalThis.setInterval = (...args) => keep(every(...args));
const clear = globalThis.clearTimeout; // it clears intervals too
globalThis.clearTimeout = (id) => {
  clear(id);
  if (alive.has(id)) release(id);
};
globalThis.clearInterval = globalThis.clearTimeout;
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
