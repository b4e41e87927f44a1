// Programs of curl commands: understood by the page itself, sent to the mock API.
import { makeRequest, parseOptions } from "./curl-request.mjs";
import { read, refuse } from "./curl-shell.mjs";

const TRANSIENT = [408, 429, 500, 502, 503, 504];
const LONGEST_PAUSE_SECONDS = 600;
const TOO_LONG = `\
Warning: The Retry-After: time would make this command line exceed the maximum \n\
Warning: allowed time for retries.`;
const FORMAT = /%(?:header)?\{([^}]*)\}|%%|\\([nrt])/g;
const ESCAPES = { n: "\n", r: "\r", t: "\t" };

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The program for the runner, which hears what is refused before anything large is loaded. */
export function prepare(text, environment) {
  const steps = parse(text, environment);
  return async ({ hear, python, signal }) => {
    const send = async ({ method, url, fields, body }) => {
      signal.throwIfAborted();
      const reply = await python.ask("send", method, url, fields, body);
      if (reply.length === 1) throw new Error(reply[0]);
      const [status, , received, content] = reply;
      return { status, fields: received, body: content };
    };
    const { stdout, stderr, exit } = await run(steps, send);
    hear({ stream: "stdout", text: stdout });
    hear({ stream: "stderr", text: stderr });
    return exit;
  };
}

/**
 * Reads a program of curl commands for bash: nothing is left to guess when the first one is sent.
 *
 * @param {string} text
 * @param {Record<string, string>} environment the variables that the reader has set
 * @returns {object[]} a step for each command: `{request, options}`, or `{exit, stderr}` where nothing is sent
 * @throws {Refused} for what the Run button does not do as bash 5 and curl 7.88 do it, by name
 */
export function parse(text, environment) {
  const steps = [];
  for (const { words, input, missing } of read(text, environment)) {
    if (missing) return [...steps, { exit: 1, stderr: `bash: ${missing}\n` }];
    steps.push(plan(words, input));
  }
  return steps;
}

function plan([program, ...words], input) {
  if (program === undefined) return { exit: 0, stderr: "" };
  if (program !== "curl") refuse(`a command that is not curl (${program})`);
  const options = parseOptions(words, input);
  for (const [text, name] of (options["write-out"] ?? "").matchAll(FORMAT))
    if (name !== undefined && text !== "%{http_code}")
      refuse(`${text} of --write-out`);
  return { options, request: makeRequest(options) };
}

/**
 * Runs the steps as bash 5 and curl 7.88 would, on a terminal and in an empty folder.
 *
 * @param {object[]} steps of `parse`
 * @param {(request: object) => Promise<object>} send takes `{method, url, fields, body}` and gives `{status, fields, body}`;
 * fields are pairs of byte strings, as those of `fetch`
 * @param {(seconds: number) => Promise<void>} [wait] waits before the next attempt
 * @returns {Promise<{stdout: string, stderr: string, exit: number}>}
 */
export async function run(steps, send, wait = pass) {
  const ran = { stdout: "", stderr: "", exit: 0 };
  for (const step of steps) {
    const ended = step.options ? await transfer(step, send, wait) : step;
    ran.stdout += ended.stdout ?? "";
    ran.stderr += ended.stderr;
    ran.exit = ended.exit;
  }
  return ran;
}

const pass = (seconds) =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function transfer({ options, request }, send, wait) {
  const warns = !options.silent;
  const most = Number(options["retry-max-time"]) || Infinity;
  let left = Number(options.retry ?? 0);
  let [stdout, stderr, pause, waited] = ["", "", 1, 0];
  for (;;) {
    const response = await send(request);
    const { status } = response;
    const failed = status >= 400 && options["fail-with-body"];
    stdout += decoder.decode(response.body);
    if (failed && (warns || options["show-error"]))
      stderr += `curl: (22) The requested URL returned error: ${status}\n`;
    const told = secondsTold(response);
    const retries = left && waited < most && TRANSIENT.includes(status);
    const isTooLong = waited + told > most;
    const seconds = told || pause;
    if (retries && warns)
      stderr += isTooLong
        ? TOO_LONG
        : `Warning: Problem : HTTP error. Will retry in ${seconds} seconds. ${left} retries left.\n`;
    if (!retries || isTooLong) {
      stdout += writeOut(options["write-out"] ?? "", status);
      return { stdout, stderr, exit: failed ? 22 : 0 };
    }
    left -= 1;
    waited += seconds;
    pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS);
    await wait(seconds);
  }
}

/** The API says seconds, not a date. */
function secondsTold({ fields }) {
  const [, value] = fields.find(([name]) => /^retry-after$/i.test(name)) ?? [];
  return /^\d+$/.test(value) ? Number(value) : 0;
}

function writeOut(format, status) {
  return format.replace(FORMAT, (_, variable, letter) => {
    if (variable) return String(status);
    return letter ? ESCAPES[letter] : "%";
  });
}
