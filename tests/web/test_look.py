"""The look: small files of our own, colours that can be read, shortcuts that are listed, light or dark as one likes."""

import re
from pathlib import Path

import pytest

from tests.web.site import Site
from web.shortcuts import SHORTCUTS, STEPS

STATIC = Path("web/static")
CSS = (STATIC / "connect.css").read_text("utf-8")
JS = (STATIC / "connect.js").read_text("utf-8")
MOST_STYLE, MOST_SCRIPT = 30_000, 20_000  # bytes
TOKENS = {
    name: colours for name, *colours in re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", CSS)
}
GROUNDS = ("paper", "sheet", "sunk")
# What is written or drawn on what, and how much they must differ (WCAG 2.2: 1.4.3 text, 1.4.11 outlines and states).
TEXT, DRAWN = 4.5, 3.0
PAIRS = [
    *((one, ground, TEXT) for one in ("ink", "soft", "link") for ground in GROUNDS),
    *((one, ground, TEXT) for one in ("late", "done", "wait") for ground in ("paper", "sheet")),
    *((one, f"{one}-soft", TEXT) for one in ("link", "done", "wait", "late")),
    *((one, f"{ground}-soft", TEXT) for one in ("ink", "link") for ground in ("link", "done", "wait", "late")),
    ("soft", "link-soft", TEXT),
    ("on-link", "link", TEXT),
    ("on-late", "late", TEXT),
    *(("edge", ground, DRAWN) for ground in ("paper", "sheet")),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, between 0 and 1."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Between 1, the same, and 21, black on white."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure() -> None:
    """Black on white is 21, and a known grey on white is what others measure."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("one", "ground", "least"), PAIRS)
def test_contrast(one: str, ground: str, least: float, scheme: int) -> None:
    """What is written on a ground can be read on it, and what is drawn can be seen."""
    assert contrast(TOKENS[one][scheme], TOKENS[ground][scheme]) >= least


def test_every_colour_is_named_once() -> None:
    """Outside the table of colours no colour is written, and no name is used that the table does not have."""
    table, _, rest = CSS.partition("--serif")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", rest) == []
    used = set(re.findall(r"var\(--([a-z-]+)\)", CSS))
    assert used - TOKENS.keys() - {"serif", "sans", "mono", "round"} == set()
    assert table.count("light-dark(") == len(TOKENS)


def test_small() -> None:
    """The style sheet and the script stay below what a slow line carries at once, and fetch nothing from elsewhere."""
    assert (STATIC / "connect.css").stat().st_size < MOST_STYLE
    assert (STATIC / "connect.js").stat().st_size < MOST_SCRIPT
    for text in (CSS, JS):
        assert not re.search(r"https?://|//[a-z]|@import|url\(|fetch\(|XMLHttp|eval\(", text.replace('https:"', ""))


def test_the_frame(site: Site) -> None:
    """Every page begins with a link to its content, and has one heading of the first rank."""
    ref = site.programme.request()
    for address in ("/", "/help", "/desk", "/desk/new", f"/desk/cases/{ref}", "/desk/new/request/submit"):
        page = site.visitor("broker").get(address)
        assert page.html.index('<a class="skip" href="#main">') < page.html.index("<header")
        assert page.html.count("<h1") == 1


def test_shortcuts_are_listed(site: Site) -> None:
    """Every key that a page knows is on the page of help, and every key there leads somewhere."""
    ref = site.programme.request()
    pages = [site.visitor("broker").get(address).html for address in ("/desk", f"/desk/cases/{ref}", "/help")]
    known = {key for html in pages for key in re.findall(r'data-key="([^"]+)"', html)}
    assert known | STEPS == set(SHORTCUTS)
    for key in {part for one in SHORTCUTS for part in one.split()}:
        assert f"<kbd>{key}</kbd>" in pages[-1]


@pytest.mark.parametrize(("wanted", "kept"), [("dark", "dark"), ("light", "light"), ("", ""), ("plaid", "")])
def test_light_or_dark(site: Site, wanted: str, kept: str) -> None:
    """A reader chooses without a script; the choice holds on every page, and anything else is as the system says."""
    visitor = site.visitor()
    sent = visitor.get("/help").forms["/scheme"]
    answer = visitor.post("/scheme", {"next": sent["next"], "scheme": wanted})
    assert (answer.status_code, answer.location) == (303, "/help")
    assert visitor.get("/").html.count(f'data-scheme="{kept}"' if kept else "data-scheme=") == bool(kept)


def test_the_choice_leads_nowhere_else(site: Site) -> None:
    """An address that is not ours is not gone to."""
    visitor = site.visitor()
    for elsewhere in ("https://example.org/", "//example.org", "/\\example.org"):
        answer = visitor.post("/scheme", {"next": elsewhere, "scheme": "dark"})
        assert answer.location == "/"


def test_no_switch_where_something_was_typed(site: Site) -> None:
    """A page that answers a form has no button that would lose what was typed."""
    ref = site.programme.request()
    assert "/scheme" not in site.press("broker", ref, "reject", {"reason": " "}).text
