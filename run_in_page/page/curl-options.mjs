import { refuse } from "./curl-refused.mjs";

const SWITCHES = new Set(["fail-with-body", "show-error", "silent"]);

/** What each option with a value does to the `options`. */
const VALUES = {
  data: addData,
  header: addHeaders,
  "max-time": time,
  request: (options, text) => {
    options.method = text;
  },
  retry: count("retries"),
  "retry-max-time": count("retryTime"),
  "write-out": setFormat,
};

const SHORT = {
  H: "header",
  S: "show-error",
  X: "request",
  d: "data",
  m: "max-time",
  s: "silent",
  w: "write-out",
};

/**
 * @param {string[]} words the command line after `curl`
 * @param {string | undefined} input its standard input, if that is not the keyboard
 * @throws {Refused} for what curl itself does not understand, and for an option that the Run button does not have
 */
export function parseOptions(words, input) {
  const options = { input, urls: [], headers: [], switches: new Set() };
  const rest = [...words];
  let open = true;
  while (rest.length) {
    const word = rest.shift();
    if (open && word === "--") open = false;
    else if (!open || !word.startsWith("-")) options.urls.push(word);
    else if (word.startsWith("--")) readLong(options, word, rest);
    else readLetters(options, word, rest);
  }
  return options;
}

function readLong(options, word, rest) {
  const name = word.slice(2);
  if (SWITCHES.has(name)) options.switches.add(name);
  else if (Object.hasOwn(VALUES, name)) give(options, name, word, rest);
  else refuse(`the option ${word} of curl`);
}

function readLetters(options, word, rest) {
  if (word === "-") refuse("the option - of curl");
  for (let at = 1; at < word.length; at += 1) {
    const name = SHORT[word[at]];
    if (!name) refuse(`the option -${word[at]} of curl`);
    if (!SWITCHES.has(name)) {
      const glued = word.slice(at + 1);
      return give(options, name, word, glued ? [glued] : rest);
    }
    options.switches.add(name);
  }
}

function give(options, name, word, rest) {
  if (!rest.length) refuse(`the option ${word} without its value`);
  VALUES[name](options, rest.shift(), word);
}

function count(key) {
  return (options, text, word) => {
    options[key] = number(/^\d+$/, text, word);
  };
}

/** The mock responds immediately, so time limits have no effect. */
function time(_options, text, word) {
  number(/^\d+(?:\.\d+)?$/, text, word);
}

function number(form, text, word) {
  if (!form.test(text)) refuse(`a number such as ${text} (${word})`);
  return Number(text);
}

function addData(options, text) {
  refuseFile(text);
  options.data = options.data === undefined ? text : `${options.data}&${text}`;
}

/** Where the value is `@-`, the fields are those of the standard input, which is then read. */
function addHeaders(options, text) {
  if (text !== "@-") {
    refuseFile(text);
    if (text) options.headers.push(text);
    return;
  }
  const { input = refuse("what you type (@-); write <<< and the text") } =
    options;
  options.input = "";
  options.headers.push(...input.split(/[\r\n]+/).filter(Boolean));
}

function setFormat(options, text) {
  refuseFile(text);
  options.format = text;
}

function refuseFile(text) {
  if (text.startsWith("@"))
    refuse(`the file ${text.slice(1)}: it has no files`);
}
