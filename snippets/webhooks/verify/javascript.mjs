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

const sent = 1767268800;
const signature = "v1,uLRC2rJZiTIlsdlo/yafTq9pPVQEVA0aXoLIP7LeFP4=";
const olderSignature = "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=";
const body =
  '{"type": "webhook.test", "timestamp": "2026-01-01T12:00:00Z", ' +
  '"data": {"webhook_id": "webhook_1234567890"}}';

function attempt(name, signatures, body, now) {
  const headers = {
    "webhook-id": "msg_1191198849",
    "webhook-timestamp": `${sent}`,
    "webhook-signature": signatures,
  };
  try {
    const event = verifyWebhook(secret, headers, Buffer.from(body), now);
    console.log(`${name}: ${event.type} for ${event.data.webhook_id}`);
  } catch (error) {
    if (!(error instanceof InvalidDeliveryError)) throw error;
    console.log(`${name}: refused, ${error.message}`);
  }
}

attempt("Unchanged", signature, body, sent);
attempt("With two signatures", `${olderSignature} ${signature}`, body, sent);
attempt("With an older signature", olderSignature, body, sent);
attempt("With a changed body", signature, `${body} `, sent);
attempt("Five minutes later", signature, body, sent + 300);
attempt("One second after that", signature, body, sent + 301);
attempt("With a slow clock", signature, body, sent - 301);
