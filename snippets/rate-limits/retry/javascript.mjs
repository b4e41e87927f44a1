import { setTimeout as sleep } from "node:timers/promises";

const apiKey = process.env.API_KEY;
if (!/^ak_\w+$/.test(apiKey)) {
  console.error("Set API_KEY to your API key, without quotes or whitespace.");
  process.exit(1);
}

const idempotencyKey = crypto.randomUUID();

async function send() {
  try {
    const response = await fetch("https://api.example.com/v1/generate", {
      method: "POST",
      headers: {
        Authorization: `Bearer ${apiKey}`,
        "Content-Type": "application/json",
        "Idempotency-Key": idempotencyKey,
      },
      body: JSON.stringify({ prompt: "Hello, world!", model: "gpt-4" }),
      signal: AbortSignal.timeout(60_000),
    });
    return { response, body: await response.text() };
  } catch (error) {
    return { error: error.cause?.cause ?? error.cause ?? error };
  }
}

function isTransient(response) {
  return !response || response.status === 429 || response.status >= 500;
}

function secondsToWait(response) {
  const value = response?.headers.get("Retry-After") ?? "";
  if (/^\d+$/.test(value)) return Number(value);
  return Math.max(0, (Date.parse(value) - Date.now()) / 1000) || 0;
}

let { response, body, error } = await send();
for (let retry = 0; retry < 5 && isTransient(response); retry++) {
  const retryAfter = secondsToWait(response);
  if (retryAfter > 60) break;
  const backoff = Math.random() * Math.min(10, 2 ** retry);
  console.error(`${response?.status ?? "No response"}: retrying.`);
  await sleep((retryAfter + backoff) * 1000);
  ({ response, body, error } = await send());
}

try {
  if (error) throw error;
  body = JSON.parse(body);
  if (!(body.success || body.error?.details))
    throw new Error(`The ${response.status} isn't from the API`);
} catch ({ code, message }) {
  console.error("No usable response from api.example.com: %j", message || code);
  process.exit(1);
}

if (!body.success) {
  const { code, message } = body.error;
  const requestId = response.headers.get("X-Request-Id");
  console.error(`${response.status} ${code}: ${message} (${requestId})`);
  process.exit(1);
}

console.log(body.data.text);
