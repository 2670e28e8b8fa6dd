"""Filing without an account: kept from the first field, sent, confirmed by e-mail, and only then a case."""

from io import BytesIO

import pytest

from records import accounts, addresses, people
from records.documents import MAX_BYTES
from tests.web.filer import APPLICATION, BASE, PDF, REQUEST, WHO, Filer, filings
from tests.web.site import Site
from tests.web.visitor import Page, Visitor


def refs(site: Site) -> list[str]:
    """Every case there is."""
    return sorted(case.ref for case in site.programme.rows("cases"))


def test_a_request(site: Site) -> None:
    """What is sent is no case before the button is pressed to which the letter leads; then it is one, once."""
    filer = Filer(site)
    assert filer.send("/file/request", REQUEST).status_code == 303
    filer.visitor.get(filer.link())
    assert refs(site) == []
    assert "It counts, and its reference is REQ-2018-0001." in filer.confirm().text
    assert "It is filed" in filer.visitor.get(filer.link()).text
    answer = filer.visitor.post(filer.link(), {})
    assert (answer.status_code, refs(site)) == (303, ["REQ-2018-0001"])
    case, (kept,) = site.programme.case("REQ-2018-0001"), filings(site)
    assert (case.state, case.facts["topic"], case.country) == ("submitted", "waste", "BF")
    assert (kept.ref, kept.body, kept.email) == ("REQ-2018-0001", [], None)


def test_who_filed(site: Site) -> None:
    """Whoever confirms has an account from then on, chooses a password, and finds the request on their own page."""
    filer = Filer(site)
    filer.send("/file/request", REQUEST)
    filer.confirm()
    answer = filer.visitor.post(filer.link(), {"password": "yes"})
    assert "Set your password" in filer.visitor.get(answer.location).text
    with site.program.database.begin() as connection:
        account = people.by_email(connection, "awa@town.example")
    assert (account.name, account.roles, account.zone) == ("Awa Example", ("requester",), "Africa/Ouagadougou")
    page = Visitor.at(site.app, account.id).get("/portal/cases/REQ-2018-0001")
    assert {"amend", "withdraw"} <= page.triggers


def test_a_draft(site: Site) -> None:
    """One field is enough to be kept; the link is mailed, and opens it in another browser with all that was written."""
    filer = Filer(site)
    answer = filer.send("/file/request", {**WHO, "challenge": "Waste."}, "save")
    assert "Nothing was sent yet" in filer.visitor.get(answer.location).text
    other = Filer(site)
    _address, form = other.form(filer.link())
    assert (form["challenge"], form["your_name"]) == ("Waste.", "Awa Example")
    other.send(filer.link(), REQUEST)
    assert "It is filed" in filer.confirm().text


def test_what_is_missing(site: Site) -> None:
    """What is missing is said at its question; what was written is kept, and comes back."""
    filer = Filer(site)
    answer = filer.send("/file/request", {**WHO, "challenge": "Waste.", "your_email": "nowhere"})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert {"your_email", "topic"} <= set(page.invalid)
    form = next(one for at, one in page.forms.items() if at.startswith("/file/draft/"))
    assert form["challenge"] == "Waste."
    assert filer.letters() == []


FILES = {
    "very large": (PDF + b"x" * 3 * MAX_BYTES, "consent.pdf", "has 11 MB; a document has at most 10 MB."),
    "false type": (b"PK\x03\x04 no PDF", "consent.pdf", "consent.pdf is no PDF."),
    "a picture": (b"\x89PNG\r\n\x1a\n", "consent.png", "consent.png is no PDF."),
    "empty": (b"", "consent.pdf", "is empty."),
    "encrypted": (PDF.replace(b"<<>>\n%%EOF", b"<</Encrypt 2 0 R>>\n%%EOF"), "consent.pdf", "password"),
}


@pytest.mark.parametrize("case", list(FILES))
def test_a_file_of_no_use(site: Site, case: str) -> None:
    """A file that is too large, of a false type, empty or encrypted is refused in a sentence; all else is kept."""
    content, name, said = FILES[case]
    filer = Filer(site)
    answer = filer.send("/file/request", REQUEST, "save", consent=(BytesIO(content), name))
    page = Page(answer.text)
    assert (answer.status_code, "consent" in page.invalid) == (422, True)
    assert said in page.text
    (kept,) = filings(site)
    assert ["challenge", REQUEST["challenge"]] in kept.body
    assert "consent" not in dict(kept.body)


def test_a_file(site: Site) -> None:
    """A PDF goes with the request, and its name is shown where it is confirmed."""
    filer = Filer(site)
    filer.send("/file/request", REQUEST, consent=(BytesIO(PDF), "consent.pdf"))
    assert "consent.pdf" in filer.visitor.get(filer.link()).text
    filer.confirm()
    consent = site.programme.case("REQ-2018-0001").facts["consent"]
    (kept,) = site.programme.rows("documents", id=consent)
    assert kept.content == PDF


def test_somebody_elses_file(site: Site) -> None:
    """Naming a document that was not sent along opens it to nobody: it is left out."""
    filer = Filer(site)
    filer.send("/file/request", {**REQUEST, "consent": site.programme.paper})
    filer.confirm()
    assert "consent" not in site.programme.case("REQ-2018-0001").facts


def test_a_program(site: Site) -> None:
    """What is sent faster than anybody writes, or with the unseen field filled, is asked again, and loses nothing."""
    filer = Filer(site)
    address, form = filer.form("/file/request")
    hasty = filer.visitor.post(address, {**form.to_dict(), "challenge": "Waste."})
    filled = filer.send("/file/request", {"challenge": "Waste.", "website": "http://spam.example"}, "save")
    for answer in (hasty, filled):
        assert answer.status_code == 422
        assert Page(answer.text).forms["/file/request"]["challenge"] == "Waste."
    assert filings(site) == []


def test_letters_to_one_address(site: Site) -> None:
    """An address is not flooded: after some letters a day it is said so, and what was written is kept."""
    filer = Filer(site)
    answer = filer.send("/file/request", REQUEST)
    for _time in range(8):
        answer = filer.visitor.post(answer.location or "", {"again": "yes"}) if answer.location else answer
    assert answer.status_code == 429
    assert "awa@town.example was written to several times today" in Page(answer.text).text
    assert len(filer.letters()) == 6


def test_changed_since(site: Site) -> None:
    """A letter confirms what was sent then: after a change its link says so, and the newest one is good."""
    filer = Filer(site)
    draft = filer.send("/file/request", REQUEST).location
    first = filer.link()
    filer.send(f"{draft}?edit=yes", {"challenge": "Another one."})
    assert "was changed after this letter" in filer.visitor.get(first, 410).text
    assert filer.visitor.post(first, {}).status_code == 410
    filer.confirm()
    assert len(refs(site)) == 1


def test_a_known_government(site: Site) -> None:
    """A government that is there is found however it is spelt; who names it sees what they filed, and nothing else of it."""
    theirs = site.programme.request("north")
    name = site.programme.rows("organisations", id=site.programme.bodies["north"])[0].name
    filer = Filer(site)
    filer.send("/file/request", {**REQUEST, "governments-0-name": f" {name.upper()} ", "governments-0-country": "GH"})
    filer.confirm()
    case = site.programme.case("REQ-2018-0002")
    assert case.facts["governments"] == [site.programme.bodies["north"]]
    assert "no_twin" in site.programme.refused("REQ-2018-0002", "validate", "broker")
    visitor = Visitor.at(site.app, case.facts["filed_by"])
    visitor.get("/portal/cases/REQ-2018-0002")
    visitor.get(f"/portal/cases/{theirs}", 404)


def test_what_is_to_be_checked(site: Site) -> None:
    """The brokers are told of a government that was entered, and of who speaks for one without an account there."""
    filer = Filer(site)
    filer.send("/file/request", REQUEST)
    filer.confirm()
    tasks = site.programme.rows("follow_ups", ref="REQ-2018-0001", kind="task")
    assert sorted(one.rule for one in tasks) == ["new_government", "unproven_filer"]
    assert {one.recipient for one in tasks} == {"office:broker"}


def test_a_known_address(site: Site) -> None:
    """Who has an account files as themselves; who had one that was closed is told, and keeps what was written."""
    filer, programme = Filer(site), site.programme
    name = programme.rows("organisations", id=programme.bodies["north"])[0].name
    known = {"your_email": "north@connect.example", "governments-0-name": name, "governments-0-country": "GH"}
    filer.send("/file/request", {**REQUEST, **known})
    filer.confirm()
    assert programme.case("REQ-2018-0001").facts["filed_by"] == programme.people["north"]
    assert programme.rows("follow_ups", ref="REQ-2018-0001", kind="task") == []
    with programme.database.begin() as connection:
        by = {"actor": programme.people["admin"], "now": programme.now, "via": "test"}
        accounts.close(connection, programme.people["south"], **by)  # type: ignore[arg-type]
    filer.send("/file/request", {**REQUEST, "your_email": "south@connect.example"})
    assert "The account of this address was closed" in filer.confirm().text
    assert refs(site) == ["REQ-2018-0001"]


def test_an_application(site: Site) -> None:
    """An application answers the call at whose page it was begun; a call that nobody published is not there."""
    call = site.programme.call()
    (request,) = site.programme.linked(call)
    filer = Filer(site)
    assert filer.form(f"/file/application/{call}")[1]["request"] == request
    filer.send(f"/file/application/{call}", APPLICATION)
    assert "It counts, and its reference is APP-2018-0001." in filer.confirm().text
    assert {call, request} <= site.programme.linked("APP-2018-0001")
    draft = site.programme.call(site.programme.request("south", state="validated"), state="draft")
    filer.visitor.get(f"/file/application/{draft}", 404)
    filer.visitor.get("/file/application/CALL-1999-0001", 404)


def test_too_late(site: Site) -> None:
    """What is confirmed after the call closed is not filed: that is said, and what was written can still be read."""
    call = site.programme.call()
    (request,) = site.programme.linked(call)
    filer = Filer(site)
    draft = filer.send(f"/file/application/{call}", {**APPLICATION, "request": request}).location
    site.programme.close_call(call)
    link = filer.link()
    assert "This call closed on 26 March 2018 (Europe/Amsterdam)." in filer.visitor.get(link).text
    assert "The call closed on 26 March 2018. Ask the broker." in Page(filer.visitor.post(link, {}).text).text
    late = filer.send(f"{draft}?edit=yes", {"approach": "We sort."})
    assert late.status_code == 409
    assert "so this was not sent" in Page(late.text).text
    assert ["approach", "We sort."] in filings(site)[0].body


@pytest.mark.parametrize("address", ["/file/draft/x", "/file/confirm/x"])
def test_no_link_of_ours(site: Site, address: str) -> None:
    """An address that was not signed by us opens nothing, and says what may be wrong."""
    visitor = Visitor.at(site.app)
    assert "Nothing is kept under this link." in visitor.get(address, 404).text
    assert visitor.post(address, {"send": "yes"}).status_code == 404


def test_an_answer_that_is_begun(site: Site) -> None:
    """Who has begun to answer a call is told of another deadline, and reminded before it, with the link to their draft."""
    call = site.programme.call()
    filer, programme = Filer(site), site.programme
    filer.send(f"/file/application/{call}", {**WHO, "approach": "We sort."}, "save")
    filer.send(f"/file/application/{programme.call(programme.request('south', state='validated'))}", WHO, "save")
    due = [one for one in programme.rows("follow_ups", ref=call) if one.recipient == "drafts:en"]
    assert [one.due_at.date().isoformat() for one in due] == ["2018-03-19", "2018-03-23"]
    programme.fire(call, "extend_deadline", "broker", deadline="2018-04-09", reason="More time.")
    (letter,) = programme.rows("outbox", recipient="drafts:en", ref=call)
    with site.program.database.begin() as connection:
        people, _zone = addresses.of(connection, letter.recipient, call)
        body = site.program.letter(connection, letter).text
    (reader,) = people
    mine = site.program.personal(body, reader.id, programme.now)
    link = next(word for word in mine.split() if "/file/draft/" in word).removeprefix(BASE)
    assert filer.form(link)[1]["approach"] == "We sort."
    live = [one for one in programme.rows("follow_ups", ref=call, status="planned") if one.recipient == "drafts:en"]
    assert [one.due_at.date().isoformat() for one in live] == ["2018-03-29", "2018-04-06"]  # Good Friday is none
