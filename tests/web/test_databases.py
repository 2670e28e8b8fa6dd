"""The pages read and move cases on either database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.database import Database
from tests.web.site import Site


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Iterator[Site]:
    """The pages, once on each kind of database."""
    site = Site(database.url, tmp_path)
    yield site
    site.close()


def test_every_kind_of_page(site: Site) -> None:
    """Lists, filters, cases, forms, documents and moves work on both."""
    call, form = site.programme.to_decide()
    for who, address in (
        ("broker", "/desk"),
        ("broker", "/desk?list=my_turn"),
        ("broker", "/desk?text=call&type=call&ended=no"),
        ("committee", "/desk"),
        ("committee", f"/desk/cases/{call}"),
        ("broker", "/desk/new/application/submit"),
        ("city", "/portal"),
        ("city", "/portal/new/application/submit"),
        ("city", f"/documents/{site.programme.paper}"),
        ("auditor", f"/audit/cases/{call}"),
        ("auditor", f"/audit/cases/{call}?as_of=2018-03-05"),
        ("auditor", f"/audit/entries/{call}/1"),
        ("auditor", "/audit/entries?by=broker&state=open&text=waste"),
        ("auditor", "/audit/questions/late?since=2018-01-01&type=call"),
    ):
        site.visitor(who).get(address)
    with site.programme.unchanged():
        assert site.press("broker", call, "decide", form, preview="yes").status_code == 200
    assert site.press("broker", call, "decide", form).status_code == 303
