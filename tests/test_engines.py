"""What readers do works in each browser engine, and on Zensical's site; both are served below a path."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from asrun.browser.chrome import opened
from asrun.browser.served import served
from asrun.browser.visit import GROUND, GROUNDS, OVERFLOWS, PERMISSIONS
from tests.engines import FIREFOX, WEBKIT, Window, firefox, webkit
from tests.run_in_page_reader import BELOW, LABELS, UNLIMITED

PAGE = "getting-started/authentication/"
FOCUSED = "document.activeElement"
TITLE = "document.querySelector('h1').firstChild.textContent.trim()"

ENGINES = {"Firefox": (FIREFOX, firefox), "WebKit": (WEBKIT, webkit)}
OTHERS = [pytest.param(each, marks=pytest.mark.check) for each in ENGINES]

# A page whose browser blocks storage, or in which it has nothing of use, and what is not caught there.
STORAGE = {
    "blocked": "get() { throw new DOMException('blocked', 'SecurityError') }",
    "none": "value: null",
    "full": "value: { getItem: () => null, setItem() { throw new Error('full') } }",
}
HEAD = """<head><script>
  globalThis.uncaught = [];
  addEventListener("error", ({{ message }}) => uncaught.push(message));
  addEventListener("unhandledrejection", ({{ reason }}) => uncaught.push(String(reason)));
  for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(globalThis, name, {{ configurable: true, {} }});
</script>"""

PRESS_RUN = """async (language) => {
  const block = document.querySelector(`.tabbed-block > .language-${language}.highlight:has(.run-button)`);
  block.querySelector(".run-button").click();
  const ended = () => block.querySelector(".run-panel[data-exit]");
  while (!ended()) await new Promise((resolve) => requestAnimationFrame(resolve));
  return [ended().dataset.exit, ended().querySelector(".run-output").textContent];
}"""

# Whether all sets of tabs that have that label, without scripts the first set, show its panel alone.
SHOWS = """(label) => [...(globalThis.plain ?? document).querySelectorAll(".tabbed-set")]
  .slice(0, globalThis.plain ? 1 : undefined)
  .every((set) => {
    const labels = [...set.querySelectorAll(":scope > .tabbed-labels > label")].map((each) => each.textContent.trim());
    const panels = [...set.querySelectorAll(":scope > .tabbed-content > .tabbed-block")];
    return !labels.includes(label) || panels.every((panel, index) =>
      (getComputedStyle(panel).display !== "none") === (labels[index] === label));
  })"""

# Opens this page in a frame without scripts.
PLAIN = """async () => {
  const frame = Object.assign(document.createElement("iframe"), { src: location.href, width: 1280, height: 800 });
  frame.setAttribute("sandbox", "allow-same-origin");
  const loaded = new Promise((resolve) => { frame.onload = resolve; });
  document.body.append(frame);
  await loaded;
  globalThis.plain = frame.contentDocument;
}"""


@pytest.fixture(scope="module")
def chromium(browser: Browser) -> Iterator[Window]:
    with opened(browser, permissions=PERMISSIONS) as page:
        yield page


@pytest.fixture(scope="module", params=["Chromium", *OTHERS, pytest.param("Zensical", marks=pytest.mark.check)])
def way(request: pytest.FixtureRequest) -> str:
    """An engine, or the builder of the other site, which Chromium opens."""
    return str(request.param)


@pytest.fixture(scope="module")
def engine(way: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    if way not in ENGINES:
        yield request.getfixturevalue("chromium")
        return
    found, start = ENGINES[way]
    if not found:
        pytest.skip(f"not run: this machine has no {way}, which .ci/shells installs")
    with start(tmp_path_factory.mktemp("home")) as window:
        yield window


@pytest.fixture(scope="module")
def address(way: str, request: pytest.FixtureRequest) -> Iterator[str]:
    site = request.getfixturevalue("zensical" if way == "Zensical" else "site")
    html = (site.output / "index.html").read_text("utf-8")

    def first(request: Request) -> HTMLResponse:
        storage = STORAGE.get(request.query_params.get("storage", ""))
        return HTMLResponse(html.replace("<head>", HEAD.format(storage), 1) if storage else html)

    with served(site.output, [Route("/", first)], below=BELOW) as address:
        yield address


@pytest.fixture
def window(engine: Window, address: str) -> Iterator[Window]:
    """The first page, for a reader who has been on none yet."""
    engine.set_viewport_size({"width": 1280, "height": 800})
    engine.goto(address)
    yield engine
    engine.goto(f"{address}llms.txt")
    engine.evaluate("localStorage.clear()")


of_material_search = pytest.mark.parametrize("way", ["Chromium", *OTHERS], indirect=True)
"""Zensical has a search of its own."""


def shows(window: Window, label: str) -> None:
    window.wait_for_function(SHOWS, arg=label)


def test_tabs_turn_by_key_together_and_stay_so_on_the_next_page_and_in_the_next_visit(
    window: Window, address: str
) -> None:
    shows(window, "cURL")
    window.evaluate("document.querySelector('.tabbed-set > input').focus()")
    for label in ("JavaScript", "Python", "PowerShell", "cmd"):
        window.keyboard.press("ArrowRight")
        shows(window, label)
        window.wait_for_function("(label) => location.search === `?lang=${label}`", arg=label.lower())
    window.evaluate("globalThis.kept = true")
    window.click(f"article a[href$='{PAGE}']")
    window.wait_for_function(f"{TITLE} === 'Authentication'")
    shows(window, "cmd")
    assert window.evaluate("globalThis.kept"), "the page was loaded anew: navigation.instant is off"
    window.goto(address + PAGE)
    shows(window, "cmd")


@pytest.mark.parametrize(("language", "label"), [("python", "Python"), ("Python", "Python"), ("cobol", "cURL")])
def test_link_chooses_a_language_that_there_is_and_keeps_its_anchor(
    language: str, label: str, window: Window, address: str
) -> None:
    window.goto(f"{address}{PAGE}?lang={language}#example-requests")
    shows(window, label)
    assert window.evaluate("location.hash") == "#example-requests"


def test_copied_program_is_pasted_whole(window: Window) -> None:
    code = window.evaluate("document.querySelector('article pre > code').textContent")
    window.click("article pre .md-code__button")
    window.wait_for_function("document.querySelector('.md-dialog').textContent.includes('Copied')")
    window.evaluate("document.querySelector('h1').after(document.createElement('textarea'))")
    window.click("article textarea")
    window.keyboard.press("Control+v")
    window.wait_for_function("(code) => document.querySelector('textarea').value === code", arg=code.rstrip("\n"))


@pytest.mark.parametrize("way", OTHERS, indirect=True)
def test_programs_of_each_language_run(window: Window) -> None:
    window.evaluate(f"(() => {UNLIMITED})()")
    for language in LABELS:
        exit_status, output = window.evaluate(PRESS_RUN, language)
        assert (language, exit_status) == (language, "0")
        assert "Hello! How can I help you today?" in output


@of_material_search
def test_search_opens_what_it_finds(window: Window) -> None:
    window.keyboard.press("/")
    window.keyboard.type("error codes")
    link = ".md-search-result__item:first-child a[href$='/api-reference/errors/?h=error+codes']"
    window.wait_for_function("(link) => document.querySelector(link)", arg=link)
    window.keyboard.press("ArrowDown")
    window.keyboard.press("Enter")
    window.wait_for_function("document.querySelector('h1#error-codes')")


def test_scheme_is_chosen_and_holds(window: Window, address: str) -> None:
    for scheme in GROUNDS:
        window.click(".scheme-button")
        assert window.evaluate(GROUND) == GROUNDS[scheme]
        window.goto(address + PAGE)
        assert window.evaluate(GROUND) == GROUNDS[scheme]


def test_back_and_forward_show_the_pages_between(window: Window, address: str) -> None:
    def shown(url: str, title: str) -> None:
        expected = [address + url, title]
        actual = f"[location.origin + location.pathname, {TITLE}]"
        window.wait_for_function(f"(expected) => String({actual}) === String(expected)", arg=expected)

    title = window.evaluate(TITLE)
    window.click(f"article a[href$='{PAGE}']")
    shown(PAGE, "Authentication")
    window.go_back()
    shown("", title)
    window.go_forward()
    shown(PAGE, "Authentication")


def test_page_fits_at_200_percent_and_its_menu_opens_and_closes_by_key(window: Window) -> None:
    menu = "button.md-header__button[aria-label=Menu]"
    window.set_viewport_size({"width": 640, "height": 400})
    window.wait_for_function("innerWidth === 640")
    assert window.evaluate(OVERFLOWS) == []
    window.evaluate(f"document.querySelector('{menu}').focus()")
    window.keyboard.press("Enter")
    window.wait_for_function(f"{FOCUSED}.matches('.md-nav--primary a')")
    window.keyboard.press("Escape")
    window.wait_for_function(f"{FOCUSED}.matches('{menu}')")
    assert not window.evaluate(
        "document.querySelector('.md-nav--primary a').checkVisibility({ visibilityProperty: true })"
    )


def test_page_can_be_read_without_javascript(window: Window) -> None:
    window.evaluate(PLAIN)
    for label in LABELS.values():
        window.evaluate(
            "(label) => [...plain.querySelectorAll('.tabbed-labels > label')]"
            ".find((each) => each.textContent.trim() === label).click()",
            label,
        )
        shows(window, label)
    assert window.evaluate("plain.querySelectorAll('.scheme-button, .run-button, .md-code__button').length") == 0


@of_material_search
def test_tab_key_goes_on_past_the_search(window: Window) -> None:
    stops: list[str] = []
    while not stops or stops[-1] != "main":
        window.keyboard.press("Tab")
        stops.append(window.evaluate(f"{FOCUSED}.closest('.md-main') ? 'main' : {FOCUSED}.className"))
        assert len(stops) < 12, stops
    assert any("md-search__input" in stop for stop in stops)


def test_skip_link_leads_into_the_article(window: Window) -> None:
    window.keyboard.press("Tab")
    assert window.evaluate(f"{FOCUSED}.matches('.md-skip')")
    window.keyboard.press("Enter")
    window.wait_for_function(f"{FOCUSED}.matches('article h1, #__skip[tabindex]')")  # Zensical's own is the latter
    window.keyboard.press("Tab")
    window.wait_for_function(f"{FOCUSED}.matches('article *')")  # Material may have replaced it meanwhile


@pytest.mark.parametrize("storage", STORAGE)
def test_choices_hold_in_the_page_where_storage_is_of_no_use(storage: str, window: Window, address: str) -> None:
    window.goto(f"{address}?storage={storage}&lang=python")
    shows(window, "Python")
    window.click(".scheme-button")
    assert window.evaluate(GROUND) == GROUNDS["light"]
    assert window.evaluate("uncaught") == []


def test_choices_that_cannot_be_read_are_left(window: Window, address: str) -> None:
    shows(window, "cURL")
    window.evaluate("for (const name of ['tabs', 'scheme']) localStorage.setItem(`/project/.__${name}`, '{')")
    window.goto(f"{address}?lang=python")
    shows(window, "Python")
    window.click(".scheme-button")
    assert window.evaluate(GROUND) == GROUNDS["light"]


def test_each_button_link_and_set_of_tabs_says_of_what_it_is(window: Window) -> None:
    named = "article :is(.headerlink, .tabbed-set, .md-code__button, .run-button)"
    names = window.evaluate(f"[...document.querySelectorAll('{named}')].map((each) => each.ariaLabel)")
    assert len({*names}) == len(names) > 10, names
    assert {name.partition(": ")[0] for name in names} == {"Link to this section", "Tabs", "Copy", "Run"}
