// cURL commands: understood by the page itself, sent to the mock API.
import { parse, run } from "./curl.mjs";

export function prepare(text, environment) {
  parse(text, environment); // raises Refused before anything large is loaded
  return async ({ hear, python, signal }) => {
    const send = async ({ method, url, fields, body }) => {
      signal.throwIfAborted();
      const reply = await python.ask("send", method, url, fields, body);
      if (reply.length === 1) throw new Error(reply[0]);
      const [status, reason, received, content] = reply;
      return { status, reason, fields: received, body: content };
    };
    const { stdout, stderr, exit } = await run(text, { environment, send });
    hear({ stream: "stdout", text: stdout });
    hear({ stream: "stderr", text: stderr });
    return exit;
  };
}
