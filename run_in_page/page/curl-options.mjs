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

/** What curl says of a command line that it does not understand. */
class Misused extends Error {}

/**
 * @param {string[]} words the command line after `curl`
 * @param {string | undefined} input its standard input, if that is not the keyboard
 * @returns `{misused}`, what curl says before it exits with 2, or `{options}`
 * @throws {Refused} for an option of curl that the Run button does not have
 */
export function parseOptions(words, input) {
  try {
    return { options: readWords(words, input) };
  } catch (error) {
    if (!(error instanceof Misused)) throw error;
    const help =
      "curl: try 'curl --help' or 'curl --manual' for more information";
    return {
      misused: `${error.message && `curl: ${error.message}\n`}${help}\n`,
    };
  }
}

function readWords(words, input) {
  if (!words.length) throw new Misused();
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
  if (!options.urls.length) throw new Misused("no URL specified!");
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
  if (!rest.length) throw new Misused(`option ${word}: requires parameter`);
  VALUES[name](options, rest.shift(), word);
}

function count(key) {
  return (options, text, word) => {
    options[key] = number(/^[ \t]*[+-]?\d+$/, text, word);
  };
}

/** The mock responds immediately, so time limits have no effect. */
function time(_options, text, word) {
  if (/^\s*[+-]?(?:0x|nan|inf)/i.test(text))
    refuse(`a number such as ${text} (${word})`);
  number(/^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i, text, word);
}

function number(form, text, word) {
  const expected = !form.test(text) ? "proper" : Number(text) < 0 && "positive";
  if (!expected) return Number(text);
  throw new Misused(
    `option ${word}: expected a ${expected} numerical parameter`,
  );
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
