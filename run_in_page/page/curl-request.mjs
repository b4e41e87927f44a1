import { refuse } from "./curl-refused.mjs";

const AGENT = "curl/7.88.1";
const FORM = "application/x-www-form-urlencoded";

/** Fields about the connection, of which a page has none. */
const CONNECTION =
  /^(?:connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;

const encoder = new TextEncoder();

/** Text as a byte string: one character for each byte of its UTF-8, as `fetch` has it in fields. */
const bytes = (text) => String.fromCharCode(...encoder.encode(text));

/**
 * The request that curl sends for `options`.
 *
 * @throws {Refused}
 */
export function makeRequest(options) {
  const [url, another] = options.urls;
  if (url === undefined) refuse("a command without a URL");
  if (another !== undefined) refuse("a second URL in one command");
  const target = readUrl(url);
  const body = options.data;
  return {
    method: readMethod(options.request, body),
    url: `${target.scheme}://${target.host}${target.path}`,
    fields: makeFields(options, target.host, body),
    body: encoder.encode(body ?? ""),
  };
}

function readMethod(given, body) {
  const method = given ?? (body === undefined ? "GET" : "POST");
  if (!/^[A-Za-z-]+$/.test(method))
    refuse(`the method ${JSON.stringify(method)}`);
  if (method === "HEAD") refuse("--request HEAD");
  return method;
}

const ADDRESS =
  /^(?:([a-z][a-z\d+.-]*):\/\/)?([\w.-]+)(?::([1-9]\d*))?(\/[^?#]*)?(\?[^#]*)?(?:#|$)/i;

function readUrl(url) {
  const odd = `an address such as "${url}"`;
  if (/[[\]{}]/.test(url)) refuse("a URL with brackets or braces");
  if (/\P{ASCII}/u.test(url))
    refuse("a URL with characters that are not ASCII");
  if (/[\p{Cc} ]/u.test(url)) refuse(odd);
  const [, prefix = "http", name, port, path = "/", query = ""] =
    ADDRESS.exec(url) ?? refuse(odd);
  const scheme = prefix.toLowerCase();
  const usual = { http: "80", https: "443" }[scheme];
  if (!usual) refuse(`an address that begins with ${prefix}://`);
  if (/(?:^|\.)\w*\d$/i.test(name) || Number(port) > 65_535) refuse(odd);
  if (/\/\.\.?(?:\/|$)/.test(path)) refuse("a path with . or .. in it");
  const host = port === undefined || port === usual ? name : `${name}:${port}`;
  return { scheme, host, path: path + query };
}

/** In curl's order: its own, the given ones, those about the body. A given field takes the place of curl's. */
function makeFields(options, host, body) {
  const given = options.header.map(readHeader);
  const unless = (name, value) =>
    given.some(([other]) => other.toLowerCase() === name.toLowerCase())
      ? []
      : [[name, value]];
  const fields = [
    ["Host", host],
    ...unless("User-Agent", AGENT),
    ...unless("Accept", "*/*"),
    ...given,
  ];
  if (body !== undefined) {
    const { length } = encoder.encode(body);
    fields.push(
      ["Content-Length", String(length)],
      ...unless("Content-Type", FORM),
    );
  }
  return fields.filter(([, value]) => value !== undefined).map(checkField);
}

/** `Name:` alone takes curl's own field away, and `Name;` sends an empty one. */
function readHeader(line) {
  const [, name, sign, text] =
    /^([\w!#$%&'*+.^`|~-]+)([:;])(.*)$/s.exec(line) ??
    refuse(`a field such as ${JSON.stringify(line)}`);
  if (CONNECTION.test(name)) refuse(`the field ${name}`);
  const value = text.replace(/^[ \t]+|[ \t]+$/g, "");
  if (sign === ":") return [name, value || undefined];
  if (value) refuse(`a field such as ${JSON.stringify(line)}`);
  return [name, ""];
}

function checkField([name, value]) {
  if (/[^\P{Cc}\t]/u.test(value)) {
    refuse(`a line break or another control character in the field ${name}`);
  }
  return [name, bytes(value)];
}
