// A worker that can reach nothing. It lives in a sandboxed frame, whose opaque
// origin has none of the site's cookies and storage, and whose policy has no
// connect-src: no network. The page talks to it through a port.
const PAGE = `<!doctype html><meta http-equiv="Content-Security-Policy"
content="default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:">
<script>onmessage = ({ data, ports: [port] }) => {
  // A classic worker: a blob of an opaque origin cannot be a module worker.
  const program = new Blob(data, { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(program));
  worker.onerror = ({ message }) => port.postMessage({ failed: message ?? "" });
  worker.onmessage = (event) => port.postMessage(event.data);
  port.onmessage = ({ data }) =>
    worker.postMessage(data, Object.values(data).filter((value) => value instanceof ArrayBuffer));
  port.postMessage({ opened: true });
}</script>`;

const PATIENCE_SECONDS = 30;
const LATE = `The sandbox did not start within ${PATIENCE_SECONDS} s. Press Run again, or copy the example to a terminal.`;
export const FORBIDDEN =
  "This browser, or this site's Content-Security-Policy, forbids what Run needs. Copy the example to a terminal instead.";

export async function download(name) {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok)
    throw new Error(`${name} cannot be loaded: status ${response.status}.`);
  return response;
}

const texts = new Map();

export async function downloadText(name) {
  if (!texts.has(name)) texts.set(name, await (await download(name)).text());
  return texts.get(name);
}

// Starts a worker of these programs, one after the other: `hear` gets what it
// says. `failed` in that ends what waits for it; it is empty for a worker that
// may not start.
export async function openSandbox(names, hear) {
  const programs = await Promise.all(names.map(downloadText));
  const { port1: port, port2 } = new MessageChannel();
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.hidden = true;
  frame.srcdoc = PAGE;
  const box = {
    say: (message, transfer = []) => port.postMessage(message, transfer),
    close() {
      port.close();
      frame.remove();
    },
  };
  const opened = Promise.withResolvers();
  const timer = setTimeout(
    () => opened.reject(new Error(LATE)),
    1000 * PATIENCE_SECONDS,
  );
  port.onmessage = ({ data }) =>
    data.opened ? opened.resolve(box) : hear(data);
  frame.onload = () => frame.contentWindow.postMessage(programs, "*", [port2]);
  document.body.append(frame);
  try {
    return await opened.promise;
  } catch (error) {
    box.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
