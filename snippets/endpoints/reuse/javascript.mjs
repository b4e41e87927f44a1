const apiKey = process.env.API_KEY;
if (!/^ak_\w+$/.test(apiKey)) {
  console.error("Set API_KEY to your API key, without quotes or whitespace.");
  process.exit(1);
}

const idempotencyKey = crypto.randomUUID();
for (const text of ["Say goodbye.", "Say hello."]) {
  let response, body;
  try {
    response = await fetch("https://api.example.com/v1/prompts", {
      method: "POST",
      headers: {
        Authorization: `Bearer ${apiKey}`,
        "Content-Type": "application/json",
        "Idempotency-Key": idempotencyKey,
      },
      body: JSON.stringify({ name: "Mine", text }),
      signal: AbortSignal.timeout(30_000),
    });
    body = await response.json();
    if (!(body.success || body.error?.details))
      throw new Error(`The ${response.status} isn't from the API`);
  } catch (error) {
    const { code, message } = error.cause?.cause ?? error.cause ?? error;
    console.error(
      "No usable response from api.example.com: %j",
      message || code,
    );
    process.exit(1);
  }

  if (body.success) {
    console.log(`${text} Saved as ${body.data.id}.`);
  } else {
    console.log(`${text} ${response.status} ${body.error.code}`);
  }
}
