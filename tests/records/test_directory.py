"""Who is who, as one move reads it."""

import pytest
from sqlalchemy import Connection

from records import directory, settings, vocabulary
from records.directory import Directory
from tests.records import given
from tests.records.conftest import counted
from workflow.snapshot import Place

NOW = {"actor": "SYS", "now": given.NOW, "via": "test"}


@pytest.fixture
def known(connection: Connection) -> Connection:
    """Moroto in Uganda with its association, Almere in the Netherlands, a secretariat."""
    given.organisation(connection, "ORG-0001")
    given.organisation(connection, "ORG-0002", kind="association")
    given.organisation(connection, "ORG-0003", "NL", zone="Europe/Amsterdam", languages=["nl", "en"])
    given.organisation(connection, "ORG-0004", "GH", kind="association")
    given.person(connection, "PER-0001", "requester", organisation="ORG-0001", zone="Africa/Kampala", country="UG")
    given.person(connection, "PER-0002", "requester", organisation="ORG-0001")
    given.person(connection, "PER-0003", "requester", organisation="ORG-0001", active=False)
    given.person(connection, "PER-0004", "association", organisation="ORG-0002")
    given.person(connection, "PER-0005", "expert", "association", organisation="ORG-0003", substitute="PER-0001")
    given.person(connection, "PER-0006", "broker", language="fr")
    return connection


def test_around_a_person(known: Connection) -> None:
    """A person brings their organisation, its active people, and the associations of its country with theirs."""
    who = directory.read(known, people=["PER-0001"], organisations=[])
    assert sorted(who.organisations) == ["ORG-0001", "ORG-0002"]
    assert sorted(who.people) == ["PER-0001", "PER-0002", "PER-0004"]
    assert who.associations_of("UG") == ("ORG-0002",)
    assert who.associations_of("GH") == ()


def test_around_an_organisation(known: Connection) -> None:
    """An organisation brings all who work for it; a person named though inactive is there, without rights."""
    who = directory.read(known, people=["PER-0003", "PER-0006"], organisations=["ORG-0003"])
    assert sorted(who.organisations) == ["ORG-0001", "ORG-0002", "ORG-0003"]
    assert who.people_of("ORG-0003") == who.people_of("ORG-0003", "expert") == ("PER-0005",)
    assert who.people_of("ORG-0003", "requester") == ()
    assert who.people_of("ORG-0001", "requester") == ("PER-0001", "PER-0002")
    assert who.people["PER-0005"].substitute == "PER-0001"
    assert who.offices("PER-0005") == {"expert", "association"}
    assert who.offices("PER-0003") == who.offices("PER-9999") == frozenset()
    assert who.organisation("PER-0003") == "ORG-0001"
    assert who.organisation("PER-0006") is None


def test_places(known: Connection) -> None:
    """Everybody has a zone, a country and a language in which something is written: people, organisations, offices."""
    who = directory.read(known, people=["PER-0001", "PER-0006"], organisations=["ORG-0003"])
    assert who.place("PER-0001") == Place("Africa/Kampala", "UG", "en")
    assert who.place("PER-0006") == Place("Europe/Amsterdam", "NL", "fr")
    assert who.place("ORG-0003") == Place("Europe/Amsterdam", "NL", "en")
    assert who.place("office:broker") == Place("Europe/Amsterdam", "NL", "en")
    with pytest.raises(KeyError):
        who.place("PER-9999")


def test_knows(known: Connection) -> None:
    """What was named and is there is known, with its name; what is not there is not."""
    document = {"hash": "d", "name": "cv.pdf", "media_type": "application/pdf", "size": 1, "content": b"x"}
    given.add(known, given.records.Document, id="DOC-0001", **document)
    who = directory.read(known, people=["PER-0001", "PER-9999"], organisations=["ORG-0001"], documents=["DOC-0001"])
    assert all(who.knows(ident) for ident in ("PER-0001", "ORG-0001", "DOC-0001"))
    assert not any(who.knows(ident) for ident in ("PER-9999", "ORG-9999", "DOC-9999"))
    assert [who.name(ident) for ident in ("PER-0001", "ORG-0001", "DOC-0001")] == [
        "Name of PER-0001",
        "Name of ORG-0001",
        "cv.pdf",
    ]


@pytest.mark.parametrize(
    ("declared", "one", "other", "conflict"),
    [
        ([], "PER-0005", "ORG-0001", False),
        ([("PER-0005", "ORG-0001")], "PER-0005", "ORG-0001", True),
        ([("PER-0005", "ORG-0001")], "ORG-0001", "PER-0005", True),
        ([("PER-0005", "ORG-0001")], "ORG-0003", "PER-0002", True),
        ([("PER-0001", "PER-0005")], "ORG-0003", "ORG-0001", True),
        ([("PER-0001", "PER-0005")], "PER-0002", "PER-0005", False),
        ([("PER-0005", "REQ-2018-0001")], "PER-0005", "ORG-0001", False),
        ([("PER-0004", "ORG-0001")], "ORG-0003", "ORG-0001", False),
    ],
)
def test_conflict(known: Connection, declared: list[tuple[str, str]], one: str, other: str, conflict: bool) -> None:
    """Two sides conflict if anybody of one declared an interest in the other, or in somebody of it."""
    for person, subject in declared:
        given.add(known, given.records.Interest, person=person, subject=subject, kind="employment")
    who = directory.read(known, people=["PER-0001", "PER-0005"], organisations=[])
    assert who.conflict(one, other) is who.conflict(other, one) is conflict


def test_interested(known: Connection) -> None:
    """An interest is in what was named when it was declared."""
    given.add(known, given.records.Interest, person="PER-0001", subject="REQ-2018-0001", kind="family")
    who = directory.read(known, people=["PER-0001", "PER-0002"], organisations=[])
    assert who.interested("PER-0001", ["CALL-2018-0001", "REQ-2018-0001"])
    assert not who.interested("PER-0002", ["REQ-2018-0001"])


@pytest.mark.parametrize(
    ("code", "partner"), [("UG", True), ("NL", False), ("NO", False), ("CH", False), ("GB", False)]
)
def test_partner_country(code: str, partner: bool) -> None:
    """Partner countries are those outside the EU and EEA, but not Switzerland nor the United Kingdom."""
    assert Directory().partner_country(code) is partner


def test_partner_country_by_decision(known: Connection) -> None:
    """The office may decide otherwise, both ways."""
    settings.change(known, "partner_countries_added", ["GB"], **NOW)
    settings.change(known, "partner_countries_removed", ["UG"], **NOW)
    who = directory.read(known, people=[], organisations=[])
    assert (who.partner_country("GB"), who.partner_country("UG"), who.partner_country("GH")) == (True, False, True)


def test_settings(known: Connection) -> None:
    """A setting is what the office decided, else the default."""
    assert directory.read(known, people=[], organisations=[]).setting("committee_quorum") == 1
    settings.change(known, "committee_quorum", 3, **NOW)
    assert directory.read(known, people=[], organisations=[]).setting("committee_quorum") == 3


@pytest.mark.parametrize("many", [1, 40])
def test_few_statements(known: Connection, many: int) -> None:
    """However many ids are named, one statement is sent on PostgreSQL, and four on SQLite, where that is no journey."""
    people = [given.person(known, f"PER-{number:04}", "expert") for number in range(100, 100 + many)]
    with counted(known) as sent:
        directory.read(known, people=people, organisations=["ORG-0001", "ORG-0003"], documents=["DOC-0001"])
    assert len(sent) == (1 if known.dialect.name == "postgresql" else 4)


def test_members() -> None:
    """The list has 27 members of the EU, three more of the EEA, and two beside; all are countries."""
    assert len(vocabulary.EUROPEAN) == 27 + 3 + 2
    assert all(vocabulary.is_country(code) for code in vocabulary.EUROPEAN)
