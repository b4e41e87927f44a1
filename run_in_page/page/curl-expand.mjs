import { refuse } from "./curl-refused.mjs";

const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/** Variables that bash or the machine sets: a page has no true values for them. */
const OTHERS =
  /^(?:_|BASH\w*|COLUMNS|COMP\w+|DIRSTACK|EPOCH\w+|EUID|FUNCNAME|GROUPS|HIST\w+|HOME|HOST\w+|IFS|LANG|LC_\w+|LINENO|LINES|LOGNAME|MACHTYPE|MAPFILE|OLDPWD|OPT\w+|OSTYPE|PATH|PIPESTATUS|POSIXLY_CORRECT|PPID|PS\d|PWD|RANDOM|READLINE\w+|REPLY|SECONDS|SHELL|SHELLOPTS|SHLVL|SRANDOM|TERM|TMPDIR|TZ|UID|USER)$/;

/**
 * What bash makes of the commands that `read` returns, one after another.
 *
 * @returns {Iterable<{words: string[], input: string | undefined} | {missing: string}>} `missing` is what bash says of
 * a variable that `${NAME:?…}` needs, and ends the program
 * @throws {Refused}
 */
export function* expand(commands, environment) {
  for (const command of commands) {
    const made = attempt(command, environment);
    yield made;
    if ("missing" in made) return;
  }
}

class Missing extends Error {}

function attempt({ words, input }, variables) {
  try {
    const fields = expandWords(words, variables);
    return { words: fields, input: input && `${join(input, variables)}\n` };
  } catch (error) {
    if (error instanceof Missing) return { missing: error.message };
    throw error;
  }
}

function expandWords(words, variables) {
  const [first] = words[0] ?? [];
  if (first && !first.quoted && ASSIGNMENT.test(first.text))
    refuse("an assignment (write the value where it is used)");
  return words.flatMap((word) => split(word, variables));
}

/** The value of a word that bash does not split. */
function join(word, variables) {
  word.forEach(refuseTilde);
  return word.map((piece) => expanded(piece, variables)).join("");
}

function expanded(piece, variables) {
  if ("text" in piece) return piece.text;
  if (piece.seconds) return String(Math.floor(Date.now() / 1000));
  return parameter(piece, variables);
}

function parameter({ parameter: name, needed }, variables) {
  if (name === "RANDOM") return String(Math.floor(Math.random() * 32768));
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined && OTHERS.test(name)) refuse(`the variable ${name}`);
  if (needed && (needed.empty ? !value : value === undefined)) {
    const otherwise = `parameter ${needed.empty ? "null or " : ""}not set`;
    throw new Missing(`${name}: ${needed.message || otherwise}`);
  }
  return value ?? "";
}

/** Word splitting: only the unquoted values of parameters are split. */
function split(word, variables) {
  const fields = [];
  let field;
  const end = () => {
    if (field) fields.push(field);
    field = undefined;
  };
  const add = (text, quoted) => {
    field ??= { text: "", unquoted: "" };
    field.text += text;
    if (!quoted) field.unquoted += text;
  };
  for (const [index, piece] of word.entries()) {
    refuseBraces(piece);
    refuseTilde(piece, index);
    const value = expanded(piece, variables);
    if ("text" in piece || piece.quoted) add(value, piece.quoted);
    else {
      for (const [part] of value.matchAll(/[ \t\n]+|[^ \t\n]+/g)) {
        if (/^[ \t\n]/.test(part)) end();
        else add(part, false);
      }
    }
  }
  end();
  fields.forEach(refusePatterns);
  return fields.map(({ text }) => text);
}

function refuseBraces({ text, quoted }) {
  if (!quoted && text?.includes("{") && !/^[^{},]*\{\}[^{},]*$/.test(text)) {
    refuse("an unquoted { (put the text in single quotes)");
  }
}

function refuseTilde({ text, quoted }, index) {
  if (!quoted && text && (index === 0 ? /(?:^|[=:])~/ : /[=:]~/).test(text)) {
    refuse("an unquoted ~: it has no home folder");
  }
}

/** bash leaves a pattern that matches no file as it is: no file's name begins like an address. */
function refusePatterns({ text, unquoted }) {
  const pattern = /[*?[]/.exec(unquoted);
  if (pattern && !/^[a-z]+:\/\//.test(text)) {
    refuse(`an unquoted ${pattern[0]} (put the text in single quotes)`);
  }
}
