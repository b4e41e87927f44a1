/**
 * A client for the Example API in one file. Copy it into your project and change it as you like.
 * Needs Node.js 22 or later and nothing else. Use it only on servers, because a key in a browser isn't secret.
 */

import { setTimeout as sleep } from "node:timers/promises";

const KEY = /^ak_(test|live)_[0-9A-Za-z]{36}$/;
const PATH = /^\/[a-z]+(\/\w+(\/(rotate|test))?)?$/;
const RETRIED_STATUSES = new Set([429, 500, 502, 503, 504]);
const FIRST_WAIT_SECONDS = 0.5;
const LONGEST_WAIT_SECONDS = 60;

/**
 * @typedef {"gpt-4" | "gpt-4-turbo"} ModelId
 * @typedef {"read" | "write" | "admin" | "webhook"} Permission
 * @typedef {"generation.completed" | "key.created" | "key.rotated" | "key.revoked"} EventType
 * @typedef {{ prompt_tokens: number, completion_tokens: number }} TokenUsage
 * @typedef {{ id: string, model: ModelId, text: string, created_at: string, usage: TokenUsage }} Generation
 * @typedef {{ id: ModelId, name: string, context_tokens: number, max_output_tokens: number }} Model
 * @typedef {TokenUsage & { requests: number }} TotalUsage
 * @typedef {TotalUsage & { started_at: string, ends_at: string }} WindowUsage
 * @typedef {{ window: WindowUsage, total: TotalUsage }} Usage
 * @typedef {{ id: string, name: string, text: string, created_at: string, updated_at: string }} Prompt
 * @typedef {{
 *   id: string, name: string, mode: "test" | "live", prefix: string, permissions: Permission[],
 *   status: "active" | "expiring" | "expired" | "revoked",
 *   created_at: string, expires_at: string | null, last_used_at: string | null,
 * }} ApiKey
 * @typedef {ApiKey & { secret: string | null }} ApiKeyWithSecret
 * @typedef {{ id: string, url: string, events: EventType[], created_at: string }} Webhook
 * @typedef {Webhook & { secret: string | null }} WebhookWithSecret
 * @typedef {{ id: string, webhook_id: string, type: "webhook.test", created_at: string }} Delivery
 */

/** The base class of all errors that this client throws. */
export class ExampleAPIError extends Error {
  retryable = false;
  /** @type {number | null} */
  retryAfter = null;
}

/** The key is missing or malformed. Nothing was sent. */
export class APIKeyError extends ExampleAPIError {}

/** No usable response after all retries: the network failed, it timed out, or it isn't from the API. */
export class ConnectionFailedError extends ExampleAPIError {
  retryable = true;
}

/** An error response. Handle it by `code`, and include `requestId` when you contact support. */
export class APIError extends ExampleAPIError {
  /**
   * @param {Response} response
   * @param {{ code?: string, message?: string, details?: Record<string, any> }} error
   */
  constructor(response, { code, message = response.statusText, details = {} }) {
    const requestId = response.headers.get("X-Request-Id");
    super(`${response.status} ${code}: ${message} (${requestId})`);
    this.status = response.status;
    this.code = code;
    this.details = details;
    this.requestId = requestId;
    this.retryable = RETRIED_STATUSES.has(response.status);
    this.retryAfter = secondsOf(response.headers.get("Retry-After") ?? "");
  }
}

/** 401: the key is missing, invalid, revoked, or expired. */
export class AuthenticationError extends APIError {}

/** 403: the key lacks the permission `details.required`. */
export class PermissionDeniedError extends APIError {}

/** 404: the object doesn't exist in the account and mode of the key. */
export class NotFoundError extends APIError {}

/** 429, after all retries. */
export class RateLimitError extends APIError {}

/** 500 or higher, after all retries. */
export class ServerError extends APIError {}

/** @type {Record<number, typeof APIError>} */
const ERRORS = {
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  429: RateLimitError,
};

/**
 * Has a method for each operation.
 *
 * If you don't pass `apiKey`, the key is read from the environment variable API_KEY. Each attempt times out after
 * `timeoutSeconds`. A 429, 500, 502, 503, or 504, or a failed connection, is retried up to `maxRetries` times, after
 * the delay in `Retry-After` or an increasing random delay. All attempts of a POST have the same `Idempotency-Key`.
 */
export class Client {
  #authorization;
  #baseURL;
  #timeout;
  #maxRetries;

  constructor({
    apiKey = process.env.API_KEY,
    baseURL = "https://api.example.com/v1",
    timeoutSeconds = 60,
    maxRetries = 3,
  } = {}) {
    if (!apiKey)
      throw new APIKeyError("Set API_KEY to your API key, or pass apiKey.");
    if (!KEY.test(apiKey))
      throw new APIKeyError(
        "The API key is malformed. Check for quotes, spaces, line breaks, or missing characters.",
      );
    this.#authorization = `Bearer ${apiKey}`;
    this.#baseURL = baseURL;
    this.#timeout = timeoutSeconds * 1000;
    this.#maxRetries = maxRetries;
  }

  /** @param {{ prompt: string, model: ModelId, max_tokens?: number }} fields @returns {Promise<Generation>} */
  generate(fields) {
    return this.#one("POST", "/generate", fields);
  }

  /** @param {string} id @returns {Promise<Generation>} */
  getGeneration(id) {
    return this.#one("GET", `/generations/${id}`);
  }

  /** @returns {AsyncGenerator<Model>} */
  listModels() {
    return this.#each("/models");
  }

  /** @returns {Promise<ApiKey>} */
  getCurrentKey() {
    return this.#one("GET", "/me");
  }

  /** @returns {Promise<Usage>} */
  getUsage() {
    return this.#one("GET", "/usage");
  }

  /** @returns {AsyncGenerator<Prompt>} */
  listPrompts() {
    return this.#each("/prompts");
  }

  /** @param {{ name: string, text: string }} fields @returns {Promise<Prompt>} */
  createPrompt(fields) {
    return this.#one("POST", "/prompts", fields);
  }

  /** @param {string} id @returns {Promise<Prompt>} */
  getPrompt(id) {
    return this.#one("GET", `/prompts/${id}`);
  }

  /** @param {string} id @param {{ name?: string, text?: string }} fields @returns {Promise<Prompt>} */
  updatePrompt(id, fields) {
    return this.#one("PATCH", `/prompts/${id}`, fields);
  }

  /** @param {string} id @returns {Promise<void>} */
  async deletePrompt(id) {
    await this.#send("DELETE", `/prompts/${id}`);
  }

  /** @returns {AsyncGenerator<ApiKey>} */
  listKeys() {
    return this.#each("/keys");
  }

  /**
   * @param {{ name: string, permissions: Permission[], expires_at?: string }} fields
   * @returns {Promise<ApiKeyWithSecret>}
   */
  createKey(fields) {
    return this.#one("POST", "/keys", fields);
  }

  /** @param {string} id @returns {Promise<ApiKey>} */
  getKey(id) {
    return this.#one("GET", `/keys/${id}`);
  }

  /** @param {string} id @param {{ overlap_seconds: number }} fields @returns {Promise<ApiKeyWithSecret>} */
  rotateKey(id, fields) {
    return this.#one("POST", `/keys/${id}/rotate`, fields);
  }

  /** @param {string} id @returns {Promise<void>} */
  async deleteKey(id) {
    await this.#send("DELETE", `/keys/${id}`);
  }

  /** @returns {AsyncGenerator<Webhook>} */
  listWebhooks() {
    return this.#each("/webhooks");
  }

  /** @param {{ url: string, events: EventType[] }} fields @returns {Promise<WebhookWithSecret>} */
  createWebhook(fields) {
    return this.#one("POST", "/webhooks", fields);
  }

  /** @param {string} id @returns {Promise<Delivery>} */
  testWebhook(id) {
    return this.#one("POST", `/webhooks/${id}/test`);
  }

  /** @param {string} id @returns {Promise<void>} */
  async deleteWebhook(id) {
    await this.#send("DELETE", `/webhooks/${id}`);
  }

  /** @param {string} method @param {string} path @param {object} [fields] */
  async #one(method, path, fields) {
    const { data } = await this.#send(method, path, "", fields);
    return data;
  }

  /** @param {string} path @returns {AsyncGenerator<any>} */
  async *#each(path) {
    for (let query = "?limit=100"; query; ) {
      const { data, next_cursor } = await this.#send("GET", path, query);
      yield* data;
      query = next_cursor && `?limit=100&cursor=${next_cursor}`;
    }
  }

  /** @param {string} method @param {string} path @param {string} [query] @param {object} [fields] */
  async #send(method, path, query = "", fields = undefined) {
    if (!PATH.test(path)) throw new TypeError(`Not a path of the API: ${path}`);
    /** @type {Record<string, string>} */
    const headers = { Authorization: this.#authorization };
    if (fields) headers["Content-Type"] = "application/json";
    if (method === "POST") headers["Idempotency-Key"] = crypto.randomUUID();
    const url = `${this.#baseURL}${path}${query}`;
    const options = { method, headers, body: JSON.stringify(fields) };

    for (let attempt = 0; attempt < this.#maxRetries; attempt++) {
      try {
        return await this.#attempt(url, options);
      } catch (failure) {
        if (!(failure instanceof ExampleAPIError && failure.retryable))
          throw failure;
        const doubled = FIRST_WAIT_SECONDS * 2 ** attempt;
        const longest = Math.min(LONGEST_WAIT_SECONDS, doubled);
        const wait = failure.retryAfter || Math.random() * longest;
        if (wait > LONGEST_WAIT_SECONDS) throw failure;
        await sleep(wait * 1000);
      }
    }
    return this.#attempt(url, options);
  }

  /** @param {string} url @param {RequestInit} options @returns {Promise<any>} */
  async #attempt(url, options) {
    let response, body;
    try {
      const signal = AbortSignal.timeout(this.#timeout);
      response = await fetch(url, { ...options, signal });
      body = await response.text();
      if (response.ok) {
        const page = body ? JSON.parse(body) : { data: null };
        if (page?.data !== undefined) return page;
        throw new Error(`The ${response.status} isn't from the API`);
      }
    } catch (/** @type {any} */ cause) {
      const { code, message } = cause.cause?.cause ?? cause.cause ?? cause;
      const reason = JSON.stringify(message || code);
      const text = `No usable response to ${options.method} ${url}: ${reason}`;
      throw new ConnectionFailedError(text, { cause });
    }
    const other = response.status >= 500 ? ServerError : APIError;
    throw new (ERRORS[response.status] ?? other)(response, errorOf(body));
  }
}

/** The delay in `Retry-After`: a number of seconds or a date (RFC 9110, section 10.2.3). @param {string} value */
function secondsOf(value) {
  if (/^\d+$/.test(value)) return Number(value);
  const seconds = (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

/** The error of a response, or nothing if the response isn't the API's, but a proxy's. @param {string} body */
function errorOf(body) {
  try {
    return JSON.parse(body).error ?? {};
  } catch {
    return {};
  }
}
