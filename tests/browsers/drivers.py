"""Firefox and WebKit, driven in one way: open a file, run a script, wait for an outcome.

Firefox is driven over Marionette, which it brings itself; WebKit over WebKitWebDriver, with a
virtual screen where there is none. Debian's packages: firefox-esr, webkit2gtk-driver, xvfb.
`python -m tests.browsers.drivers` installs them where it can.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from tests.support.eventually import eventually

PATIENCE = 300.0
"""Seconds; a busy machine is no failure."""
PACKAGES = ("firefox-esr", "webkit2gtk-driver", "xvfb")
MINI_BROWSERS = "usr/lib/*/webkit2gtk-4.*/MiniBrowser"


class Visit(Protocol):
    """A page in a browser."""

    def open(self, address: str) -> None:
        """Load an address."""

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a function's body in the page; return what it returns."""


def wait_for(visit: Visit, script: str, *arguments: Any) -> None:
    """Wait until what ``script`` returns is true."""
    eventually(lambda: bool(visit.run(script, *arguments)), PATIENCE)


def missing(browser: str) -> str:
    """Say what keeps a browser from being driven here; nothing where it can be."""
    try:
        if browser == "firefox":
            import marionette_driver  # noqa: F401
        else:
            import selenium  # noqa: F401
    except ImportError as error:
        return f"the Python package {error.name} is not installed"
    commands = {"firefox": ("firefox-esr",), "webkit": ("WebKitWebDriver", "Xvfb")}[browser]
    lacking = [command for command in commands if shutil.which(command) is None]
    return f"there is no {' and no '.join(lacking)} here" if lacking else ""


@contextmanager
def firefox(folder: Path) -> Iterator[Visit]:
    """Start Firefox without a window."""
    from marionette_driver.marionette import Marionette

    driver = Marionette(
        bin=shutil.which("firefox-esr"), headless=True, gecko_log=str(folder / "firefox.log")
    )
    driver.start_session()
    driver.set_window_rect(width=1280, height=900)

    class Firefox:
        def open(self, address: str) -> None:
            driver.navigate(address)

        def run(self, script: str, *arguments: Any) -> Any:
            return driver.execute_script(script, script_args=arguments, sandbox=None)

    try:
        yield Firefox()
    finally:
        driver.cleanup()


@contextmanager
def webkit(folder: Path) -> Iterator[Visit]:
    """Start WebKit's small browser on a virtual screen."""
    from selenium import webdriver
    from selenium.webdriver.webkitgtk.options import Options
    from selenium.webdriver.webkitgtk.service import Service

    read, write = os.pipe()
    quiet = subprocess.DEVNULL
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24"],
        pass_fds=[write], stdout=quiet, stderr=quiet,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as stream:
            display = f":{stream.readline().strip()}"
        options = Options()
        options.binary_location = str(next(Path("/").glob(MINI_BROWSERS)))
        options.add_argument("--automation")
        service = Service(
            shutil.which("WebKitWebDriver"),
            env={**os.environ, "DISPLAY": display},
            log_output=str(folder / "webkit.log"),
        )
        driver = webdriver.WebKitGTK(options=options, service=service)

        class WebKit:
            def open(self, address: str) -> None:
                driver.get(address)

            def run(self, script: str, *arguments: Any) -> Any:
                return driver.execute_script(script, *arguments)

        try:
            yield WebKit()
        finally:
            driver.quit()
    finally:
        screen.terminate()
        screen.wait()


BROWSERS: dict[str, Callable[[Path], Any]] = {"firefox": firefox, "webkit": webkit}


def main() -> int:
    """Install what is missing, where this is root on a Debian; the tests skip what is not there."""
    if not any(missing(browser) for browser in BROWSERS):
        return 0
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print("Firefox and WebKit are not installed here: their tests are skipped.")
        return 0
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = subprocess.DEVNULL
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", *command], check=False, stdout=quiet, env=environment)
    for browser in BROWSERS:
        print(f"{browser}: {missing(browser) or 'is here'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
