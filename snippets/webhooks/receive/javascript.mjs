import { createServer } from "node:http";
import { verifyWebhook } from "./verify-webhook.mjs";

const MAX_BYTES = 65_536;

const secret = process.env.WEBHOOK_SECRET;
if (!secret) {
  console.error("Set WEBHOOK_SECRET to the secret of your webhook.");
  process.exit(1);
}

const handled = new Set();

async function read(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new Error("it is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const server = createServer(async (request, response) => {
  try {
    const body = await read(request);
    const event = verifyWebhook(secret, request.headers, body);
    const delivery = request.headers["webhook-id"];
    if (!handled.has(delivery)) {
      console.log(`${delivery}: ${event.type}`, ...Object.values(event.data));
      handled.add(delivery);
    }
    response.writeHead(204).end();
  } catch (error) {
    console.error(`Refused: ${error.message}`);
    response.writeHead(400).end();
  }
});

server.requestTimeout = 10_000;
server.listen(Number(process.env.PORT ?? 8000), "127.0.0.1", () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`);
});
