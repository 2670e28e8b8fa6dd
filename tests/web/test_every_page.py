"""The table of pages that are looked at with axe and in pictures has every page that there is."""

from string import Formatter

from tests.support.every_page import NO_PAGES, SHOWN
from tests.web.site import Site


def test_no_page_is_missing(site: Site) -> None:
    """Each route that is read is a page of the table, or is said to be none; the table names none that is not there."""
    adapter = site.app.url_map.bind("")
    listed = set()
    for seen in SHOWN.values():
        names = {name for _text, name, *_rest in Formatter().parse(seen.address) if name}
        endpoint, _arguments = adapter.match(seen.address.format(**dict.fromkeys(names, "1")))
        listed.add(endpoint)
    there = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert listed | set(NO_PAGES) == there
    assert listed.isdisjoint(NO_PAGES)
