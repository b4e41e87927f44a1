// Programs of curl commands, and Python's: run by the interpreter that has the
// mock API, which cannot interrupt one, and keeps what Python has changed.
import { python as start } from "./python.mjs";

export function prepare(source, environment, files, language) {
  return async ({ begin, edited, python, signal }) => {
    begin();
    signal.addEventListener("abort", () => python.stop(signal.reason));
    try {
      const ended = await python.ask(
        "run",
        language,
        source,
        environment,
        files,
      );
      if (typeof ended === "string") throw new Error(ended);
      return ended;
    } finally {
      if (edited && language === "python") {
        python.stop(new Error("It has ended."));
        start().catch(() => {}); // another one, ahead of the next run, which tells what is wrong
      }
    }
  };
}
