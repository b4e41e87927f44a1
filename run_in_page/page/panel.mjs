// What opens under an example when its Run button is pressed: what it printed,
// the exchanges, the key to run it with, and the text to edit.
import { element, region } from "./element.mjs";
import { exchangeView, statusOf } from "./exchange.mjs";
import { readable } from "./json.mjs";
import { run } from "./runner.mjs";
import { downloadText } from "./sandbox.mjs";
import { Settings } from "./settings.mjs";

const sheet = new CSSStyleSheet();
sheet.replaceSync(await downloadText("panel.css"));
document.adoptedStyleSheets.push(sheet);

export class Panel {
  #stop = null;

  constructor(manifest, button, language, block, code) {
    this.button = button;
    this.language = language;
    this.code = code;
    this.original = code.cloneNode(true);
    this.original.tabIndex = 0; // it may scroll: Material lets the keyboard into what it has seen itself
    this.text = code.textContent;
    this.settings = new Settings(manifest, this.text);
    this.status = element("p", { className: "run-status", role: "status" });
    this.output = region("Output", { className: "run-output" });
    this.formatted = region("Output, formatted");
    this.exchanges = element("div");
    this.panel = element(
      "div",
      { ariaLabel: "Run", className: "run-panel", role: "group" },
      [
        this.status,
        this.output,
        this.formatted,
        this.exchanges,
        this.#tools(),
        ...this.#notes,
      ],
    );
    block.append(this.panel);
  }

  // Starts the example, or stops it.
  press() {
    if (this.#stop) this.#stop.abort(new Error("Stopped."));
    else this.#start();
  }

  async #start() {
    const stop = new AbortController();
    this.#stop = stop;
    this.#show("Stop");
    this.output.replaceChildren();
    this.exchanges.replaceChildren();
    this.last = undefined;
    this.#format();
    delete this.panel.dataset.exit;
    this.#reveal();
    const text = this.#text();
    let exit = "";
    try {
      const ended = await run(this.language, text, {
        edited: text !== this.text,
        hear: (said) => this.#hear(said),
        settings: this.settings.withKey(this.key.value),
        status: (text) => this.status.replaceChildren(text),
        stop,
      });
      exit = ended.exit;
      const seconds = ended.seconds.toFixed(2);
      const first = this.last ? [statusOf(this.last), " · exit"] : ["Exit"];
      this.status.replaceChildren(...first, ` status ${exit} · ${seconds} s`);
    } catch (error) {
      this.status.replaceChildren(error.message);
    }
    this.#format();
    this.#stop = null;
    this.#show("Run");
    this.panel.dataset.exit = exit;
    const { top } = this.status.getBoundingClientRect();
    if (top >= 0 && top < innerHeight) this.#reveal(); // unless the reader has gone on
  }

  #reveal() {
    this.panel.scrollIntoView({ block: "nearest" });
  }

  #show(label) {
    this.button.classList.toggle("run--busy", label === "Stop");
    this.button.replaceChildren(label);
    this.button.ariaLabel = this.button.ariaLabel.replace(/^\w+/, label);
  }

  #hear({ stream, text, exchange }) {
    if (exchange) {
      this.last = exchange;
      this.exchanges.append(exchangeView(exchange));
    } else if (text)
      this.output.append(
        element("span", { className: `run-${stream}` }, [text]),
      );
  }

  // Shows output that is JSON so that it can be read; what was printed is a click away.
  #format() {
    const said = this.output.cloneNode(true);
    const errors = [...said.querySelectorAll(".run-stderr")];
    for (const each of errors) each.remove();
    const parts = readable(said.textContent);
    const shown = parts ? [...parts, "\n", ...errors] : [];
    this.formatted.replaceChildren(...shown);
    this.raw.hidden = !parts;
    this.#showRaw(!parts);
  }

  #showRaw(isRaw) {
    this.output.hidden = !isRaw;
    this.formatted.hidden = isRaw;
    this.raw.ariaPressed = String(isRaw);
  }

  // The text of the block, edited or not.
  #text() {
    const copy = this.code.cloneNode(true);
    for (const end of copy.querySelectorAll("br")) end.replaceWith("\n");
    return copy.textContent;
  }

  #tools() {
    const { keys, key, responses } = this.settings;
    const options = Object.keys(keys).map((name) => {
      const text = responses[name] ? `${name}: ${responses[name]}` : name;
      return new Option(text, name, false, name === key);
    });
    this.key = element("select", {}, options);
    const tool = (name, onclick) => element("button", { onclick }, [name]);
    this.edit = tool("Edit", () => this.#edit());
    this.reset = tool("Reset", () => this.#reset());
    this.reset.hidden = true;
    this.raw = tool("Raw", () => this.#showRaw(this.output.hidden));
    this.raw.hidden = true;
    return element("div", { className: "run-tools" }, [
      element("label", {}, ["API key ", this.key]),
      this.raw,
      this.edit,
      this.reset,
    ]);
  }

  get #notes() {
    const mock = "Requests go to a mock in this page. Nothing is sent.";
    return [mock, ...this.settings.notes].map((note) =>
      element("p", { className: "run-note" }, [note]),
    );
  }

  #edit() {
    const { code } = this;
    Object.assign(code, {
      ariaLabel: "Program",
      ariaMultiLine: "true",
      contentEditable: "plaintext-only",
      role: "textbox",
      spellcheck: false,
    });
    code.onkeydown = (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (!this.#stop) this.#start();
    };
    code.focus();
    this.edit.hidden = true;
    this.reset.hidden = false;
  }

  #reset() {
    const code = this.original.cloneNode(true);
    this.code.replaceWith(code);
    this.code = code;
    this.key.value = this.settings.key;
    this.reset.hidden = true;
    this.edit.hidden = false;
    this.edit.focus();
  }
}
