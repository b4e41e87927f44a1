import { refuse } from "./curl-refused.mjs";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What curl prints of `response`, and how it exits. */
export function present({ switches }, response) {
  const failed =
    response.status >= 400 &&
    (switches.has("fail") || switches.has("fail-with-body"));
  const hidden = failed && switches.has("fail");
  const body = hidden ? "" : decoder.decode(response.body);
  const head = switches.has("include") ? headOf(response) : "";
  const error = `The requested URL returned error: ${response.status}`;
  return {
    stdout: head + body,
    stderr: failed ? complain(switches, 22, error) : "",
    exit: failed ? 22 : 0,
  };
}

/** curl's line on standard error, unless it is to be silent. */
export function complain(switches, exit, message) {
  const silent = switches.has("silent") && !switches.has("show-error");
  return silent ? "" : `curl: (${exit}) ${message}\n`;
}

const headOf = ({ status, reason, fields }) =>
  [
    `HTTP/1.1 ${status} ${reason}`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
    "",
    "",
  ].join("\r\n");

const FORMAT = /%\{(\w+)\}|%header\{([^}]*)\}|%%|\\([nrt])/g;
const ESCAPES = { n: "\n", r: "\r", t: "\t" };

const VARIABLES = {
  content_type: (response) => fieldOf(response, "content-type"),
  http_code: (response) => String(response?.status ?? 0).padStart(3, "0"),
  response_code: (response) => VARIABLES.http_code(response),
};

/** The format of --write-out, if the Run button can fill it in. */
export function checkFormat(format) {
  for (const [text, name] of format.matchAll(FORMAT)) {
    if (name !== undefined && !Object.hasOwn(VARIABLES, name))
      refuse(`${text} of --write-out`);
  }
}

/** What `format` makes of the last response, if there was one. */
export function writeOut(format, response) {
  return format.replace(FORMAT, (_, variable, field, letter) => {
    if (variable) return VARIABLES[variable](response);
    if (field !== undefined) return fieldOf(response, field);
    return letter ? ESCAPES[letter] : "%";
  });
}

const fieldOf = (response, name) =>
  response?.fields.find(
    ([given]) => given.toLowerCase() === name.toLowerCase(),
  )?.[1] ?? "";
