import { refuse } from "./curl-refused.mjs";

const SWITCHES = ["fail-with-body", "show-error", "silent"];
const NUMBERS = {
  "max-time": /^\d+(?:\.\d+)?$/, // without effect: the mock responds immediately
  retry: /^\d+$/,
  "retry-max-time": /^\d+$/,
};
const TEXTS = ["data", "header", "request", "write-out"];
const NAMES = [...SWITCHES, ...Object.keys(NUMBERS), ...TEXTS];
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
 * The options by their long names: true for a switch, a list for `header`, and else the value. `urls` are the rest.
 *
 * @param {string[]} words the command line after `curl`
 * @param {string | undefined} input its standard input, if that is not the keyboard
 * @throws {Refused} for what curl itself does not understand, and for an option that the Run button does not have
 */
export function parseOptions(words, input) {
  const options = { urls: [], header: [] };
  const rest = [...words];
  let open = true;

  function give(name, word) {
    if (!rest.length) refuse(`the option ${word} without its value`);
    const text = rest.shift();
    if (name === "header" && text === "@-") {
      input ?? refuse("what you type (@-); write <<< and the text");
      options.header.push(...input.split(/[\r\n]+/).filter(Boolean));
    } else if (text.startsWith("@"))
      refuse(`the file ${text.slice(1)}: it has no files`);
    else if (name === "header") options.header.push(...(text ? [text] : []));
    else if (name === "data")
      options.data = [options.data, text]
        .filter((each) => each !== undefined)
        .join("&");
    else if (name in NUMBERS && !NUMBERS[name].test(text))
      refuse(`a number such as ${text} (${word})`);
    else options[name] = text;
  }

  function readLetters(word) {
    if (word === "-") refuse("the option - of curl");
    for (let at = 1; at < word.length; at += 1) {
      const name = SHORT[word[at]];
      if (!name) refuse(`the option -${word[at]} of curl`);
      if (!SWITCHES.includes(name)) {
        const glued = word.slice(at + 1);
        if (glued) rest.unshift(glued);
        return give(name, word);
      }
      options[name] = true;
    }
  }

  while (rest.length) {
    const word = rest.shift();
    const name = word.slice(2);
    if (open && word === "--") open = false;
    else if (!open || !word.startsWith("-")) options.urls.push(word);
    else if (!word.startsWith("--")) readLetters(word);
    else if (SWITCHES.includes(name)) options[name] = true;
    else if (NAMES.includes(name)) give(name, word);
    else refuse(`the option ${word} of curl`);
  }
  return options;
}
