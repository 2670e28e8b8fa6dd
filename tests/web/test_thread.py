"""The letters of a case as a thread, with the answers that came by e-mail."""

from datetime import timedelta

from records import documents
from tests.web.site import Site
from workflow import receiving
from workflow.receiving import Reply


def answered(site: Site, ref: str, text: str, who: str = "north") -> None:
    """Somebody answers a letter of a case, with a file."""
    programme, person = site.programme, site.programme.people[who]
    programme.now += timedelta(hours=1)
    with site.program.database.begin() as connection:
        file = documents.store(connection, b"%PDF-1.7", "plan.pdf", person=person)
        reply = Reply(text, (file,))
        receiving.keep(programme.engine, connection, ref, reply, person=person, part="requester", now=programme.now)


def test_in_order(site: Site) -> None:
    """Letters and answers stand in the order of time, to and from whom, their texts folded; what was attached opens."""
    ref = site.programme.request()
    answered(site, ref, "We come on Monday.")
    page = site.visitor("broker").get(f"/desk/cases/{ref}/letters")
    letter, answer = page.text.index("we have received your request To: north"), page.text.index("From: north")
    assert letter < page.text.index("Dear north,") < answer < page.text.index("We come on Monday.")
    assert page.html.count("<details>") == 2
    assert f"/documents/{'DOC-'}" in page.html
    assert "E-mail that came in" in site.page("broker", ref).text
    assert f'/desk/cases/{ref}/letters"' in site.page("broker", ref).html


def test_what_parties_read(site: Site) -> None:
    """A party reads the letters that came to itself, and its own answers."""
    ref = site.programme.exchange("terms_drafted")
    answered(site, ref, "We come on Monday.")
    mine = site.visitor("north").get(f"/portal/cases/{ref}/letters").text
    other = site.visitor("city").get(f"/portal/cases/{ref}/letters").text
    assert "We come on Monday." in mine
    assert "We come on Monday." not in other
    assert "To: city" in other
    assert "To: north" not in other


def test_as_many_statements(site: Site) -> None:
    """The page takes as many statements for several letters as for one."""
    ref, broker = site.programme.request(), site.visitor("broker")
    address = f"/desk/cases/{ref}/letters"
    broker.get(address)
    with site.statements() as one:
        broker.get(address)
    site.programme.press(ref, "reject", "broker", form={"reason": "It is about something else."})
    with site.statements() as two:
        broker.get(address)
    assert len(one) == len(two)
