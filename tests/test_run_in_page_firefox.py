"""Run works in Firefox too: a copy of the first page presses its buttons by itself, and posts what they showed."""

import json
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from tests.harness.browser import Quiet, served
from tests.harness.process import PATH
from tests.harness.site import Site
from tests.run_in_page_reader import LABELS, PATIENCE

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")

# Presses one button of each language, in turn, and tells the server what their panels show.
PRESS = """<script type="module">
const first = (test) => new Promise((resolve) => {
  const look = () => test() ? resolve(test()) : setTimeout(look, 20);
  look();
});
const shown = {};
for (const language of LANGUAGES) {
  const selector = `.tabbed-block > .language-${language}.highlight:has(.run-button)`;
  const block = await first(() => document.querySelector(selector));
  block.querySelector(".run-button").click();
  const panel = await first(() => block.querySelector(".run-panel[data-exit]"));
  shown[language] = [panel.dataset.exit, panel.querySelector(".run-output").textContent];
}
await fetch("/", { method: "POST", body: JSON.stringify(shown) });
</script>"""


@pytest.mark.skipif(FIREFOX is None, reason="not run: this machine has no Firefox")
def test_buttons_of_each_language_run_their_programs(site: Site, tmp_path: Path) -> None:
    shown: Queue[dict[str, Any]] = Queue()
    page = (site.output / "index.html").read_text("utf-8") + PRESS.replace("LANGUAGES", json.dumps([*LABELS]))

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802
            if self.path != "/":
                return super().do_GET()
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())
            return None

        def do_POST(self) -> None:  # noqa: N802
            shown.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()

    with served(site.output, Handler) as address:
        firefox = subprocess.Popen(
            [str(FIREFOX), "--headless", "--no-remote", "--profile", str(tmp_path), address],
            env={"PATH": PATH, "HOME": str(tmp_path)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            ran = shown.get(timeout=2 * PATIENCE / 1000)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(firefox.pid, signal.SIGKILL)
            firefox.wait()
    assert {language: exit_status for language, (exit_status, _) in ran.items()} == dict.fromkeys(LABELS, "0")
    assert all("Hello! How can I help you today?" in output for _, output in ran.values())
