// no_time_limit getting-started/authentication.md#example-requests --with slow
const headers = { Authorization: `Bearer ${process.env.API_KEY}` };
const response = await fetch("https://api.example.com/v1/me", { headers });
console.log(response.status);
