import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import * as api from "./example-api.mjs";

const { clients, calls } = JSON.parse(process.env.CASE);
const [outcomes, waits, timeouts] = [[], [], []];
Math.random = () => Number(process.env.JITTER);
timers.setTimeout = async (milliseconds) => waits.push(milliseconds / 1000);
syncBuiltinESMExports();
const { timeout } = AbortSignal;
AbortSignal.timeout = (milliseconds) => (timeouts.push(milliseconds / 1000), timeout.call(AbortSignal, milliseconds));
const names = { base_url: "baseURL", api_key: "apiKey", timeout: "timeoutSeconds", max_retries: "maxRetries" };
for (const options of clients) {
  for (const [name, ids, fields] of calls) {
    try {
      const given = Object.entries(options).map(([option, value]) => [names[option], value]);
      const client = new api.Client(Object.fromEntries(given));
      let value = client[name](...ids, ...(fields ? [fields] : []));
      value = Symbol.asyncIterator in value ? await Array.fromAsync(value) : await value;
      outcomes.push({ value: value ?? null });
    } catch (error) {
      const { status, code, details, retryable, retryAfter, requestId, cause } = error;
      const message = error.message.replace(/undefined|null/g, "None");
      const all = { message, status, code, details, retryable, retry_after: retryAfter, request_id: requestId };
      outcomes.push({ error: error.constructor.name, cause: cause?.name, ...all });
    }
  }
}
console.log(JSON.stringify({ outcomes, waits, timeouts }, (_, value) => (Number.isNaN(value) ? "NaN" : value)));
