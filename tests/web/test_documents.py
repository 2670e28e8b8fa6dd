"""Files: kept when a form comes back, handed out only to those who may see a case that names them."""

from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from records import documents, scanning
from tests.support.clamd import NAME, VIRUS, clamd
from tests.web.site import Site
from tests.web.visitor import Page

PDF = b"%PDF-1.7 A letter."


def _offer(site: Site, call: str) -> tuple[str, MultiDict[str, Any]]:
    """The form of an application as an expert would fill it in, without its files."""
    address = "/portal/new/application/submit"
    sent: MultiDict[str, Any] = site.visitor("city").get(address).forms[address].copy()
    (request,) = (one for one in site.programme.linked(call) if one.startswith("REQ-"))
    sent |= MultiDict(
        {"call": call, "request": request, "government": site.programme.bodies["city"], "languages": "en"}
    )
    for name, value in {"approach": "A week.", "similar_job": "Waste.", "availability-first": "2018-05-01"}.items():
        sent[name] = value
    for name, value in {"call": call, "request": request, "government": site.programme.bodies["city"]}.items():
        sent[name] = value
    sent["availability-last"] = "2018-06-01"
    return address, sent


def _with_file(
    sent: MultiDict[str, Any], name: str = "cv", content: bytes = PDF, called: str = "CV.pdf"
) -> dict[str, Any]:
    return {**sent.to_dict(flat=False), name: (BytesIO(content), called)}


def test_a_file_is_attached(site: Site) -> None:
    """A file that comes with a form is stored once, and the case names it."""
    address, sent = _offer(site, site.programme.call())
    answer = site.visitor("city").client.post(address, data=_with_file(sent))
    assert answer.status_code == 303
    ref = answer.location.rsplit("/", 1)[-1]
    document = site.programme.case(ref).facts["cv"]
    got = site.visitor("city").client.get(f"/documents/{document}?case={ref}")
    assert got.data == PDF
    assert got.headers["Content-Disposition"] == "attachment; filename=CV.pdf"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize("more", [{"preview": "yes"}, {"approach": ""}])
def test_a_file_need_not_be_chosen_again(site: Site, more: dict[str, str]) -> None:
    """When the form comes back, after a look or an error, it still has the file."""
    address, sent = _offer(site, site.programme.call())
    answer = site.visitor("city").client.post(address, data=_with_file(sent | MultiDict(more)) | more)
    again = Page(answer.text).forms[address]
    assert again["cv"].startswith("DOC-")
    again["approach"] = "A week."
    assert site.visitor("city").post(address, again).status_code == 303


def test_a_file_of_no_use(site: Site) -> None:
    """A file of a kind that we do not take is told at its field."""
    address, sent = _offer(site, site.programme.call())
    answer = site.visitor("city").client.post(address, data=_with_file(sent, content=b"MZ\x90\x00", called="cv.exe"))
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.invalid == ["cv"]
    assert page.forms[address]["approach"] == "A week."


def test_why_not(site: Site) -> None:
    """Why a file is not taken is told in a sentence, and nothing else is lost."""
    address, sent = _offer(site, site.programme.call())
    for content, called, sentence in (
        (PDF, "CV.docx", "CV.docx is really of the type pdf."),
        (PDF + b" /Encrypt 7 0 R", "CV.pdf", "CV.pdf is protected by a password."),
        (b"", "CV.pdf", "The file CV.pdf is empty."),
    ):
        posted = _with_file(sent, content=content, called=called)
        page = Page(site.visitor("city").client.post(address, data=posted).text)
        assert sentence in page.text
        assert page.forms[address]["approach"] == "A week."


def test_without_a_scanner(site: Site) -> None:
    """Where nobody looks for viruses, files are listed as not scanned."""
    address, sent = _offer(site, site.programme.call())
    answer = site.visitor("city").client.post(address, data=_with_file(sent))
    assert "CV.pdf not scanned for viruses" in site.visitor("city").get(answer.location).text


def test_with_a_scanner(site: Site) -> None:
    """A clean file is listed as any other; an infected one is refused by name, and nothing of it is kept."""
    address, sent = _offer(site, site.programme.call())
    with clamd() as there, pytest.MonkeyPatch.context() as patch:
        patch.setitem(vars(site.program.settings), "clamd", there.address)
        refused = site.visitor("city").client.post(address, data=_with_file(sent, content=PDF + VIRUS))
        answer = site.visitor("city").client.post(address, data=_with_file(sent))
    assert f"A virus was found in CV.pdf ({NAME})" in Page(refused.text).text
    assert "not scanned" not in site.visitor("city").get(answer.location).text
    with site.program.database.connect() as connection:
        assert not connection.exec_driver_sql("SELECT 1 FROM documents WHERE content LIKE '%X5O%'").all()


def test_found_later(site: Site) -> None:
    """A file in which a virus is found later is opened for nobody, and the page says so."""
    address, sent = _offer(site, site.programme.call())
    case = site.visitor("city").client.post(address, data=_with_file(sent)).location
    document = site.programme.case(case.rsplit("/", 1)[-1]).facts["cv"]
    with site.program.database.begin() as connection:
        assert documents.scanned(connection, document, scanning.FOUND)
    assert "A virus was found: it cannot be opened." in site.visitor("city").get(case).text
    assert "so nobody can open it" in site.visitor("city").get(f"/documents/{document}", 410).text


def test_nobody_attaches_what_they_may_not_read(site: Site) -> None:
    """Naming somebody else's document in a form does not open it: the form is refused at that field."""
    with site.program.database.begin() as connection:
        secret = documents.store(connection, b"%PDF-1.7 Secret.", "secret.pdf", person=site.programme.people["town"])
    address, sent = _offer(site, site.programme.call())
    sent["cv"] = secret
    answer = site.visitor("city").post(address, sent)
    assert answer.status_code == 422
    assert "Choose the file again." in Page(answer.text).text


def test_the_same_file_of_two_people(site: Site) -> None:
    """Whoever brings a file that somebody else brought before can attach it all the same."""
    with site.program.database.begin() as connection:
        documents.store(connection, PDF, "of-another.pdf", person=site.programme.people["town"])
    address, sent = _offer(site, site.programme.call())
    answer = site.visitor("city").client.post(address, data=_with_file(sent) | {"preview": "yes"})
    assert site.visitor("city").post(address, _pressed(Page(answer.text).forms[address])).status_code == 303


@pytest.mark.parametrize(
    ("name", "status"),
    [("city", 200), ("broker", 200), ("committee", 200), ("town", 404), ("north", 404), ("admin", 404)],
)
@pytest.mark.parametrize("said", [True, False])
def test_who_may_have_a_document(site: Site, name: str, status: int, said: bool) -> None:
    """A document is there for those who see a case that names it, whether the address says which or not."""
    with site.program.database.begin() as connection:
        cv = documents.store(connection, PDF, "CV.pdf", person=site.programme.people["city"])
    ref = site.programme.application(site.programme.call(), "city", cv=cv)
    query = f"?case={ref}" if said else ""
    assert site.visitor(name).client.get(f"/documents/{cv}{query}").status_code == status


def test_a_document_is_not_opened_by_naming_another_case(site: Site) -> None:
    """A case that one may see opens only the documents it names."""
    with site.program.database.begin() as connection:
        cv = documents.store(connection, PDF, "CV.pdf", person=site.programme.people["city"])
    call = site.programme.call()
    site.programme.application(call, "city", cv=cv)
    assert site.visitor("town").client.get(f"/documents/{cv}?case={call}").status_code == 404


def test_a_document_that_is_not_there(site: Site) -> None:
    """An unknown document is told in a sentence."""
    assert "There is no document DOC-9999" in site.visitor("broker").get("/documents/DOC-9999", 404).text


def test_too_much_at_once(site: Site) -> None:
    """A request that is larger than any form can be is refused in a sentence."""
    site.app.config["MAX_CONTENT_LENGTH"] = 2_000
    address, sent = _offer(site, site.programme.call())
    answer = site.visitor("city").client.post(address, data=_with_file(sent, content=PDF + b"x" * 5_000))
    assert answer.status_code == 413
    assert "That is too much at once" in Page(answer.text).text


def _pressed(form: MultiDict[str, Any]) -> MultiDict[str, Any]:
    form.pop("preview", None)
    return form
