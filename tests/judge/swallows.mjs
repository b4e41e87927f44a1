// exit_0_after_failure getting-started/handling-errors.md#one-function-for-every-failure --with expired https://github.com/google-gemini/gemini-cli/issues/6125
const headers = { Authorization: `Bearer ${process.env.API_KEY}` };
const response = await fetch("https://api.example.com/v1/models", { headers, signal: AbortSignal.timeout(30_000) });
const { data = [] } = await response.json();
console.log(`${data.length} models`);
