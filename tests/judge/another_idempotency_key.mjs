// retry_with_another_idempotency_key api-reference/endpoints.md#idempotency --with unavailable https://github.com/woocommerce/woocommerce-square/issues/106
const body = JSON.stringify({ prompt: "Hi", model: "gpt-4" });
const common = { Authorization: `Bearer ${process.env.API_KEY}`, "Content-Type": "application/json" };
for (let attempt = 0; attempt < 3; attempt++) {
  const headers = { ...common, "Idempotency-Key": crypto.randomUUID() };
  const response = await fetch("https://api.example.com/v1/generate", { method: "POST", headers, body });
  if (response.ok) break;
  await new Promise((done) => setTimeout(done, 1100));
}
