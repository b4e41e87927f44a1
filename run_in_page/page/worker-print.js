// What both workers begin with: it gathers what a program prints into few
// messages, and ends one that prints without end.
const send = postMessage.bind(globalThis);
const LIMIT = 65_536;

globalThis.printer = {
  printed: 0,
  last: -Infinity, // the first text is shown at once
  stream: "stdout",
  text: "",

  flush() {
    const { stream, text } = this;
    if (text) send({ stream, text });
    this.text = "";
    this.last = performance.now();
  },

  print(stream, text) {
    if (this.printed > LIMIT) return;
    if (stream !== this.stream) this.flush();
    this.stream = stream;
    this.text += text.slice(0, LIMIT - this.printed);
    this.printed += text.length;
    const waits = performance.now() - this.last;
    if (this.printed > LIMIT || this.text.length > 2048 || waits > 50)
      this.flush();
    if (this.printed > LIMIT) send({ flooded: true });
  },
};
