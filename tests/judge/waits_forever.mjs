// no_time_limit guides/best-practices.md#set-timeouts-retry-with-care --with slow --limit 15 https://github.com/UlionTse/translators/issues/47
const headers = { Authorization: `Bearer ${process.env.API_KEY}` };
const response = await fetch("https://api.example.com/v1/me", { headers });
console.log(response.status);
