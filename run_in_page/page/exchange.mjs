// A request and its response, as they crossed the border to the mock API.
import { element, region } from "./element.mjs";
import { readable } from "./json.mjs";

function message(first, fields, body) {
  const lines = [first, ...fields.map(([name, value]) => `${name}: ${value}`)];
  const text = new TextDecoder().decode(body);
  const end = text ? ["\n", ...(readable(text) ?? [text]), "\n"] : [];
  return [`${lines.join("\n")}\n`, ...end];
}

export function statusOf([, , , , status, reason]) {
  const shown = element("span", {}, [`${status} ${reason}`]);
  shown.dataset.status = String(status)[0];
  return shown;
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
  return element("details", { className: "run-exchange" }, [
    element("summary", {}, [`${method} ${target} `, statusOf(exchange)]),
    ...Object.entries(texts).flatMap(([ariaLabel, parts]) => [
      element("p", { className: "run-note" }, [ariaLabel]),
      region(ariaLabel, {}, parts),
    ]),
  ]);
}
