import { refuse } from "./curl-refused.mjs";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What curl prints of `response`, and how it exits. */
export function present({ switches }, response) {
  const failed = response.status >= 400 && switches.has("fail-with-body");
  const silent = switches.has("silent") && !switches.has("show-error");
  const error = `The requested URL returned error: ${response.status}`;
  return {
    stdout: decoder.decode(response.body),
    stderr: failed && !silent ? `curl: (22) ${error}\n` : "",
    exit: failed ? 22 : 0,
  };
}

const FORMAT = /%(?:header)?\{([^}]*)\}|%%|\\([nrt])/g;
const ESCAPES = { n: "\n", r: "\r", t: "\t" };

/** The format of --write-out, if the Run button can fill it in. */
export function checkFormat(format) {
  for (const [text, name] of format.matchAll(FORMAT)) {
    if (name !== undefined && text !== "%{http_code}")
      refuse(`${text} of --write-out`);
  }
}

/** What `format` makes of the last response, if there was one. */
export function writeOut(format, response) {
  return format.replace(FORMAT, (_, variable, letter) => {
    if (variable) return String(response.status);
    return letter ? ESCAPES[letter] : "%";
  });
}
