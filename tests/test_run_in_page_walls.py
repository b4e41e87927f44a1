"""A program that runs in the page reaches nothing but the mock, and cannot hang the page or fill it."""

import pytest

from tests.run_in_page_reader import Example, Read

LIMIT = 65_536

JAVASCRIPT = """
const base = BASE;
const attempt = async (name, call) => {
  try { console.log(name, "GOT", String(await call())); } catch { console.log(name, "refused"); }
};
const event = (source) => new Promise((resolve, reject) => {
  source.onopen = source.onmessage = resolve;
  source.onerror = (error) => { error.preventDefault(); reject(error); };
});
const worker = (text) => new Worker(URL.createObjectURL(new Blob([text])));
await attempt("document", () => document.title);
await attempt("storage", () => localStorage.secret);
await attempt("fetch", () => fetch(base + "leak1"));
await attempt("importScripts", () => importScripts(base + "leak2.js"));
await attempt("WebSocket", () => event(new WebSocket(base.replace("http", "ws") + "leak5")));
await attempt("remote worker", () => event(new Worker(base + "leak6.js")));
await attempt("fetch of another worker", () => event(worker(
  `fetch("${base}leak7").then(() => postMessage(1), (error) => setTimeout(() => { throw error; }))`)));
await attempt("origin", () => self.origin === "null" ? Promise.reject() : self.origin);
"""

# Holds back the frame of the next sandbox, until it is released.
HOLD = """() => {
  globalThis.held = new Promise((resolve) => {
    document.body.append = (frame) => {
      delete document.body.append;
      globalThis.release = () => void document.body.append(frame);
      resolve();
    };
  });
}"""

FLOODS = {"javascript": "console.log('x'.repeat(10_000_000))", "python": "while True: print('x' * 100)"}
ENDLESS = {"javascript": "console.log('begun'); for (;;) {}", "python": "print('begun')\nwhile True: pass"}
NEXT = {"javascript": "console.log(1)", "python": "print(1)"}


@pytest.fixture(scope="module")
def read(read: Read) -> Read:
    read.page.clock.install(time=0)
    read.page.clock.pause_at(3600)  # from here on, a limit comes when a test moves the clock, however busy the machine
    read.page.evaluate("document.cookie = 'secret=1'; localStorage.secret = 1")
    return read


def begun(example: Example, text: str) -> None:
    example.begin(text)
    example.panel.get_by_text("begun", exact=True).wait_for()
    assert example.button.text_content() == "Stop"


def test_program_reaches_neither_page_nor_network(read: Read) -> None:
    """Python has the same worker, in a frame of the same page."""
    ran = read.example("javascript").run(JAVASCRIPT.replace("BASE", repr(read.address)))
    assert ran.exit == "0", ran
    assert "GOT" not in ran.output
    assert ran.output.count(" refused") == 8
    assert [path for path, _ in read.sent if "leak" in path] == []


def test_module_from_elsewhere_is_refused_by_name_before_anything_runs(read: Read) -> None:
    ran = read.example("javascript").run(f"console.log(1)\nimport '{read.address}leak.js'")
    assert (ran.exit, ran.output) == ("", "")
    assert "no module" in ran.status
    assert "leak.js" in ran.status


@pytest.mark.says(
    "It stops after {run_seconds} seconds, more than {run_kilobytes} KB, or more than {run_requests} requests."
)
def test_javascript_ends_at_ten_seconds_and_at_a_hundred_requests(read: Read) -> None:
    example = read.example("javascript")
    begun(example, ENDLESS["javascript"])
    read.page.clock.fast_forward(4_000)
    assert example.button.text_content() == "Stop"
    read.page.clock.fast_forward(6_000)
    assert (example.ended().status, example.ended().exit) == ("Stopped after 10 s.", "")
    ran = example.run("for (;;) await fetch('https://api.example.com/health')")
    assert (ran.status, ran.exit, len(ran.exchanges)) == ("Stopped: it sent more than 100 requests.", "", 100)


def test_limit_and_time_begin_with_the_program_and_a_sandbox_that_is_late_is_called_late(read: Read) -> None:
    example, page = read.example("javascript"), read.page
    example.run()
    for seconds, status in ((20, "Exit status 0 · 0.00 s"), (30, "The sandbox did not start within 30 s.")):
        page.evaluate(HOLD)
        example.begin("console.log('begun')")
        page.evaluate("held")
        page.clock.fast_forward(seconds * 1000)
        page.evaluate("release()")
        assert example.ended().status.startswith(status)


@pytest.mark.parametrize("language", FLOODS)
def test_endless_loop_ends_by_stop_output_at_64_kb_and_the_next_run_works(language: str, read: Read) -> None:
    example = read.example(language)
    begun(example, ENDLESS[language])
    example.press()
    assert example.ended().status == "Stopped."
    ran = example.run(FLOODS[language])
    assert (ran.status, ran.exit, len(ran.output)) == ("Stopped: it printed more than 64 KB.", "", LIMIT)
    assert example.run(NEXT[language]).output == "1\n"


def test_curl_that_was_stopped_sends_nothing_more(read: Read) -> None:
    example = read.example("bash")
    example.run()
    example.key.select_option("limited")
    program = 'curl -s --retry 3 -H "Authorization: Bearer $API_KEY" https://api.example.com/v1/me'
    assert [example.run(program).exit for _ in range(3)] == ["0", "0", "0"]
    example.begin(program)  # it waits for a minute, until the limit allows another request
    example.panel.locator(".run-exchange", has_text="429").wait_for()
    frames = read.page.locator("iframe")
    count = frames.count()
    example.press()
    assert example.ended().status == "Stopped."
    assert frames.count() == count - 1  # the worker that waits is gone
    assert len(read.example("javascript").run("await fetch('https://api.example.com/health')").exchanges) == 1
    assert example.panel.locator(".run-exchange").count() == 1


def test_edited_python_changes_nothing_for_the_next_run(read: Read) -> None:
    example = read.example("python")
    assert example.run("import httpx, json; httpx.Client = httpx.post = json.loads = None").exit == "0"
    example.tool("Reset").click()
    assert example.run().exit == "0"
