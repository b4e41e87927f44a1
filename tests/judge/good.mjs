// clean --with busy,expired,cut,away
const headers = { Authorization: `Bearer ${process.env.API_KEY}` };
const response = await fetch("https://api.example.com/v1/me", { headers, signal: AbortSignal.timeout(30_000) });
const { success, data, error } = await response.json();
if (!success) throw new Error(error.code);
console.log(data.permissions);
