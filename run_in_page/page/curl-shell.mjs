import { refuse } from "./curl-refused.mjs";

/** Variables that bash or the machine sets: a page has no true values for them. */
const OTHERS =
  /^(?:_|BASH\w*|COLUMNS|DIRSTACK|E?UID|EPOCH\w+|GROUPS|HIST\w+|HOME|HOST\w+|IFS|LANG|LC_\w+|LINENO|LINES|LOGNAME|MACHTYPE|OLDPWD|OPT\w+|OSTYPE|PATH|PPID|PS\d|PWD|SECONDS|SHELL|SHELLOPTS|SHLVL|SRANDOM|TERM|TMPDIR|TZ|UID|USER)$/;

/** What a word is made of, outside of double quotes and within. */
const BARE = /([^ \t\n|&;()<>\\'"$`]+)|'([^']*)'|\\\n|\\(.)/suy;
const QUOTED = /([^\\"$`]+|\\(?![$`"\\\n]))|\\\n|\\([$`"\\])/y;
const PARAMETER =
  /\$(?:([A-Za-z_]\w*)(?!\w|(?:\\\n)+\w)|\{([A-Za-z_]\w*)(?:(:?)\?([^$`\\"'{}~<>\n]*))?\})/y;
const EXPANSION = /\$(?:\(\(?\w*|\{[^}\s]*\}?|[[@*#?!$\-\w]\w*|\\\n)/y;

/**
 * Reads bash as far as a client needs it: simple commands, quotes, parameters, and here-strings.
 *
 * @returns {{words: string[], input: string | undefined, missing: string | undefined}[]} `input` is a here-string, and
 * `missing` what bash says of a variable that `${NAME:?…}` needs
 * @throws {Refused} for all other syntax
 */
export function read(text, variables) {
  if (text.includes("\0")) refuse("a NUL character");
  const source = new Source(text, variables);
  const commands = [];
  while (source.next !== undefined) {
    const command = source.readCommand();
    if (!command.isEmpty) commands.push(command);
    else if (source.next === ";") refuse("an empty command before ;");
    source.take(/[;\n]/y);
  }
  return commands;
}

class Source {
  #text;
  #variables;
  #at = 0;
  #missing;

  constructor(text, variables) {
    this.#text = text;
    this.#variables = variables;
  }

  get next() {
    return this.#text[this.#at];
  }

  /** What the sticky `pattern` matches here, which is then behind us. */
  take(pattern) {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }

  readCommand() {
    const command = { words: [], input: undefined, isEmpty: true };
    this.#missing = undefined;
    for (;;) {
      this.#skipBlanks();
      if (this.take(/#[^\n]*/y)) continue;
      if ([undefined, "\n", ";"].includes(this.next))
        return { ...command, missing: this.#missing };
      if (this.take(/<<</y)) command.input = this.#readInput();
      else command.words.push(...this.#readField(command.isEmpty));
      command.isEmpty = false;
    }
  }

  #skipBlanks() {
    this.take(/(?:[ \t]|\\\n)+/y);
  }

  #readInput() {
    this.#skipBlanks();
    const start = this.#at;
    const { text } = this.next === "#" ? {} : this.#readWord();
    if (start === this.#at) refuse("a here-string without a word (<<<)");
    return `${text}\n`;
  }

  /** What bash makes of a word: nothing of one that is empty without quotes. */
  #readField(isFirst) {
    const [operator] = this.take(/\|\|?|&&?|<<?|[()>]/y) ?? [];
    if (operator) refuse(`an unquoted ${operator} (put an address in quotes)`);
    const { text, bare } = this.#readWord();
    if (isFirst && /^[A-Za-z_]\w*=/.test(bare))
      refuse("an assignment (write the value where it is used)");
    if (/\{(?!\})|\{.*,|,.*\{/.test(bare))
      refuse("an unquoted { (put the text in single quotes)");
    if (/[ \t\n]/.test(bare))
      refuse("an unquoted variable with spaces (put it in double quotes)");
    const [pattern] = /[*?[]/.exec(bare) ?? [];
    // bash leaves a pattern that matches no file as it is: no file's name begins like an address.
    if (pattern && !/^[a-z]+:\/\//.test(text))
      refuse(`an unquoted ${pattern} (put the text in single quotes)`);
    return bare ? [text] : [];
  }

  /** The text of a word, and `bare`: the same, with a NUL for each part in quotes. */
  #readWord() {
    const word = { text: "", bare: "" };
    const add = (text, bare = "\0") => {
      word.text += text;
      word.bare += bare;
    };
    for (;;) {
      const [found, plain, ...quoted] = this.take(BARE) ?? [];
      if (plain) add(plain, plain);
      else if (found)
        quoted.filter((text) => text !== undefined).map((text) => add(text));
      else if (this.take(/"/y)) add(this.#readQuoted());
      else if (this.next === "$") {
        const value =
          this.#readDollar() ??
          refuse("an unquoted $ (put the text in single quotes)");
        add(value, value);
      } else break;
    }
    if (/['`\\]/.test(this.next)) refuse(`a lone ${this.next}`);
    if (/(?:^|[=:])~/.test(word.bare))
      refuse("an unquoted ~: it has no home folder");
    return word;
  }

  #readQuoted() {
    let text = "";
    while (!this.take(/"/y)) {
      const [found, plain, escaped] = this.take(QUOTED) ?? [];
      if (found) text += plain ?? escaped ?? "";
      else if (this.next === "$") text += this.#readDollar() ?? "$";
      else refuse(`a lone ${this.next ?? '"'}`);
    }
    return text;
  }

  /** The value of an expansion, or nothing for a $ that begins none. */
  #readDollar() {
    if (this.take(/\$\(date \+%s\)/y))
      return String(Math.floor(Date.now() / 1000));
    const [parameter, bare, braced, ...needed] = this.take(PARAMETER) ?? [];
    if (parameter) return this.#value(bare ?? braced, ...needed);
    const [other] = this.take(EXPANSION) ?? [];
    if (other) refuse(`the expansion ${other.trim()}`);
    this.take(/\$/y);
  }

  #value(name, alsoFull, message) {
    if (name === "RANDOM") return String(Math.floor(Math.random() * 32768));
    const value = Object.hasOwn(this.#variables, name)
      ? this.#variables[name]
      : undefined;
    if (value === undefined && OTHERS.test(name))
      refuse(`the variable ${name}`);
    if (message !== undefined && (alsoFull ? !value : value === undefined)) {
      const otherwise = `parameter ${alsoFull ? "null or " : ""}not set`;
      this.#missing ??= `${name}: ${message || otherwise}`;
    }
    return value ?? "";
  }
}
