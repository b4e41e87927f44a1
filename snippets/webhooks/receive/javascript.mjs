import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import {
  InvalidDeliveryError,
  isSecret,
  verifyWebhook,
} from "./verify-webhook.mjs";

const secret = process.env.WEBHOOK_SECRET ?? "";
if (!isSecret(secret)) {
  console.error(
    "Set WEBHOOK_SECRET to your webhook's secret: whsec_ followed by base64.",
  );
  process.exit(1);
}

const handled = new Set();

async function receive(request, response) {
  try {
    const length = request.headers["content-length"];
    if (request.method !== "POST" || !/^[0-9]{1,5}$/.test(length)) {
      throw new InvalidDeliveryError("it isn't a POST of at most 99,999 bytes");
    }
    const body = await buffer(request);
    verifyWebhook(secret, request.headers, body);
    const delivery = request.headers["webhook-id"];
    if (!handled.has(delivery)) {
      console.log(`${delivery}: ${body}`);
      handled.add(delivery);
    }
    response.writeHead(204).end();
  } catch (error) {
    console.error(`Refused: ${error.message}`);
    response.writeHead(400).end();
  }
}

function refuse(socket) {
  socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
}

const server = createServer(receive);
server.on("checkExpectation", receive);
server.on("connect", (_, socket) => refuse(socket));
server.on("clientError", (_, socket) => refuse(socket));
server.setTimeout(10_000, refuse);
server.listen(Number(process.env.PORT ?? 8000), "127.0.0.1", () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`);
});
