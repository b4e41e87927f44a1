// Runs programs of curl commands as the Run button does, all in one process: jobs come as JSON on standard input.
// A job's `answers` are those to its requests; the last one answers the rest. Without them it asks for bash's words.
import { stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";
import { expand } from "../run_in_page/page/curl-expand.mjs";
import { read } from "../run_in_page/page/curl-shell.mjs";
import { Refused, run } from "../run_in_page/page/curl.mjs";

const decoded = (data, encoding) => Buffer.from(data, encoding).toString();

function answer(answers, requests) {
  return async ({ method, url, fields, body }) => {
    const { origin } = new URL(url);
    if (!/^https?:\/\/api\.example\.com$/i.test(origin)) return undefined;
    requests.push({
      method,
      target: url.slice(origin.length),
      fields: fields.map(([name, value]) => [name, decoded(value, "latin1")]),
      body: decoded(body),
    });
    const next = answers[Math.min(requests.length, answers.length) - 1];
    return { ...next, body: new TextEncoder().encode(next.body) };
  };
}

async function ran({ text, environment, answers }, requests) {
  if (!answers) return { commands: [...expand(read(text), environment)] };
  const waits = [];
  const send = answer(answers, requests);
  const wait = async (seconds) => waits.push(seconds);
  return { ...(await run(text, { environment, send, wait })), waits };
}

async function outcome(job) {
  const requests = [];
  try {
    return { ...(await ran(job, requests)), requests };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message, requests };
    throw new Error(`of ${JSON.stringify(job.text)}`, { cause: error });
  }
}

const outcomes = [];
for (const job of JSON.parse(await text(stdin))) outcomes.push(await outcome(job));
stdout.write(JSON.stringify(outcomes));
