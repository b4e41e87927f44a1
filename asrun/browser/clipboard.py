"""What the copy button of each block gives, in a real browser."""

from pathlib import PurePath

from playwright.sync_api import Error, Page

from asrun.examples.example import RECORDINGS
from asrun.examples.recording import difference
from asrun.finding import Finding, quote
from asrun.pages.blocks import blocks, source_text
from asrun.pages.site import Page as Source
from asrun.pages.site import Site
from asrun.pages.tally import COUNTED

PERMISSIONS = ("clipboard-read", "clipboard-write")

# Empties the clipboard, opens tabs, from the outermost, until the block of that index can be seen, puts it into the
# middle of the window, and says where to press; nothing where there is no button.
_AIM = """async index => {
  await navigator.clipboard.writeText("");
  const block = document.querySelectorAll("article pre")[index];
  const closed = [];
  for (let panel = block; (panel = panel.parentElement.closest(".tabbed-block")); ) {
    const input = panel.closest(".tabbed-set").querySelectorAll(":scope > input");
    closed.unshift(input[[...panel.parentElement.children].indexOf(panel)]);
  }
  for (const input of closed.filter(({ checked }) => !checked)) {
    input.labels[0].click();
    await new Promise(requestAnimationFrame);
  }
  const button = block.querySelector("button[title^=Copy]");
  if (!button) return;
  button.scrollIntoView({ behavior: "instant", block: "center" });
  const { x, y, width, height } = button.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""


def check_copies(page: Page, site: Site, source: Source) -> list[Finding]:
    """Presses Copy on every block of the page that is open, in every tab.

    The clipboard must hold the file, but for its final newline; what a run has recorded needs no button. The page's
    context must have `PERMISSIONS`. The mouse presses where the button is, whatever lies over it there: locators wait
    for two frames each time.
    """
    findings = []
    # In order of their tabs: tabs of one label are linked, so that one press opens them all over the page.
    for index, block in sorted(enumerate(blocks(site, source)), key=lambda each: each[1].tabs):
        text = source_text(site, block.fence) if block.fence else None
        include = block.fence.include if block.fence else None
        is_recorded = include and PurePath(include).name in {*RECORDINGS, *COUNTED}
        try:
            place = page.evaluate(_AIM, index)
            if is_recorded and not place:
                continue
            page.mouse.click(*place or (0, 0))
            copied = str(page.evaluate("navigator.clipboard.readText()"))
        except Error as error:
            copied = error.message.partition("\n")[0]
        if copied != text:
            number, expected, actual = difference(text or "", copied)
            expected = f"{quote(expected)} as line {number} in the clipboard"
            fix = "let the page show what the file says, under a copy button"
            findings.append(block.finding(expected, quote(actual), fix))
    return findings
