"""What auditors look for in all histories: entries by what they are, saved questions, and both as a file."""

import csv
from datetime import timedelta
from io import StringIO

from tests.web.site import Site
from tests.web.visitor import Page

AUDIT = "/audit/entries"


def waived(site: Site) -> str:
    """A request that was validated although it has a twin."""
    site.programme.request("north")
    ref = site.programme.request("north")
    site.programme.press(ref, "validate", "broker", waivers={"no_twin": "It is about another place."})
    return ref


def listed(page: Page) -> list[str]:
    """The ids whose proof a page links to, in order."""
    return [part.split("</span>")[0].strip() for part in page.html.split('Proof<span class="away">')[1:]]


def test_found(site: Site) -> None:
    """An entry is found by who, what and the words of its reason, tells all three, and leads to its place in its history."""
    ref = site.programme.request("north")
    form = {"reason": "The mayor of Ziniaré withdrew her consent."}
    site.programme.press(ref, "reject", "broker", form=form)
    page = site.visitor("auditor").get(f"{AUDIT}?by=broker%40connect&kind=moved&state=rejected&text=ziniare")
    assert listed(page) == [f"{ref}/2"]
    assert "broker (the broker)" in page.text
    assert "Reject: Submitted → Rejected" in page.text
    assert "The mayor of Ziniaré withdrew her consent." in page.text
    assert f'href="/audit/cases/{ref}?before=3#{ref}/2"' in page.html
    assert f'id="{ref}/2"' in site.visitor("auditor").get(f"/audit/cases/{ref}?before=3").html


def test_nothing_fits(site: Site) -> None:
    """Where nothing fits, the page says so, and what was asked stands in the fields."""
    page = site.visitor("auditor").get(f"{AUDIT}?text=nothing+of+this&since=2018-01-01")
    assert "No entry fits." in page.text
    assert page.forms[AUDIT]["text"] == "nothing of this"
    assert page.forms[AUDIT]["since"] == "2018-01-01"


def test_days(site: Site) -> None:
    """A period is of whole days on the reader's clock, both included; what is no day is left out."""
    visitor, ref = site.visitor("auditor"), site.programme.request()
    for asked, there in (("since=2018-03-05&until=2018-03-05", True), ("since=2018-03-06", False), ("until=x", True)):
        assert (f"{ref}/1" in listed(visitor.get(f"{AUDIT}?{asked}"))) is there, asked


def test_accounts(site: Site) -> None:
    """What happened to an account tells the roles in words, and leads to the whole history of that account."""
    person = site.programme.people["committee"]
    page = site.visitor("auditor").get(f"{AUDIT}?ref={person}&kind=account")
    assert "Roles afterwards: member of the committee" in page.text
    assert f'href="/audit/entries?ref={person}"' in page.html


def test_pages(site: Site) -> None:
    """A long list has pages, each with as many statements as the first."""
    visitor, seen, address = site.visitor("auditor"), [], AUDIT
    site.programme.exchange("terms_agreed")
    while address:
        with site.statements() as sent:
            page = visitor.get(address)
        assert len(sent) <= 12
        seen += listed(page)
        more = page.html.partition('<a rel="next" href="')[2].partition('"')[0]
        address = more.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == len(site.programme.rows("entries"))


def test_a_mark_that_is_none(site: Site) -> None:
    """A page that begins at nothing is the first page."""
    for after in ("x", "2018-03-05~1", "2018-03-05T00:00:00+00:00~-1", "9999-12-31T23:59:59-12:00~1"):
        answer = site.visitor("auditor").client.get(AUDIT, query_string={"after": after})
        assert answer.status_code == 200, after


def test_questions(site: Site) -> None:
    """Each saved question has a page with its sentence, and finds what it asks for."""
    ref, visitor = waived(site), site.visitor("auditor")
    overview = visitor.get("/audit/questions")
    addresses = [part.partition('"')[0] for part in overview.html.split('href="/audit/questions/')[1:]]
    pages = {address: visitor.get(f"/audit/questions/{address}") for address in addresses}
    assert len(pages) == 10
    assert listed(pages["waivers"]) == [f"{ref}/2"]
    assert "It is about another place." in pages["waivers"].text
    assert "Rules that refused, or would have, and were waived with a reason." in pages["waivers"].text
    assert listed(pages["late"]) == []


def test_late(site: Site) -> None:
    """A request that is validated after its two weeks stands among the late steps, and is narrowed like every list."""
    ref = site.programme.request("north")
    site.programme.now += timedelta(days=30)
    site.programme.fire(ref, "validate", "broker")
    page = site.visitor("auditor").get("/audit/questions/late")
    assert listed(page) == [f"{ref}/2"]
    assert listed(site.visitor("auditor").get("/audit/questions/late?by=nobody")) == []


def test_no_such_question(site: Site) -> None:
    """A question that nobody saved is not there."""
    assert "There is no question of that name." in site.visitor("auditor").get("/audit/questions/x", 404).text


def test_file(site: Site) -> None:
    """The file has what the list has, with codes and the hash; that it was taken is an entry, and then a found one."""
    ref, visitor = waived(site), site.visitor("auditor")
    page = visitor.get("/audit/questions/waivers")
    answer = visitor.post("/audit/questions/waivers.csv", page.forms["/audit/questions/waivers.csv"])
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["id"], row["kind"], row["reason"]) for row in rows] == [
        (f"{ref}/2", "waived", "It is about another place.")
    ]
    assert rows[0]["hash"] == site.programme.rows("entries", ref=ref)[1].hash
    assert rows[0]["at"] == "2018-03-05T09:00:00.000000Z"
    exports = visitor.get("/audit/questions/exports")
    assert [one.rpartition("/")[0] for one in listed(exports)] == [site.programme.people["auditor"]]
    assert "entries: waivers" in exports.text
    everything = visitor.post(
        f"{AUDIT}.csv?kind=created", visitor.get(f"{AUDIT}?kind=created").forms[f"{AUDIT}.csv?kind=created"]
    )
    assert {row["kind"] for row in csv.DictReader(StringIO(everything.text.removeprefix("\ufeff")))} == {"created"}
