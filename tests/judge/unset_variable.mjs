// INVALID_API_KEY api-reference/errors.md#invalid_api_key
const headers = { Authorization: `Bearer ${process.env.EXAMPLE_API_KEY}` };
console.log((await fetch("https://api.example.com/v1/me", { headers, signal: AbortSignal.timeout(30_000) })).status);
