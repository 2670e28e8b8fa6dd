"""Pictures of the pages, made anew: `python tools/pictures.py [FOLDER]` (docs/pictures unless named), or `make pictures`.

Loads the demonstration into a folder of its own, serves it, signs in and looks at each page at the width of a desktop
and of a phone, with the system's Chromium.
"""

import os
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Page, sync_playwright

from tests.support.browser import system_chromium

WIDTHS = {"": 1200, "-phone": 360}  # CSS pixels
LONGEST_START = 30  # seconds until the pages must answer
SHOWN = {
    "home": ("", "/"),
    "login": ("", "/login"),
    "desk": ("broker", "/desk"),
    "call": ("broker", "/desk/cases/CALL-{year}-0001"),
    "case": ("broker", "/desk/cases/EXC-2017-0001"),
    "new": ("broker", "/desk/new/request/submit"),
    "portal": ("requester.moroto", "/portal"),
    "portal-case": ("expert.sample-city", "/portal/cases/APP-{year}-0001"),
    "audit": ("auditor", "/audit"),
}


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """Address and password of a demonstration that lasts as long as the block."""
    with tempfile.TemporaryDirectory() as home, socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
        probe.close()
        environ = {**os.environ, "CONNECT_HOME": home, "CONNECT_BASE_URL": f"http://127.0.0.1:{port}"}
        connect = str(Path(sys.executable).with_name("connect"))
        for words in (["db", "upgrade"], ["demo"]):
            subprocess.run([connect, *words], env=environ, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([connect, "serve", "--port", str(port)], env=environ, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            server.stdout.readline()  # it says its address once it listens
            yield f"http://127.0.0.1:{port}", Path(home, "instance", "demonstration_password").read_text().strip()
        finally:
            server.terminate()
            server.wait(LONGEST_START)


def year_of(address: str) -> str:
    """The year of the open cases: that of today."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=LONGEST_START) as answer:
            return answer.headers["Date"].split()[3]
    except URLError as error:
        raise SystemExit(f"The pages do not answer at {address}: {error.reason}") from error


def sign_in(page: Page, address: str, account: str, password: str) -> None:
    """Sign in by the form, as a person does."""
    page.goto(f"{address}/login")
    page.fill("[name=email]", f"{account}@connect.example")
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")


def main(folder: Path) -> None:
    """Make every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with served() as (address, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=["--no-sandbox"])
        year = year_of(address)
        for name, (account, path) in SHOWN.items():
            for suffix, width in WIDTHS.items():
                context = browser.new_context(viewport={"width": width, "height": 800})
                page = context.new_page()
                if account:
                    sign_in(page, address, account, password)
                page.goto(address + path.format(year=year))
                page.screenshot(path=folder / f"{name}{suffix}.png", full_page=True)
                context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
