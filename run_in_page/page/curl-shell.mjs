import { refuse } from "./curl-refused.mjs";

/**
 * Reads bash as far as a client needs it: simple commands, quotes, parameters, here-strings.
 *
 * A word is a list of pieces, which `curl-expand.mjs` expands: `{text, quoted}`, `{parameter, quoted, needed}`
 * (`needed` is `undefined` or `{empty, message}`, of `${NAME:?message}`) or `{seconds: true, quoted}`.
 * @returns {{words: object[][], input: object[] | undefined}[]} `input` is the word of a here-string
 * @throws {Refused} for all other syntax
 */
export function read(text) {
  if (text.includes("\0")) refuse("a NUL character");
  const source = new Source(text);
  const commands = [];
  while (!source.ended) {
    const command = readCommand(source);
    if (command.words.length || command.input) commands.push(command);
    else if (source.follows(";")) refuse("an empty command before ;");
    source.take(/[;\n]/y);
  }
  return commands;
}

class Source {
  #text;
  #at = 0;

  constructor(text) {
    this.#text = text;
  }

  get ended() {
    return this.#at >= this.#text.length;
  }

  follows(text) {
    return this.#text.startsWith(text, this.#at);
  }

  /** What the sticky `pattern` matches here, which is then behind us. */
  take(pattern) {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }
}

const OPERATORS = {
  "||": "a conditional (||)",
  "&&": "a conditional (&&)",
  "|": "a pipe (|)",
  "&": "an unquoted & (put the address in quotes)",
  "(": "a subshell or a function (an unquoted parenthesis)",
  ")": "a subshell or a function (an unquoted parenthesis)",
  "<<": "a here-document (<<)",
  "<": "a redirection (<): it has no files",
  ">": "a redirection (>): it has no files",
};

function readCommand(source) {
  const command = { words: [], input: undefined };
  for (;;) {
    source.take(/(?:[ \t]|\\\n)+/y);
    if (source.take(/#[^\n]*/y)) continue;
    if (source.ended || source.follows("\n") || source.follows(";")) {
      return command;
    }
    if (source.take(/<<</y)) command.input = readInput(source);
    else {
      refuseOperators(source);
      command.words.push(readWord(source));
    }
  }
}

function readInput(source) {
  source.take(/(?:[ \t]|\\\n)+/y);
  const word = source.follows("#") ? [] : readWord(source);
  if (!word.length) refuse("a here-string without a word (<<<)");
  return word;
}

function refuseOperators(source) {
  for (const [operator, name] of Object.entries(OPERATORS)) {
    if (source.follows(operator)) refuse(name);
  }
}

function readWord(source) {
  const pieces = [];
  for (;;) {
    const plain = source.take(/[^ \t\n|&;()<>\\'"$`]+/y);
    if (plain) pieces.push({ text: plain[0], quoted: false });
    else if (source.follows('"')) pieces.push(...readQuoted(source));
    else if (source.follows("'")) pieces.push(readLiteral(source));
    else if (source.follows("$")) pieces.push(readDollar(source, false));
    else if (source.follows("`")) refuse("a command substitution (`…`)");
    else if (source.follows("\\")) pieces.push(...readEscape(source));
    else return pieces;
  }
}

function readLiteral(source) {
  const [, text] =
    source.take(/'([^']*)'/y) ?? refuse("a quotation without its end (')");
  return { text, quoted: true };
}

function readEscape(source) {
  if (source.take(/\\\n/y)) return [];
  const [, text] =
    source.take(/\\(.)/suy) ?? refuse("a lone \\ at the end of the program");
  return [{ text, quoted: true }];
}

function readQuoted(source) {
  source.take(/"/y);
  const pieces = [{ text: "", quoted: true }];
  while (!source.take(/"/y)) {
    const plain = source.take(/[^\\"$`]+|\\(?![$`"\\\n])/y);
    const escaped = source.take(/\\([$`"\\])/y);
    if (plain) pieces.push({ text: plain[0], quoted: true });
    if (escaped) pieces.push({ text: escaped[1], quoted: true });
    source.take(/\\\n/y);
    if (source.follows("$")) pieces.push(readDollar(source, true));
    if (source.follows("`")) refuse("a command substitution (`…`)");
    if (source.ended) refuse('a quotation without its end (")');
  }
  return pieces;
}

const PARAMETER =
  /\$(?:([A-Za-z_]\w*)(?!\w|(?:\\\n)+\w)|\{([A-Za-z_]\w*)(?:(:?)\?([^$`\\"'{}~<>\n]*))?\})/y;
const EXPANSION = /\$(?:\(\(?\w*|\{[^}\s]*\}?|[[@*#?!$\-\w]\w*|\\\n)/y;

function readDollar(source, quoted) {
  if (source.take(/\$\(date \+%s\)/y)) return { seconds: true, quoted };
  const parameter = source.take(PARAMETER);
  if (parameter) {
    const [, bare, braced, empty, message] = parameter;
    const needed =
      message === undefined ? undefined : { empty: !!empty, message };
    return { parameter: bare ?? braced, quoted, needed };
  }
  const other = source.take(EXPANSION);
  if (other) refuse(`the expansion ${other[0].trim()}`);
  if (!quoted) refuse("an unquoted $ (put the text in single quotes)");
  return { text: source.take(/\$/y)[0], quoted };
}
