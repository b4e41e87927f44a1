// A request and its response, as they crossed the border to the mock API.
import { element } from "./element.mjs";

function message(first, fields, body) {
  const lines = [first, ...fields.map(([name, value]) => `${name}: ${value}`)];
  let text = new TextDecoder().decode(body);
  try {
    text = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // no JSON: shown as it is
  }
  return `${lines.join("\n")}\n${text && `\n${text}\n`}`;
}

export function exchangeView(exchange) {
  const [method, url, asked, sent, status, reason, fields, received] = exchange;
  const { pathname, search } = new URL(url);
  const target = `${pathname}${search}`;
  const answer = `${status} ${reason}`;
  const texts = {
    Request: message(`${method} ${target} HTTP/1.1`, asked, sent),
    Response: message(`HTTP/1.1 ${answer}`, fields, received),
  };
  return element("details", { className: "run-exchange" }, [
    element("summary", {}, [`${method} ${target}: ${answer}`]),
    ...Object.entries(texts).map(([ariaLabel, text]) =>
      element("pre", { ariaLabel, role: "region", tabIndex: 0 }, [text]),
    ),
  ]);
}
