"""Which Chromium the browser tests drive; run as a program, says why there is none."""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright._impl._driver import compute_driver_executable, get_driver_env
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
REMEDY = "Install it (on Debian: sudo apt-get install chromium libatomic1), or: .venv/bin/playwright install --with-deps chromium"


def system_chromium() -> str | None:
    """The path of the Chromium that the environment names, or that the system brings."""
    named = os.environ.get("CONNECT_TEST_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@functools.cache
def why_not() -> str | None:
    """What is missing for a browser test, or None: Playwright's driver must start, and there must be a Chromium."""
    driver = subprocess.run(
        [*compute_driver_executable(), "--version"], env=get_driver_env(), capture_output=True, text=True
    )
    if driver.returncode:
        return f"Playwright, whose driver does not start ({driver.stderr.strip()})"
    if system_chromium():
        return None
    with sync_playwright() as playwright:
        downloaded = Path(playwright.chromium.executable_path)
    return None if downloaded.exists() else "Chromium"


if __name__ == "__main__":
    sys.exit(why_not())
