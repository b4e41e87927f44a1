import { refuse } from "./curl-shell.mjs";

const AGENT = "curl/7.88.1";
const FORM = "application/x-www-form-urlencoded";

const SWITCHES = ["fail-with-body", "show-error", "silent"];
const NUMBERS = {
  "max-time": /^\d+(?:\.\d+)?$/, // without effect: the mock responds immediately
  retry: /^\d+$/,
  "retry-max-time": /^\d+$/,
};
const TEXTS = [
  "data",
  "header",
  "request",
  "write-out",
  ...Object.keys(NUMBERS),
];
const SHORT = {
  H: "header",
  S: "show-error",
  X: "request",
  d: "data",
  m: "max-time",
  s: "silent",
  w: "write-out",
};

/** Fields about the connection, of which a page has none. */
const CONNECTION =
  /^(?:connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;

const encoder = new TextEncoder();

/** Text as a byte string: one character for each byte of its UTF-8, as `fetch` has it in fields. */
const bytes = (text) => String.fromCharCode(...encoder.encode(text));

/**
 * The options by their long names: true for a switch, a list for `header`, and else the value. `urls` are the rest.
 *
 * @param {string[]} words the command line after `curl`
 * @param {string | undefined} input its standard input, if that is not the keyboard
 * @throws {Refused} for what curl itself does not understand, and for an option that the Run button does not have
 */
export function parseOptions(words, input) {
  const options = { urls: [], header: [] };
  const rest = [...words];

  function give(name, word) {
    if (SWITCHES.includes(name)) options[name] = true;
    else if (!TEXTS.includes(name)) refuse(`the option ${word} of curl`);
    else if (rest.length) read(name, word, rest.shift());
    else refuse(`the option ${word} without its value`);
  }

  function read(name, word, text) {
    if (name === "header" && text === "@-") {
      input ?? refuse("what you type (@-); write <<< and the text");
      options.header.push(...input.split(/[\r\n]+/).filter(Boolean));
    } else if (text.startsWith("@"))
      refuse(`the file ${text.slice(1)}: it has no files`);
    else if (name === "header") options.header.push(...(text ? [text] : []));
    else if (name === "data" && options.data !== undefined)
      options.data += `&${text}`;
    else if (NUMBERS[name]?.test(text) === false)
      refuse(`a number such as ${text} (${word})`);
    else options[name] = text;
  }

  while (rest.length) {
    const word = rest.shift();
    const [, letter, more] = /^-([^-])(.*)$/s.exec(word) ?? [];
    if (letter) {
      if (more)
        rest.unshift(SWITCHES.includes(SHORT[letter]) ? `-${more}` : more);
      give(SHORT[letter], word);
    } else if (word.startsWith("-")) give(word.slice(2), word);
    else options.urls.push(word);
  }
  return options;
}

/**
 * The request that curl sends for `options`.
 *
 * @throws {Refused}
 */
export function makeRequest({ urls, data, request, header }) {
  if (urls.length !== 1) refuse("a command without a URL, or with several");
  const { host, href } = readUrl(urls[0]);
  const method = request ?? (data === undefined ? "GET" : "POST");
  if (!/^(?!HEAD$)[A-Za-z-]+$/.test(method))
    refuse(`the method ${JSON.stringify(method)}`);
  const body = encoder.encode(data ?? "");
  const fields = makeFields(
    header,
    host,
    data === undefined ? undefined : body.length,
  );
  return { method, url: href, fields, body };
}

/** An address that a browser reads as curl does: letter by letter, but for what comes after a #. */
function readUrl(text) {
  const whole = /^https?:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : { origin: "" };
  url.hash = "";
  const plain = whole
    .replace(/#.*$/s, "")
    .replace(/^(\w+:\/\/[^/?]*)(?=\?|$)/, "$1/");
  if (
    plain !== `${url.origin}${url.pathname}${url.search}` ||
    /[[\]{}]/.test(text)
  )
    refuse(`an address such as "${text}"`);
  return url;
}

/** In curl's order: its own, the given ones, those about the body. A given field takes the place of curl's. */
function makeFields(header, host, length) {
  const given = header.map(readHeader);
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
  if (length !== undefined)
    fields.push(
      ["Content-Length", String(length)],
      ...unless("Content-Type", FORM),
    );
  return fields
    .filter(([, value]) => value)
    .map(([name, value]) => [name, bytes(value)]);
}

/** `Name:` alone takes curl's own field away. */
function readHeader(line) {
  const [, name, text] =
    /^([\w!#$%&'*+.^`|~-]+):([\t\P{Cc}]*)$/u.exec(line) ??
    refuse(`a field such as ${JSON.stringify(line)}`);
  if (CONNECTION.test(name)) refuse(`the field ${name}`);
  return [name, text.replace(/^[ \t]+|[ \t]+$/g, "")];
}
