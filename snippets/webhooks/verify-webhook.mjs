import { createHmac, timingSafeEqual } from "node:crypto";

const TOLERANCE_SECONDS = 300;

/** The delivery is stale or not genuine: do not act on it. */
export class InvalidDeliveryError extends Error {}

/**
 * Return the event. `body` is as it came; `now` stands in for the clock.
 * @param {string} secret
 * @param {Record<string, any>} headers
 * @param {Buffer} body
 * @param {number} now
 */
export function verifyWebhook(secret, headers, body, now = Date.now() / 1000) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (!/^\d+$/.test(timestamp)) {
    throw new InvalidDeliveryError("it has no timestamp");
  }
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) {
    throw new InvalidDeliveryError("its timestamp is too far from now");
  }

  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const hmac = createHmac("sha256", key).update(`${id}.${timestamp}.`);
  const expected = Buffer.from(`v1,${hmac.update(body).digest("base64")}`);
  for (const text of (headers["webhook-signature"] ?? "").split(" ")) {
    const signature = Buffer.from(text);
    if (signature.length !== expected.length) continue;
    if (timingSafeEqual(signature, expected)) return JSON.parse(`${body}`);
  }
  throw new InvalidDeliveryError("no signature matches");
}
