"""What programs read: feeds of calls and exchanges (Atom, RFC 4287), the map of the site, and where robots may go."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, url_for
from flask_babel import gettext

from records import published
from records.languages import WRITTEN
from web.database import reading
from web.languages import ASKED, language
from web.public.items import Item
from web.public.structured import absolute
from workflow.shapes import instant

ATOM, SITEMAP, XHTML = (
    "http://www.w3.org/2005/Atom",
    "http://www.sitemaps.org/schemas/sitemap/0.9",
    "http://www.w3.org/1999/xhtml",
)
MOST = 40_000  # addresses of one map: 50,000 are allowed
NEVER = datetime(2015, 1, 1, tzinfo=UTC)  # the programme's beginning, for what says no date
# The pages that are always there.
ALWAYS = ("home", "opportunities", "how_to_apply", "exchanges", "timeline", "newsletter", "associations", "contact")


def atom(endpoint: str, title: str, items: Sequence[Item]) -> Response:
    """A feed, in the reader's language; an entry's id is its address, whatever the language."""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": language()})
    SubElement(feed, "title").text = f"CONNECT: {gettext(title)}"
    SubElement(feed, "id").text = absolute(_plain(endpoint))
    SubElement(feed, "link", {"rel": "self", "href": absolute(url_for(endpoint))})
    SubElement(feed, "updated").text = instant(max((_updated(item) for item in items), default=NEVER))
    SubElement(SubElement(feed, "author"), "name").text = "CONNECT"
    for item in items:
        _entry(feed, item)
    return _xml(feed, "application/atom+xml")


def _entry(feed: Element, item: Item) -> None:
    page = f"public.{item.source.kind}"
    entry = SubElement(feed, "entry")
    SubElement(entry, "title").text = item.heading
    SubElement(entry, "id").text = absolute(_plain(page, ref=item.ref))
    SubElement(entry, "link", {"href": absolute(url_for(page, ref=item.ref))})
    SubElement(entry, "published").text = instant(item.source.since or NEVER)
    SubElement(entry, "updated").text = instant(_updated(item))
    SubElement(entry, "summary").text = "\n".join(_summary(item))


def _summary(item: Item) -> Iterable[str]:
    if item.source.is_open:
        yield gettext("open until {until}").format(until=item.closes)
    yield from filter(None, (item.forms, item.when, item.wording.text if item.wording else item.conclusion))


def _updated(item: Item) -> datetime:
    return item.source.updated or NEVER


def sitemap() -> Response:
    """Every page, with its translations."""
    refs = published.references(reading(), MOST // len(WRITTEN))
    pages = [url_for(f"public.{name}") for name in ALWAYS]
    pages += [url_for(f"public.{'call' if ref.startswith('CALL') else 'exchange'}", ref=ref) for ref in refs]
    tree = Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for page in pages:
        here = SubElement(tree, "url")
        SubElement(here, "loc").text = absolute(page)
        for code in WRITTEN:
            href = f"{absolute(page)}?{ASKED}={code}"
            SubElement(here, "xhtml:link", {"rel": "alternate", "hreflang": code, "href": href})
    return _xml(tree, "application/xml")


def robots() -> Response:
    """Robots read what everybody reads, and follow no link that is somebody's own."""
    closed = ("desk", "portal", "audit", "admin", "account", "answer", "calendar", "letters", "file", "login")
    lines = ["User-agent: *", *(f"Disallow: /{one}" for one in closed), "Disallow: /newsletter/confirm"]
    lines += ["Disallow: /newsletter/leave", "", f"Sitemap: {absolute('/sitemap.xml')}", ""]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


def _plain(endpoint: str, **values: Any) -> str:
    """The address without a language."""
    return url_for(endpoint, **values).partition("?")[0]


def _xml(tree: Element, media_type: str) -> Response:
    return Response(tostring(tree, "utf-8", xml_declaration=True), content_type=f"{media_type}; charset=utf-8")
