"""Run works in Firefox too: a copy of the first page presses its buttons by itself, and posts what they showed."""

import json
import shutil
import subprocess
from pathlib import Path
from queue import Queue

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from asrun.browser.served import served
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from asrun.pages.site import Site
from tests.run_in_page_reader import LABELS, UNLIMITED

pytestmark = pytest.mark.check

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")

# Presses one button of each language, in turn, and tells the server what their panels show.
PRESS = """<script type="module">
const first = (test) => new Promise((resolve) => {
  const look = () => test() ? resolve(test()) : requestAnimationFrame(look);
  look();
});
for (const language of LANGUAGES) {
  const selector = `.tabbed-block > .language-${language}.highlight:has(.run-button)`;
  const block = await first(() => document.querySelector(selector));
  block.querySelector(".run-button").click();
  const panel = await first(() => block.querySelector(".run-panel[data-exit]"));
  const shown = [language, panel.dataset.exit, panel.querySelector(".run-output").textContent];
  await fetch("/", { method: "POST", body: JSON.stringify(shown) });
}
</script>"""


@pytest.mark.skipif(FIREFOX is None, reason="not run: this machine has no Firefox")
def test_buttons_of_each_language_run_their_programs(site: Site, tmp_path: Path) -> None:
    shown: Queue[list[str]] = Queue()
    script = f"<script>{UNLIMITED}</script>{PRESS.replace('LANGUAGES', json.dumps([*LABELS]))}"
    page = HTMLResponse((site.output / "index.html").read_text("utf-8") + script)

    async def keep(request: Request) -> Response:
        shown.put(await request.json())
        return Response(status_code=204)

    with served(site.output, [Route("/", keep, methods=["POST"]), Route("/", page)]) as address:
        command = [str(FIREFOX), "--headless", "--no-remote", "--profile", str(tmp_path), address]
        environment = {"PATH": PATH, "HOME": str(tmp_path)}
        firefox = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            ran = [shown.get(timeout=GUARD) for _ in LABELS]
        finally:
            firefox.terminate()
            firefox.wait()
    assert [(language, exit_status) for language, exit_status, _ in ran] == [(language, "0") for language in LABELS]
    assert all("Hello! How can I help you today?" in output for *_, output in ran)
