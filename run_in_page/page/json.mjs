// JSON as people read it: a member a line, in the colours of the page's code.
import { element } from "./element.mjs";

const TOKEN =
  /(?<nt>"(?:[^"\\]|\\.)*"(?=:))|(?<s2>"(?:[^"\\]|\\.)*")|(?<m>-?\d[\d.eE+-]*)|(?<kc>true|false|null)/g;

// Texts and elements, or nothing where a text is no object of JSON.
export function readable(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const lines = JSON.stringify(value, null, 2);
  const parts = [];
  let end = 0;
  for (const match of lines.matchAll(TOKEN)) {
    const [className] = Object.entries(match.groups).find(([, its]) => its);
    parts.push(lines.slice(end, match.index));
    parts.push(element("span", { className }, [match[0]]));
    end = match.index + match[0].length;
  }
  return [...parts, lines.slice(end)];
}
