"""How long Run takes, from the click to the end: the first in a new browser, and those after it in each language."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import ROUNDS, Figure
from run_in_page.build import build as build_run_in_page
from tests.harness import ROOT
from tests.harness.browser import launched
from tests.harness.site import build
from tests.run_in_page_reader import LABELS, Example, reading

CLICKS = 5

# Presses the button of a block, and measures until it has ended.
CLICK = """(block) => new Promise((resolve) => {
  const button = block.querySelector(".run-button");
  delete block.querySelector(".run-panel")?.dataset.exit;
  const observer = new MutationObserver(() => {
    if (!block.querySelector(".run-panel[data-exit]")) return;
    observer.disconnect();
    resolve(performance.now() - start);
  });
  observer.observe(block, { attributes: true, childList: true, subtree: true });
  const start = performance.now();
  button.click();
})"""

PAUSE = "new Promise((resolve) => setTimeout(resolve, 200))"


def click(example: Example) -> float:
    """Milliseconds; then time for what goes on after a run."""
    example.show()
    taken: float = example.block.evaluate(CLICK)
    example.block.page.evaluate(PAUSE)
    return taken


def figures() -> Iterator[Figure]:
    build_run_in_page()
    first: list[float] = []
    later: dict[str, list[float]] = {language: [] for language in LABELS}
    with TemporaryDirectory() as folder:
        site = build(ROOT, Path(folder))
        for _ in range(ROUNDS):
            with launched() as browser, reading(browser, site.output) as read:
                first.append(click(read.example("python")))
                for language, taken in later.items():
                    example = read.example(language)
                    click(example)
                    taken += [click(example) for _ in range(CLICKS)]
    yield Figure(
        "first run in the page, with all that it loads", median(first), "ms", 1500, "from a server on this machine"
    )
    for language, taken in later.items():
        yield Figure(f"later run in the page, {LABELS[language]}", median(taken), "ms", 100, "click to end")
