"""One window for Chromium, Firefox and WebKit, so that one test is run in each."""

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from playwright.sync_api import Page, ViewportSize
from selenium.webdriver import ActionChains, FirefoxOptions, Remote, WebKitGTKOptions
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.service import Service

from asrun.browser.served import free_port
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD, until

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WEBKIT = shutil.which("WebKitWebDriver") and shutil.which("Xvfb")


EVALUATE = """const [text, arg, done] = arguments;
const call = async () => {
  const found = window.eval(text);
  return typeof found === "function" ? found(arg) : found;
};
call().then((found) => done([found ?? null, null]), (error) => done([null, String(error)]));"""


class Driven:
    """A window that Selenium drives, with the methods of Playwright's page that tests of every engine use."""

    def __init__(self, driver: Remote) -> None:
        driver.set_script_timeout(GUARD)
        driver.get("about:blank")  # Firefox's first page forbids `eval`
        self._driver = driver
        self.keyboard = self
        self.go_back, self.go_forward = driver.back, driver.forward

    def goto(self, address: str) -> None:
        self._driver.get(address)
        self.wait_for_function("document.readyState === 'complete'")  # WebKit's driver doesn't always wait for that

    def click(self, selector: str) -> None:
        found = until(lambda: self._driver.find_elements(By.CSS_SELECTOR, selector))  # a script may still make it
        found[0].click()

    def press(self, key: str) -> None:
        *held, last = (
            getattr(Keys, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper(), name) for name in key.split("+")
        )
        keys = ActionChains(self._driver)
        for name in held:
            keys.key_down(name)
        keys.send_keys(last)
        for name in held:
            keys.key_up(name)
        keys.perform()

    def type(self, text: str) -> None:
        ActionChains(self._driver).send_keys(text).perform()

    def evaluate(self, expression: str, arg: Any = None) -> Any:
        found, error = self._driver.execute_async_script(EVALUATE, expression, arg)
        assert error is None, error
        return found

    def wait_for_function(self, expression: str, *, arg: Any = None) -> None:
        until(lambda: self.evaluate(expression, arg))

    def set_viewport_size(self, viewport_size: ViewportSize) -> None:
        outer = self.evaluate("[outerWidth - innerWidth, outerHeight - innerHeight]")
        self._driver.set_window_size(viewport_size["width"] + outer[0], viewport_size["height"] + outer[1])


Window = Page | Driven


class Marionette(RemoteConnection):
    """What geckodriver is to Selenium, without it, as Debian has none: Firefox takes the same commands on a socket."""

    NAMES: Mapping[str, str] = {
        "actions": "PerformActions",
        "clickElement": "ElementClick",
        "get": "Navigate",
        "goBack": "Back",
        "goForward": "Forward",
        "quit": "DeleteSession",
        "w3cExecuteScriptAsync": "ExecuteAsyncScript",
    }

    def __init__(self, connection: socket.socket, stream: BinaryIO) -> None:
        super().__init__(client_config=ClientConfig("http://127.0.0.1"))
        self._connection, self._stream = connection, stream
        self._read()

    def execute(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        name = self.NAMES.get(command, command[0].upper() + command[1:])
        arguments = params.get("capabilities") or {key: params[key] for key in params if key != "sessionId"}
        message = json.dumps([0, 0, f"WebDriver:{name}", arguments]).encode()
        self._connection.sendall(b"%d:%s" % (len(message), message))
        *_, error, result = self._read()
        assert not error, (name, error)
        return result if isinstance(result, dict) and [*result] == ["value"] else {"value": result}

    def _read(self) -> Any:
        length = b"".join(iter(lambda: self._stream.read(1), b":"))
        return json.loads(self._stream.read(int(length)))


def _connected(port: int) -> socket.socket | None:
    with suppress(ConnectionRefusedError):
        return socket.create_connection(("127.0.0.1", port))
    return None


@contextmanager
def firefox(home: Path) -> Iterator[Driven]:
    port = free_port()
    (home / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
    command = [str(FIREFOX), "--headless", "--marionette", "--no-remote", "--profile", str(home)]
    environment = {"PATH": PATH, "HOME": str(home)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            connection = until(lambda: _connected(port))
            assert connection is not None
            with connection, connection.makefile("rb") as stream:
                yield Driven(Remote(Marionette(connection, stream), options=FirefoxOptions()))
        finally:
            process.terminate()


@contextmanager
def webkit(home: Path) -> Iterator[Driven]:
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as display:
        try:
            assert display.stdout is not None
            number = display.stdout.readline().strip()
            environment = {"PATH": PATH, "HOME": str(home), "DISPLAY": f":{number}", "GDK_BACKEND": "x11"}
            options = WebKitGTKOptions()
            options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))
            options.add_argument("--automation")
            service = Service(shutil.which("WebKitWebDriver"), env=environment)
            service.start()
            try:
                driver = Remote(RemoteConnection(client_config=ClientConfig(service.service_url)), options=options)
                yield Driven(driver)
                driver.quit()
            finally:
                service.stop()
        finally:
            display.terminate()
