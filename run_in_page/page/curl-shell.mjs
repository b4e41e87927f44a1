/** The Run button would not do as bash and curl do: it says so, and sends nothing. */
export class Refused extends Error {
  name = "Refused";
}

/** @param {string} what with its article, as in "the option -x of curl" */
export function refuse(what) {
  throw new Refused(
    `The Run button cannot take ${what}. Try it in your terminal.`,
  );
}

/** Variables that bash or the machine sets: a page has no true values for them. */
const OTHERS =
  /^(?:_|BASH\w*|COLUMNS|DIRSTACK|E?UID|EPOCH\w+|GROUPS|HIST\w+|HOME|HOST\w+|IFS|LANG|LC_\w+|LINENO|LINES|LOGNAME|MACHTYPE|OLDPWD|OPT\w+|OSTYPE|PATH|PPID|PS\d|PWD|SECONDS|SHELL|SHELLOPTS|SHLVL|SRANDOM|TERM|TMPDIR|TZ|UID|USER)$/;

/** What a word is made of, outside of double quotes and within. */
const BARE = /([^ \t\n|&;()<>\\'"$`]+)|'([^']*)'|\\\n|\\(.)/suy;
const QUOTED =
  /([^\\"$`]+|\\(?![$`"\\\n])|\$(?![\w({[@*#?!$\\-]))|\\\n|\\([$`"\\])/y;
const PARAMETER =
  /\$(?:([A-Za-z_]\w*)(?!\w|\\\n)|\{([A-Za-z_]\w*)(?:(:?)\?([^$`\\"'{}~<>\n]*))?\})/y;

/**
 * Reads bash as far as a client needs it: simple commands, quotes, parameters, and here-strings.
 *
 * @returns {{words: string[], input: string | undefined, missing: string | undefined}[]} `input` is a here-string, and
 * `missing` what bash says of a variable that `${NAME:?…}` needs
 * @throws {Refused} for all other syntax, which it quotes
 */
export function read(text, variables) {
  const commands = [];
  let at = 0;
  let command;

  const refuseFrom = (start) =>
    refuse(`${JSON.stringify(text.slice(start).split("\n")[0])} in bash`);

  /** What the sticky `pattern` matches here, which is then behind us. */
  function take(pattern) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  }

  const skipBlanks = () => take(/(?:[ \t]|\\\n)+/y);

  function readDollar() {
    if (take(/\$\(date \+%s\)/y)) return String(Math.floor(Date.now() / 1000));
    const [found, bare, braced, ...needed] = take(PARAMETER) ?? [];
    return found ? expand(bare ?? braced, ...needed) : refuseFrom(at);
  }

  function expand(name, alsoFull, message) {
    if (name === "RANDOM") return String(Math.floor(Math.random() * 32768));
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined && OTHERS.test(name))
      refuse(`the variable ${name}`);
    if (message !== undefined && (alsoFull ? !value : value === undefined)) {
      const otherwise = `parameter ${alsoFull ? "null or " : ""}not set`;
      command.missing ??= `${name}: ${message || otherwise}`;
    }
    return value ?? "";
  }

  function readQuoted() {
    let quoted = "";
    while (!take(/"/y)) {
      const [found, plain, escaped] = take(QUOTED) ?? [];
      quoted += found ? (plain ?? escaped ?? "") : readDollar();
    }
    return quoted;
  }

  /** The text of a word, and `bare`: the same, with a NUL for each part in quotes. */
  function readWord() {
    const word = { whole: "", bare: "" };
    const add = (part, bare = "\0") => {
      word.whole += part;
      word.bare += bare;
    };
    const start = at;
    for (;;) {
      const [found, plain, ...quoted] = take(BARE) ?? [];
      if (plain) add(plain, plain);
      else if (found)
        quoted.filter((each) => each !== undefined).map((each) => add(each));
      else if (take(/"/y)) add(readQuoted());
      else if (text[at] === "$") {
        const value = readDollar();
        add(value, value);
      } else break;
    }
    if (start === at || /['`\\]/.test(text[at])) refuseFrom(at);
    return word;
  }

  /** What bash makes of a word: nothing of one that is empty without quotes. */
  function readField() {
    const start = at;
    const { whole, bare } = readWord();
    const assigns = !command.words.length && /^\w+=/.test(bare);
    // bash leaves a pattern that matches no file as it is: no file's name begins like an address.
    const expands = bare.includes("?") && !/^[a-z]+:\/\//.test(whole);
    if (assigns || expands || /[ \t\n*[{~]/.test(bare)) refuseFrom(start);
    return bare ? [whole] : [];
  }

  while (at < text.length) {
    const start = at;
    command = { words: [], input: undefined, missing: undefined };
    let isEmpty = true;
    for (;;) {
      skipBlanks();
      take(/#[^\n]*/y);
      if (at === text.length || "\n;".includes(text[at])) break;
      isEmpty = false;
      if (take(/<<</y)) {
        skipBlanks();
        if (text[at] === "#") refuseFrom(at);
        command.input = `${readWord().whole}\n`;
      } else command.words.push(...readField());
    }
    if (!isEmpty) commands.push(command);
    else if (text[at] === ";") refuseFrom(start);
    at += 1;
  }
  return commands;
}
