// Python programs: run by the interpreter that has the mock API, which cannot
// interrupt one, and keeps what it has changed.
import { python as start } from "./python.mjs";

export function prepare(source, environment, files) {
  return async ({ edited, python, signal }) => {
    signal.addEventListener("abort", () => python.stop(signal.reason));
    try {
      return await python.ask("run", source, environment, files);
    } finally {
      if (edited) {
        python.stop(new Error("It has ended."));
        start().catch(() => {}); // another one, ahead of the next run, which tells what is wrong
      }
    }
  };
}
