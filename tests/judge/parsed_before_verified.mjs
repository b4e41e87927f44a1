// delivery_refused guides/webhooks.md#verify-a-delivery https://github.com/octokit/webhooks.js/issues/76
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

const headers = { Authorization: `Bearer ${process.env.API_KEY}`, "Content-Type": "application/json" };
const server = createServer(async (request, response) => {
  let text = "";
  for await (const part of request) text += part;
  const body = JSON.stringify(JSON.parse(text));
  const signed = `${request.headers["webhook-id"]}.${request.headers["webhook-timestamp"]}.${body}`;
  const secret = Buffer.from(hook.data.secret.slice(6), "base64");
  const genuine = `v1,${createHmac("sha256", secret).update(signed).digest("base64")}`;
  response.writeHead(genuine === request.headers["webhook-signature"] ? 204 : 400).end();
  server.close();
}).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}/`;
const options = { method: "POST", headers, body: JSON.stringify({ url, events: ["generation.completed"] }) };
const hook = await (await fetch("https://api.example.com/v1/webhooks", options)).json();
await fetch(`https://api.example.com/v1/webhooks/${hook.data.id}/test`, { method: "POST", headers });
