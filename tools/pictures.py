"""Pictures of the pages, made anew: `make pictures`, or `python -m tools.pictures FOLDER` for all of them.

Loads the demonstration into a folder of its own, serves it, signs in and looks at each page at the width of a desktop
and of a phone, with the system's Chromium. Without a folder, only the picture of the README is made.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.browser import system_chromium
from tests.support.every_page import SHOWN
from tests.support.served import demonstration

WIDTHS = {"": 1200, "-phone": 360}  # CSS pixels
README = "case"


def main(folder: Path | None) -> None:
    """Make every picture in a folder, or the README's."""
    with demonstration() as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=["--no-sandbox"])
        for name in SHOWN if folder else [README]:
            for suffix, width in WIDTHS.items() if folder else [("", 1200)]:
                context = browser.new_context(viewport={"width": width, "height": 900})
                page = context.new_page()
                SHOWN[name].open(served, page)
                file = (folder or Path("docs/pictures")) / f"{name}{suffix}.png"
                page.screenshot(path=file, full_page=folder is not None)
                context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
