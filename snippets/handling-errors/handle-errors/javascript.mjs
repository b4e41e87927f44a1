const apiKey = process.env.API_KEY;
if (!/^ak_\w+$/.test(apiKey)) {
  console.error("Set API_KEY to your API key, without quotes or whitespace.");
  process.exit(1);
}

const ADVICE = {
  401: "Invalid API key. Check your credentials.",
  403: "Access denied. Check the permissions of your API key.",
  429: "Rate limit exceeded. Try again later.",
};

async function makeAPIRequest(endpoint, data) {
  let response, body;
  try {
    response = await fetch(`https://api.example.com/v1/${endpoint}`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${apiKey}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify(data),
      signal: AbortSignal.timeout(60_000),
    });
    body = await response.json();
    if (!(body.success || body.error?.details))
      throw new Error(`The ${response.status} isn't from the API`);
  } catch (error) {
    const { code, message } = error.cause?.cause ?? error.cause ?? error;
    const cause = JSON.stringify(message || code);
    throw new Error(`No usable response from api.example.com: ${cause}`);
  }
  if (body.success) return body.data;

  const { code, message } = body.error;
  const advice = ADVICE[response.status] ?? `${message}.`;
  const requestId = response.headers.get("X-Request-Id");
  throw new Error(`${advice} (${response.status} ${code}, ${requestId})`);
}

try {
  const request = { prompt: "Hello, world!", model: "gpt-4" };
  const { text } = await makeAPIRequest("generate", request);
  console.log(text);
} catch (error) {
  console.error("API request failed:", error.message);
  process.exit(1);
}
