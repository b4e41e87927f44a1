// key_in_body getting-started/authentication.md#using-api-keys
const key = process.env.API_KEY;
const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
const body = JSON.stringify({ prompt: `Hi ${key}`, model: "gpt-4" });
await fetch("https://api.example.com/v1/generate", { method: "POST", headers, body });
