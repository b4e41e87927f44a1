// What an example is run with: the variables that its reader has set, what
// takes the place of its YOUR_… texts, and the files beside it.

const KEY = "API_KEY";
const PLACEHOLDER = "YOUR_API_KEY";

export class Settings {
  constructor({ keys, programs, responses }, text) {
    this.keys = { ...keys, none: "" };
    this.responses = { ...responses, none: "401" };
    Object.assign(
      this,
      programs[text.replace(/\n$/, "")] ?? {
        environment: { [KEY]: keys.read },
        placeholders: {},
        files: [],
      },
    );
  }

  // The name of the key that the example is written for.
  get key() {
    const { environment, placeholders } = this;
    const secret = environment[KEY] ?? placeholders[PLACEHOLDER] ?? "";
    return Object.keys(this.keys).find((name) => this.keys[name] === secret);
  }

  // The same, with the key of that name; `picked` where the reader chose it.
  withKey(name) {
    const { files, keys } = this;
    const picked = name === this.key ? undefined : name;
    const environment = { ...this.environment };
    const placeholders = { ...this.placeholders };
    if (PLACEHOLDER in placeholders) placeholders[PLACEHOLDER] = keys[name];
    if (keys[name]) environment[KEY] = keys[name];
    else delete environment[KEY];
    return { environment, placeholders, files, picked };
  }

  // What the page says of the texts that are replaced, but for the key.
  get notes() {
    return Object.entries(this.placeholders)
      .filter(([name]) => name !== PLACEHOLDER)
      .map(([name, value]) => `${name} is ${value} here.`);
  }
}
