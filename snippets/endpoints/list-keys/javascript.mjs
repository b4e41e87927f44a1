const apiKey = process.env.API_KEY;
if (!/^ak_\w+$/.test(apiKey)) {
  console.error("Set API_KEY to your API key, without quotes or whitespace.");
  process.exit(1);
}

let response, body;
try {
  response = await fetch("https://api.example.com/v1/keys?limit=2", {
    headers: { Authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(30_000),
  });
  body = await response.json();
  if (!(body.success || body.error?.details))
    throw new Error(`The ${response.status} isn't from the API`);
} catch (error) {
  const { code, message } = error.cause?.cause ?? error.cause ?? error;
  console.error("No usable response from api.example.com: %j", message || code);
  process.exit(1);
}

if (!body.success) {
  const { code, message } = body.error;
  const requestId = response.headers.get("X-Request-Id");
  console.error(`${response.status} ${code}: ${message} (${requestId})`);
  process.exit(1);
}

for (const { id, status, last_used_at, name } of body.data) {
  console.log(
    `${id} ${status}, last used ${last_used_at ?? "never"} (${name})`,
  );
}
