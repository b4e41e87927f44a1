import { expand } from "./curl-expand.mjs";
import { parseOptions } from "./curl-options.mjs";
import { refuse } from "./curl-refused.mjs";
import { makeRequest } from "./curl-request.mjs";
import { checkFormat, present, writeOut } from "./curl-response.mjs";
import { Attempts } from "./curl-retry.mjs";
import { read } from "./curl-shell.mjs";

export { Refused } from "./curl-refused.mjs";

/**
 * Reads a program of curl commands for bash, and expands it: nothing is left to guess when the first one is sent.
 *
 * @param {string} text
 * @param {Record<string, string>} environment
 * @returns {object[]} a step for each command: `{request, options, …}`, or `{exit, stderr}` where nothing is sent
 * @throws {Refused} for what the Run button does not do as bash 5 and curl 7.88 do it, by name
 */
export function parse(text, environment) {
  const steps = [];
  for (const command of expand(read(text), environment)) {
    if ("missing" in command) {
      steps.push({ exit: 1, stderr: `bash: ${command.missing}\n` });
    } else steps.push(plan(command));
  }
  return steps;
}

function plan({ words: [program, ...words], input }) {
  if (program === undefined) return { exit: 0, stderr: "" };
  if (program !== "curl") refuse(`a command that is not curl (${program})`);
  const options = parseOptions(words, input);
  checkFormat(options.format ?? "");
  return { options, request: makeRequest(options) };
}

/**
 * Runs the program as bash 5 and curl 7.88 would, on a terminal and in an empty folder.
 *
 * @param {string} text
 * @param {object} page
 * @param {Record<string, string>} page.environment the variables that the reader has set
 * @param {(request: {method: string, url: string, fields: [string, string][], body: Uint8Array}) =>
 *   Promise<{status: number, reason: string, fields: [string, string][], body: Uint8Array}>} page.send
 *   sends a request. Fields are byte strings, as those of `fetch`.
 * @param {(seconds: number) => Promise<void>} [page.wait] waits before the next attempt
 * @returns {Promise<{stdout: string, stderr: string, exit: number}>}
 * @throws {Refused} before the first request
 */
export async function run(text, { environment, send, wait = pass }) {
  const ran = { stdout: "", stderr: "", exit: 0 };
  for (const step of parse(text, environment)) {
    const ended = step.options ? await transfer(step, send, wait) : step;
    ran.stdout += ended.stdout ?? "";
    ran.stderr += ended.stderr;
    ran.exit = ended.exit;
  }
  return ran;
}

const pass = (seconds) =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function transfer(step, send, wait) {
  const attempts = new Attempts(step.options);
  let [stdout, stderr] = ["", ""];
  for (;;) {
    const response = await send(step.request);
    const ended = { ...present(step.options, response), response };
    const next = attempts.next(ended);
    stdout += ended.stdout;
    stderr += ended.stderr + (next.stderr ?? "");
    if (!next.seconds) {
      stdout += writeOut(step.options.format ?? "", ended.response);
      return { stdout, stderr, exit: ended.exit };
    }
    await wait(next.seconds);
  }
}
