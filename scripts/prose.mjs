// Checks the wording of the files named, and the spelling and grammar of pages. Each finding is one line.
// A page without findings isn't read by Harper again, which takes almost a second.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Dialect, LocalLinter } from "harper.js";
import { slimBinary } from "harper.js/slimBinary";

const CLEAN = ".cache/prose";
const settings = readFileSync("scripts/prose.json", "utf8");
const { words, contractions, dictionary, off } = JSON.parse(settings);
const all = { ...words, ...contractions };

function lineOf(text, index) {
  return text.slice(0, index).split("\n").length;
}

function blank(text, pattern) {
  return text.replace(pattern, (found) => found.replace(/[^\n]/g, " "));
}

/** The text without what is no prose: front matter, includes, ids, and the rows of the style guide that name the words. */
function proseOf(text) {
  const rows = Object.entries(all).map(
    ([word, write]) => `| ${write} | ${word} |`,
  );
  const rest = rows.reduce((prose, row) => prose.replace(row, ""), text);
  return blank(rest, /^---\n[\s\S]*?\n---\n|^ *--8<--.*$/gm).replaceAll(
    / ?\{ [#.].*?\}/g,
    "",
  );
}

function withoutCode(prose) {
  return blank(prose, /^( *)```.*\n[\s\S]*?^\1```|`[^`\n]+`|\]\([^)\n]*\)/gm);
}

/** Programs say `is not` in code, so they are searched for the first list alone. */
function* wrongWords(text, listed) {
  for (const [word, write] of Object.entries(listed)) {
    const pattern = `\\b${word.replaceAll(" ", "\\s+")}(e?s|e?d|ing)?\\b`;
    for (const { index, 0: found } of text.matchAll(new RegExp(pattern, "gi")))
      yield [lineOf(text, index), found, `write ${write}`];
  }
}

let harper;
async function load() {
  const linter = new LocalLinter({
    binary: slimBinary,
    dialect: Dialect.American,
  });
  await linter.setup();
  await linter.importWords(dictionary.split(" "));
  const rules = await linter.getLintConfig();
  await linter.setLintConfig({
    ...rules,
    ...Object.fromEntries(off.split(" ").map((rule) => [rule, false])),
  });
  return linter;
}

async function mistakes(prose) {
  harper ??= await load();
  return (await harper.lint(prose, { language: "markdown" })).map((lint) => [
    lineOf(prose, lint.span().start),
    lint.get_problem_text(),
    lint.message(),
  ]);
}

mkdirSync(CLEAN, { recursive: true });
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const seen = `${CLEAN}/${createHash("sha256")
    .update(settings + text)
    .digest("hex")}`;
  const isPage = file.endsWith(".md");
  const prose = proseOf(text);
  const found =
    isPage || file.endsWith(".yaml")
      ? [...wrongWords(withoutCode(prose), all)]
      : [...wrongWords(text, words)];
  if (isPage && !existsSync(seen)) {
    const said = await mistakes(prose);
    if (!said.length) writeFileSync(seen, "");
    found.push(...said);
  }
  for (const [line, actual, fix] of found) {
    console.log(`${file}:${line}: ${JSON.stringify(actual)}: ${fix}`);
    process.exitCode = 1;
  }
}
