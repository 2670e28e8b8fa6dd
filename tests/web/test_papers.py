"""The papers of a case: offered when there is enough for them, as PDF, to those who may know who takes part."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.support.database import sqlite_template
from tests.support.exchanges import EXCHANGES
from tests.support.pages import Pages
from tests.support.situations import Scenes
from tests.support.stage import Stage
from tests.web.site import Site

PAPER = re.compile(r'href="([^"]+\.pdf[^"]*)"')


def links(site: Site, who: str, ref: str, room: str) -> list[str]:
    """The papers that a case's page offers somebody."""
    return [one.replace("&amp;", "&") for one in PAPER.findall(site.page(who, ref, room=room).html)]


def read(site: Site, who: str, address: str) -> str:
    """What a paper says."""
    answer = site.visitor(who).client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def test_terms_of_reference(site: Site) -> None:
    """Terms are a paper once they are drafted, with who agreed to them."""
    matched = site.programme.exchange("matched")
    assert links(site, "broker", matched, "desk") == []
    agreed = site.programme.exchange("terms_agreed", by="south", expert="town")
    (terms,) = links(site, "broker", agreed, "desk")
    said = read(site, "broker", terms)
    for word in ("Terms of reference", "Less waste.", "11 June 2018", "south", "town", agreed):
        assert word in said


def test_certificates(site: Site) -> None:
    """After it took place there is a certificate for each participant, which the parties find too."""
    ref = site.programme.exchange("executed")
    certificates = [one for one in links(site, "city", ref, "portal") if "certificate" in one]
    assert len(certificates) == 2
    said = read(site, "city", certificates[-1])
    assert "Certificate of attendance" in said
    assert "from 11 June 2018 to 15 June 2018, The town hall" in said


DRAWN = {
    "expert_assignment": ("executed", {"terms_of_reference", "certificate_of_attendance"}),
    "roundtable": ("executed", {"certificate_of_attendance"}),
    "study_visit": ("visas_in_progress", {"visa_support_letter"}),
    "work_placement": ("executed", {"agreement", "certificate_of_attendance"}),
}


@pytest.mark.parametrize("type_", [one.type for one in EXCHANGES])
def test_papers_of_every_type(tmp_path: Path, type_: str) -> None:
    """Each paper of each form of exchange can be drawn up, of each person it is made of, and reads of its case."""
    state, wanted = DRAWN[type_]
    file = tmp_path / "connect.sqlite"
    sqlite_template(file)
    stage = Scenes(Stage(f"sqlite:///{file}")).at(f"{type_}/{state}")
    pages, broker, ref = Pages(stage, tmp_path), stage.people["broker"], stage.refs["exchange"]
    found = PAPER.findall(pages.read(broker, ref))
    assert {Path(one.partition("?")[0]).stem for one in found} == wanted
    for one in found:
        answer = pages.client(broker).get(one.replace("&amp;", "&"))
        assert ref in " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    stage.close()


@pytest.mark.parametrize("state", ["executed", "shared/postponed"])
def test_no_visa_for_what_is_over(tmp_path: Path, state: str) -> None:
    """No embassy is told of a visit that took place, or that was put off."""
    file = tmp_path / "connect.sqlite"
    sqlite_template(file)
    stage = Scenes(Stage(f"sqlite:///{file}")).at(f"study_visit/{state}")
    page = Pages(stage, tmp_path).read(stage.people["broker"], stage.refs["exchange"])
    assert "visa_support_letter" not in page
    stage.close()


def test_for_the_auditor(site: Site) -> None:
    """An auditor opens a case that has papers, and each of them."""
    ref = site.programme.exchange("executed")
    assert site.page("auditor", ref, room="audit")
    assert "Terms of reference" in read(site, "auditor", f"/audit/cases/{ref}/papers/terms_of_reference.pdf")


@pytest.mark.parametrize(
    "address",
    [
        "papers/coffee.pdf",
        "papers/visa_support_letter.pdf",  # of another kind of exchange
        "papers/certificate_of_attendance.pdf",  # of nobody
        "papers/certificate_of_attendance.pdf?whom=PER-0001",  # who did not take part
    ],
)
def test_paper_that_cannot_be(site: Site, address: str) -> None:
    """A paper that a case has not, or not of that person, is not there."""
    ref = site.programme.exchange("executed")
    assert "cannot be drawn up as that paper" in site.visitor("broker").get(f"/desk/cases/{ref}/{address}", 404).text


def test_paper_of_others(site: Site) -> None:
    """Who does not see the case gets no paper of it."""
    ref = site.programme.exchange("terms_drafted")
    site.visitor("south").get(f"/portal/cases/{ref}/papers/terms_of_reference.pdf", 404)
