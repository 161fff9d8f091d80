"""The Chromium that drives the page in the tests: found, or fetched, then started once.

`python -m tests.support.browser` looks for one in this order and stops at the first that starts:
the environment variable CHROMIUM; a Chromium or Chrome of the system; Playwright's own download;
Debian's package, where this is root. Anywhere else it says what to install and exits with 2.
Playwright itself has to start, too: it brings a Node, which may lack a library of the system.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

PACKAGES = ("chromium", "libatomic1")  # Debian's; the second is for Playwright's Node

# No sandbox: it needs rights that containers lack, and only our own file is ever opened.
# The others keep the browser from looking for updates and accounts while a test runs.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",  # without one, painting in software is quicker than a GPU's imitation
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> Path | None:
    """The path of a Chromium of this system, or None: then Playwright uses its own."""
    if chosen := os.environ.get("CHROMIUM"):
        return Path(chosen)
    found = [Path(path) for name in NAMES if (path := shutil.which(name))]
    return next((path for path in [*found, MAC] if answers(path)), None)


def answers(path: Path) -> bool:
    """Whether the file is a browser (Ubuntu's `chromium-browser` may be only a notice)."""
    return path.exists() and _run(str(path), "--version")


def driver_fault() -> str:
    """What keeps Playwright from starting, in its own words; nothing where it starts."""
    command = (sys.executable, "-m", "playwright", "--version")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    words = done.stderr.strip().splitlines()
    return (words[-1] if words else f"code {done.returncode}") if done.returncode else ""


def starts(path: Path | None) -> bool:
    """Whether Playwright can start this browser and open a page in it."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
            browser.new_page()
            browser.close()
        except Error:
            return False
    return True


def download_playwrights_own() -> bool:
    """Ask Playwright for its Chromium; fails within seconds where its host is out of reach."""
    return _run(sys.executable, "-m", "playwright", "install", "chromium")


def install_debians_packages() -> bool:
    """Install Debian's Chromium and what Playwright needs; possible only for root."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    install = ("apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES)
    # The lists of packages may be missing or old: refresh them only if it fails without.
    return _run(*install) or (_run("apt-get", "update") and _run(*install))


def main() -> int:
    """Make sure that there is a Chromium that starts; 0, or 2 and a sentence."""
    attempts = {
        "Looking for a Chromium": lambda: True,
        "None starts yet: asking Playwright for one": download_playwrights_own,
        "None to be had there: asking the system's packages": install_debians_packages,
    }
    for what, attempt in attempts.items():
        print(f"{what} ...", flush=True)
        done, fault = attempt(), driver_fault()
        if done and not fault and starts(path := find_chromium()):
            print(f"The tests use {path or 'the Chromium of Playwright'}.")
            return 0
        if (chosen := os.environ.get("CHROMIUM")) and not fault:
            print(f"CHROMIUM={chosen} does not start as a Chromium; unset it.", file=sys.stderr)
            return 2
    print(
        f"Playwright, which drives the browser, does not start ({fault}); install what it lacks, "
        "on Debian and Ubuntu by `apt-get install libatomic1`."
        if fault
        else "No Chromium that starts was found, and none could be installed; install Chromium or "
        "Google Chrome, or put the path of one in the environment variable CHROMIUM.",
        file=sys.stderr,
    )
    return 2


def _run(*command: str) -> bool:
    """Run a command without a word; whether it ended well."""
    quiet = subprocess.DEVNULL
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, check=False
    )
    return done.returncode == 0
