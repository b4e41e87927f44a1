// Runs programs of curl commands as the Run button does, all in one process: jobs come as JSON on standard input.
// The last of a job's `responses` is the response to all further requests.
import { stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";
import { Refused } from "../run_in_page/page/curl-shell.mjs";
import { parse, run } from "../run_in_page/page/run-bash.mjs";

const decoded = (data, encoding) => Buffer.from(data, encoding).toString();

function sender(responses, requests) {
  return async ({ method, url, fields, body }) => {
    const { origin } = new URL(url);
    requests.push({
      method,
      target: url.slice(origin.length),
      fields: fields.map(([name, value]) => [name, decoded(value, "latin1")]),
      body: decoded(body),
    });
    const next = responses[Math.min(requests.length, responses.length) - 1];
    return { ...next, body: new TextEncoder().encode(next.body) };
  };
}

async function outcome({ text, environment, responses }) {
  const requests = [];
  const waits = [];
  const send = sender(responses, requests);
  const wait = async (seconds) => waits.push(seconds);
  try {
    const ended = await run(parse(text, environment), send, wait);
    return { ...ended, waits, requests };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message, requests };
    throw new Error(`of ${JSON.stringify(text)}`, { cause: error });
  }
}

const outcomes = [];
for (const job of JSON.parse(await text(stdin))) outcomes.push(await outcome(job));
stdout.write(JSON.stringify(outcomes));
