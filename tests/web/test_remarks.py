"""Beside the moves: comments, notes of calls and e-mails, letters in one's own words, and who is in charge."""

import pytest
from werkzeug.test import TestResponse

from tests.web.site import Site
from tests.web.visitor import Page


def _write(site: Site, who: str, ref: str, name: str, *, room: str = "desk", **typed: object) -> TestResponse:
    address = f"/{room}/cases/{ref}/remarks/{name}"
    sent = site.page(who, ref, room=room).forms[address].copy()
    for field, value in typed.items():
        sent.setlist(field, value if isinstance(value, list) else [str(value)])
    return site.visitor(who).post(address, sent)


def test_a_comment(site: Site) -> None:
    """A comment stands in the history with who wrote it; the party does not read it."""
    ref = site.programme.request()
    answer = _write(site, "broker", ref, "comment", text="Call the mayor.")
    assert (answer.status_code, answer.location) == (303, f"/desk/cases/{ref}")
    text = site.page("broker", ref).text
    assert "Your comment is kept." in text
    assert "Comment 5 March 2018, 10:00 (Europe/Amsterdam) · broker (the broker) Call the mayor." in text
    assert "Call the mayor." not in site.page("north", ref, room="portal").text


def test_a_note(site: Site) -> None:
    """A call is noted with whom it was, and what was said."""
    ref = site.programme.request()
    north = site.programme.people["north"]
    _write(site, "broker", ref, "note", form="call", with_whom=north, text="They send the letter on Monday.")
    text = site.page("broker", ref).text
    assert "Call with north" in text
    assert "They send the letter on Monday." in text


def test_a_letter(site: Site) -> None:
    """A letter goes to whom it is for, who reads it in the history too; others do not."""
    exchange = site.programme.exchange()
    city = site.programme.people["city"]
    _write(site, "broker", exchange, "write_letter", to=[city], subject="Your travel", text="Bring boots.")
    broker, party = site.page("broker", exchange).text, site.page("city", exchange, room="portal").text
    assert "Your letter is on its way." in broker
    for text in (broker, party):
        assert "Letter to city" in text
        assert "Your travel Bring boots." in text
    assert "Bring boots." not in site.page("north", exchange, room="portal").text


def test_who_is_in_charge(site: Site) -> None:
    """A case is put in somebody's charge, and taken out of it again."""
    ref = site.programme.request()
    _write(site, "broker", ref, "assign", person=site.programme.people["other_broker"])
    text = site.page("broker", ref).text
    assert "In charge other_broker" in text
    assert "Assigned to other_broker" in text
    _write(site, "broker", ref, "assign", person="nobody")
    text = site.page("broker", ref).text
    assert "In charge" not in text.partition("Write and note")[0]
    assert "Assigned to nobody" in text


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        ("comment", {"text": " "}, "text"),
        ("note", {"text": "They called."}, "form"),
        ("write_letter", {"subject": "x" * 101, "text": "Dear all"}, "subject"),
        ("assign", {"person": "PER-9999"}, "person"),
    ],
)
def test_what_does_not_fit(site: Site, name: str, typed: dict[str, object], field: str) -> None:
    """What is wrong is told at its field and at the top; nothing typed is lost, and nothing is written."""
    ref = site.programme.request()
    with site.programme.unchanged():
        answer = _write(site, "broker", ref, name, **typed)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert f'<a href="#remark-{name}.{field}">' in answer.text
    form = page.forms[f"/desk/cases/{ref}/remarks/{name}"]
    assert {key: form[key] for key in typed} == typed


def test_whose_they_are(site: Site) -> None:
    """Brokers write all of them, an association comments on its exchanges, a party and the committee none."""
    exchange = site.programme.exchange()

    def offered(who: str, room: str) -> set[str]:
        forms = site.page(who, exchange, room=room).forms
        return {address.rsplit("/", 1)[-1] for address in forms if "/remarks/" in address}

    assert offered("broker", "desk") == {"comment", "note", "write_letter", "assign"}
    assert offered("ghana", "portal") == {"comment"}
    assert offered("north", "portal") == set()
    assert offered("auditor", "audit") == set()


def test_not_theirs(site: Site) -> None:
    """Sending one that is not yours is refused, and a kind that nobody knows is not there."""
    exchange = site.programme.exchange()
    token = site.page("north", exchange, room="portal").forms["/logout"]["csrf_token"]
    sent = {"csrf_token": token, "key": "k", "text": "Hello"}
    with site.programme.unchanged():
        assert site.visitor("north").post(f"/portal/cases/{exchange}/remarks/comment", sent).status_code == 403
        assert site.visitor("north").post(f"/portal/cases/{exchange}/remarks/shout", sent).status_code == 404
        assert site.visitor("south").post(f"/portal/cases/{exchange}/remarks/comment", sent).status_code == 404


def test_twice_is_once(site: Site) -> None:
    """A comment that is sent twice is written once."""
    ref = site.programme.request()
    address = f"/desk/cases/{ref}/remarks/comment"
    sent = site.page("broker", ref).forms[address].copy()
    sent["text"] = "Once."
    answers = [site.visitor("broker").post(address, sent).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert site.programme.kinds(ref) == ["created", "commented"]


def test_assigned_meanwhile(site: Site) -> None:
    """Who puts somebody in charge of a case that somebody else has just taken reads who, and changes nothing; from the page that
    says so it can be done all the same."""
    ref = site.programme.request()
    address = f"/desk/cases/{ref}/remarks/assign"
    opened = site.page("lead", ref).forms[address].copy()
    other = site.programme.people["other_broker"]
    _write(site, "broker", ref, "assign", person=other)
    opened["person"] = site.programme.people["lead"]
    answer = site.visitor("lead").post(address, opened)
    page = Page(answer.text)
    assert answer.status_code == 412
    assert "broker was quicker: in charge since 5 March 2018, 10:00 (Europe/Amsterdam) is other_broker." in page.text
    assert site.programme.case(ref).owner == other
    assert site.visitor("lead").post(address, page.forms[address]).status_code == 303
    assert site.programme.case(ref).owner == site.programme.people["lead"]


def test_who_took_part_earlier(site: Site) -> None:
    """Who took part and no longer does is offered apart, and can be written to; who never did cannot."""
    ref = site.programme.exchange()
    (application,) = (one for one in site.programme.linked(ref) if one.startswith("APP-"))
    city = site.programme.people["city"]
    site.programme.fire(application, "withdraw_from_exchange", "city", reason="We cannot come.")
    assert "city · Took part earlier" in site.page("broker", ref).text.replace("\xa0", " ")
    answer = _write(site, "broker", ref, "write_letter", to=[city], subject="Thank you", text="Until another time.")
    assert answer.status_code == 303
    assert [row.recipient for row in site.programme.rows("outbox", template="free_letter")] == [f"person:{city}"]
    town = site.programme.people["town"]
    answer = _write(site, "broker", ref, "write_letter", to=[town], subject="Thank you", text="For nothing.")
    assert answer.status_code == 422
