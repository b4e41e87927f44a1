"""A program that runs in the page reaches nothing but the mock, and cannot hang the page or fill it."""

import pytest

from tests.run_in_page_reader import Read

LIMIT = 65_536

JAVASCRIPT = """
const base = BASE;
const attempt = async (name, call) => {
  try { console.log(name, "GOT", String(await call())); } catch { console.log(name, "refused"); }
};
const event = (source) => new Promise((resolve, reject) => {
  source.onopen = source.onsuccess = source.onmessage = resolve;
  source.onerror = (error) => { error.preventDefault(); reject(error); };
});
const worker = (text) => new Worker(URL.createObjectURL(new Blob([text])));
await attempt("document", () => document.title);
await attempt("parent", () => parent.document.title);
await attempt("cookie", () => cookieStore.getAll());
await attempt("storage", () => localStorage.secret);
await attempt("indexedDB", () => event(indexedDB.open("x")));
await attempt("caches", () => caches.keys());
await attempt("locks", () => navigator.locks.request("x", () => 1));
await attempt("files", () => navigator.storage.getDirectory());
await attempt("fetch", () => fetch(base + "leak1"));
await attempt("XMLHttpRequest", () => {
  const request = new XMLHttpRequest();
  request.open("GET", base + "leak2", false);
  request.send();
  return request.status;
});
await attempt("importScripts", () => importScripts(base + "leak3.js"));
await attempt("import", () => import(base + "leak4.js"));
await attempt("EventSource", () => event(new EventSource(base + "leak5")));
await attempt("WebSocket", () => event(new WebSocket(base.replace("http", "ws") + "leak6")));
await attempt("remote worker", () => event(new Worker(base + "leak7.js")));
await attempt("fetch of another worker", () => event(worker(
  `fetch("${base}leak8").then(() => postMessage(1), (error) => setTimeout(() => { throw error; }))`)));
await attempt("import of another worker", () => event(worker(`importScripts("${base}leak9.js"); postMessage(1)`)));
await attempt("eval", () => eval("1"));
await attempt("origin", () => self.origin === "null" ? Promise.reject() : self.origin);
"""

PYTHON = """
import httpx, js

def attempt(name, call):
    try:
        print(name, "GOT", call())
    except BaseException as error:
        print(name, "refused", type(error).__name__)

def ask():
    request = js.XMLHttpRequest.new()
    request.open("GET", BASE + "leak2", False)
    request.send()
    return request.status

attempt("httpx", lambda: httpx.get(BASE + "leak1"))
attempt("XMLHttpRequest", ask)
attempt("importScripts", lambda: js.importScripts(BASE + "leak3.js"))
attempt("document", lambda: js.document.title)
attempt("storage", lambda: js.localStorage.secret)
attempt("worker", lambda: js.Worker.new(BASE + "leak4.js"))
attempt("eval", lambda: js.eval("1"))
attempt("another host", lambda: httpx.get("https://example.org/"))
js.fetch(BASE + "leak5")
print("origin", js.self.origin)
"""

NEXT = {"javascript": "console.log(1)", "python": "print(1)"}
ENDLESS = {"javascript": "console.log('begun'); for (;;) {}", "python": "print('begun')\nwhile True: pass"}
FLOODS = {
    "javascript": "for (;;) console.log('x'.repeat(100))",
    "javascript at once": "console.log('x'.repeat(10_000_000))",
    "python": "while True: print('x' * 100)",
}


@pytest.fixture(scope="module")
def read(read: Read) -> Read:
    read.page.clock.install(time=0)
    read.page.clock.pause_at(3600)  # from here on, a limit comes when a test moves the clock, however busy the machine
    read.page.evaluate("document.cookie = 'secret=1'; localStorage.secret = 1")
    return read


def test_programs_live_in_a_frame_that_has_scripts_and_no_network(read: Read) -> None:
    read.example("javascript").run()
    frames = read.page.evaluate(
        "[...document.querySelectorAll('iframe')].map((each) => [each.sandbox.value, each.srcdoc])"
    )
    assert len(frames) == 2, "one for Python, and one that is ready for the next program in JavaScript"
    for sandbox, source in frames:
        assert sandbox == "allow-scripts"
        assert "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:\"" in source


def test_javascript_reaches_neither_page_nor_network(read: Read) -> None:
    ran = read.example("javascript").instead(JAVASCRIPT.replace("BASE", repr(read.address)))
    assert ran.exit == "0", ran
    assert "GOT" not in ran.output
    assert ran.output.count(" refused\n") == JAVASCRIPT.count("await attempt(")
    assert [path for path, _ in read.answered if "leak" in path] == []


def test_python_reaches_neither_page_nor_network(read: Read) -> None:
    ran = read.example("python").instead(PYTHON.replace("BASE", repr(read.address)))
    assert ran.exit == "0", ran
    assert "GOT" not in ran.output
    assert ran.output.count(" refused ") == PYTHON.count("\nattempt(")
    assert ran.output.endswith("origin null\n")
    assert [path for path, _ in read.answered if "leak" in path] == []


def test_module_from_elsewhere_is_refused_by_name_before_anything_runs(read: Read) -> None:
    ran = read.example("javascript").instead(f"console.log(1)\nimport '{read.address}leak.js'")
    assert (ran.exit, ran.output) == ("", "")
    assert "no module" in ran.status
    assert "leak.js" in ran.status


@pytest.mark.parametrize("language", ENDLESS)
def test_endless_loop_ends_by_stop_while_the_page_responds_and_the_next_run_works(language: str, read: Read) -> None:
    example = read.example(language)
    example.begin(ENDLESS[language])
    example.panel.get_by_text("begun", exact=True).wait_for()
    assert example.button.text_content() == "Stop"
    example.press()
    assert example.ended().status == "Stopped."
    assert example.instead(NEXT[language]).output == "1\n"


@pytest.mark.parametrize("language", ENDLESS)
def test_endless_loop_ends_at_ten_seconds(language: str, read: Read) -> None:
    example = read.example(language)
    example.begin(ENDLESS[language])
    example.panel.get_by_text("begun", exact=True).wait_for()
    read.page.clock.fast_forward(4_000)
    assert example.button.text_content() == "Stop"
    read.page.clock.fast_forward(6_000)
    ran = example.ended()
    assert (ran.status, ran.exit) == ("Stopped after 10 s.", "")


@pytest.mark.parametrize("flood", FLOODS)
def test_output_is_cut_at_64_kb_and_the_next_run_works(flood: str, read: Read) -> None:
    language = flood.split(maxsplit=1)[0]
    example = read.example(language)
    ran = example.instead(FLOODS[flood])
    assert (ran.status, ran.exit) == ("Stopped: it printed more than 64 KB.", "")
    assert len(ran.output) == LIMIT
    assert example.instead(NEXT[language]).output == "1\n"


def test_requests_without_end_are_cut_at_a_hundred(read: Read) -> None:
    ran = read.example("javascript").instead("for (;;) await fetch('https://api.example.com/health')")
    assert (ran.status, ran.exit) == ("Stopped: it sent more than 100 requests.", "")
    assert len(ran.exchanges) == 100


def test_curl_that_was_stopped_sends_nothing_more(read: Read) -> None:
    example = read.example("bash")
    example.run()
    example.panel.get_by_label("API key").select_option("unavailable")
    ask = 'curl -s --retry 3 -H "Authorization: Bearer $API_KEY" https://api.example.com/v1/me'
    example.begin(ask)
    example.panel.locator(".run-exchange").wait_for()
    example.press()
    assert example.ended().status == "Stopped."
    read.page.clock.fast_forward(5_000)
    assert len(read.example("javascript").instead("await fetch('https://api.example.com/health')").exchanges) == 1
    assert example.panel.locator(".run-exchange").count() == 1


def test_edited_python_changes_nothing_for_the_next_run(read: Read) -> None:
    example = read.example("python")
    assert example.instead("import httpx, json; httpx.Client = httpx.post = json.loads = None").exit == "0"
    example.tool("Reset").click()
    assert example.run().exit == "0"
