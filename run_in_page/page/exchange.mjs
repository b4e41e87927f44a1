// A request and its response, as they crossed the border to the mock API.
import { element, region } from "./element.mjs";

function message(first, fields, body) {
  const lines = [first, ...fields.map(([name, value]) => `${name}: ${value}`)];
  const text = readable(body);
  return `${lines.join("\n")}\n${text && `\n${text}\n`}`;
}

function readable(body) {
  const text = new TextDecoder().decode(body);
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // no JSON: shown as it is
  }
}

export function exchangeView(exchange) {
  const [method, url, asked, sent, status, reason, fields, received] = exchange;
  const { pathname, search } = new URL(url);
  const target = `${pathname}${search}`;
  const statusLine = `${status} ${reason}`;
  const texts = {
    Request: message(`${method} ${target} HTTP/1.1`, asked, sent),
    Response: message(`HTTP/1.1 ${statusLine}`, fields, received),
  };
  const className = status < 400 ? "run-success" : "run-stderr";
  return element("details", { className: "run-exchange" }, [
    element("summary", {}, [
      `${method} ${target} `,
      element("span", { className }, [statusLine]),
    ]),
    ...Object.entries(texts).flatMap(([ariaLabel, text]) => [
      element("p", { className: "run-note" }, [ariaLabel]),
      region(ariaLabel, {}, [text]),
    ]),
  ]);
}
