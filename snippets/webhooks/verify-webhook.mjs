import { createHmac, timingSafeEqual } from "node:crypto";

const TOLERANCE_SECONDS = 300;
const SECRET = /^(whsec_)?(?=(.{4})+$)[A-Za-z0-9+/]+={0,2}$/;
// Reject 100 levels of nesting and 300 digits, on which JSON parsers disagree.
const EXTREME = /([[{][^[{]*){100}|[0-9]{300}/;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The delivery is stale or forged. Don't act on it. */
export class InvalidDeliveryError extends Error {}

/**
 * Return whether a key can be read from the text.
 * @param {string} text
 */
export function isSecret(text) {
  return text.match(SECRET) !== null;
}

/**
 * Return the event. Pass the raw `body`; `now` replaces the clock in tests.
 * @param {string} secret
 * @param {Record<string, any>} headers
 * @param {Buffer} body
 * @param {number} now
 */
export function verifyWebhook(secret, headers, body, now = Date.now() / 1000) {
  if (!isSecret(secret)) {
    throw new Error("the secret must be whsec_ followed by base64");
  }
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (!/^[0-9]{1,12}$/.test(timestamp)) {
    throw new InvalidDeliveryError("the timestamp is missing or invalid");
  }
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) {
    throw new InvalidDeliveryError("the timestamp is too far from now");
  }

  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const hmac = createHmac("sha256", key).update(`${id}.${timestamp}.`);
  const expected = Buffer.from(`v1,${hmac.update(body).digest("base64")}`);
  for (const text of (headers["webhook-signature"] ?? "").split(" ")) {
    const signature = Buffer.from(text);
    if (signature.length !== expected.length) continue;
    if (timingSafeEqual(signature, expected)) return readJSON(body);
  }
  throw new InvalidDeliveryError("no signature matches");
}

/** @param {Buffer} body */
function readJSON(body) {
  try {
    const text = UTF8.decode(body);
    if (EXTREME.test(text)) throw new Error();
    return JSON.parse(text);
  } catch {
    throw new InvalidDeliveryError("the body isn't a JSON event");
  }
}
