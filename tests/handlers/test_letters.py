"""Owed letters become letters: ids, codes, texts and dates in the words of whoever reads them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, event, select, update

import app
from letters import Letter
from records.tables import Person
from tests.commands.given import NOW, Cast, people, request_form
from workflow.attempt import Plan
from workflow.tables import outbox, texts


class Office:
    """The program with a request that somebody submitted."""

    def __init__(self, program: app.Connect) -> None:
        self.program = program
        with program.database.begin() as connection:
            self.cast: Cast = people(connection)
        form = json.loads(request_form(self.cast))
        self.ref = self.fire("request", "submit", "requester", form)

    def fire(self, ref: str, trigger: str, who: str, form: dict[str, Any]) -> str:
        """A move; the reference of its case."""
        with self.program.database.begin() as connection:
            press = {"actor": self.cast.ids[who], "now": NOW, "via": "test", "form": form}
            return self.program.engine.fire(connection, ref, trigger, **press).ref

    def preview(self, trigger: str, form: dict[str, Any], who: str = "broker") -> list[tuple[str, Letter]]:
        """The letters that a move would send."""
        with self.program.database.begin() as connection:
            press = {"actor": self.cast.ids[who], "now": NOW, "form": form}
            plan: Plan = self.program.engine.preview(connection, self.ref, trigger, **press)
            return self.program.letters(connection, plan)

    def subjects(self, newest: int | None = None) -> list[str]:
        """What the letters of the outbox are called."""
        with self.program.database.begin() as connection:
            rows = connection.execute(select(outbox).order_by(outbox.c.id).limit(newest)).all()
            return self.program.subjects(connection, rows)

    def statements(self, letters: int) -> int:
        """How many statements it takes to call so many letters by their subjects."""
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent.append(statement)

        event.listen(self.program.database, "before_cursor_execute", note)
        self.subjects(letters)
        event.remove(self.program.database, "before_cursor_execute", note)
        return len(sent)

    def sent(self, template: str) -> list[Letter]:
        """The letters of the outbox that begin with a template, as they are read."""
        with self.program.database.begin() as connection:
            rows: list[Row[Any]] = list(connection.execute(select(outbox).where(outbox.c.template == template)))
            return [self.program.letter(connection, row) for row in rows]


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """An office with one request."""
    settings = {"CONNECT_DATABASE_URL": sqlite_url, "CONNECT_BASE_URL": "https://connect.example"}
    program = app.Connect(app.Settings.read(settings, tmp_path)).ready()
    yield Office(program)
    program.database.dispose()


ASK = {"missing": "The consent of the mayor.\nSigned, please.", "answer_by": "2018-05-16"}


def test_preview(office: Office) -> None:
    """A letter of a move that was not made yet has its texts, dates with their zone, the reader's name and the link."""
    ((recipient, letter),) = office.preview("ask_for_more", ASK)
    assert recipient == office.cast.ids["requester"]
    assert letter.subject == f"{office.ref}: please complete your request by 16 May 2018 (Africa/Kampala)"
    assert letter.greeting == "Dear Requester,"
    assert "> The consent of the mayor.\n> Signed, please." in letter.body
    assert f"https://connect.example/portal/cases/{office.ref}" in letter.body


def test_sent_as_previewed(office: Office) -> None:
    """What the outbox holds reads as the preview did."""
    ((_recipient, previewed),) = office.preview("ask_for_more", ASK)
    office.fire(office.ref, "ask_for_more", "broker", ASK)
    assert office.sent("request_incomplete") == [previewed]


def test_erased(office: Office) -> None:
    """A text that was erased before its letter was read is left out, not shown as a hole."""
    office.fire(office.ref, "ask_for_more", "broker", ASK)
    with office.program.database.begin() as connection:
        connection.execute(update(texts).values(body=None, salt=""))
    (letter,) = office.sent("request_incomplete")
    assert "The consent" not in letter.text
    assert "None" not in letter.text


def test_reason(office: Office) -> None:
    """The reason of a move is quoted, once."""
    ((_recipient, letter),) = office.preview("reject", {"reason": "It is about something else."})
    assert letter.text.count("> It is about something else.") == 1


def test_free_letter(office: Office) -> None:
    """What the office writes freely is a letter with the case's reference, its subject and its paragraphs."""
    with office.program.database.begin() as connection:
        by: dict[str, Any] = {"actor": office.cast.ids["broker"], "now": NOW, "via": "test"}
        said = {"subject": "Your visit", "text": "We look forward to it.\n\nBring a map."}
        office.program.engine.write_letter(connection, office.ref, to=[office.cast.ids["requester"]], **said, **by)
    (letter,) = office.sent("free_letter")
    assert (letter.subject, letter.greeting) == (f"{office.ref}: Your visit", "Dear Requester,")
    assert "We look forward to it.\n\nBring a map." in letter.body
    with office.program.database.begin() as connection:
        connection.execute(update(texts).values(body=None, salt=""))
    (letter,) = office.sent("free_letter")
    assert letter.subject == f"{office.ref}: a letter from the CONNECT secretariat"


def test_other_language(office: Office) -> None:
    """Who reads another language gets their letters in it."""
    with office.program.database.begin() as connection:
        connection.execute(update(Person).values(language="fr"))
    ((_recipient, letter),) = office.preview("reject", {"reason": "R"})
    assert letter.greeting == "Bonjour Requester,"


def test_subjects(office: Office) -> None:
    """Letters are listed by the subjects they would be written under, or were kept under, in as many statements for
    three as for one; nothing is kept by listing them."""
    office.fire(office.ref, "ask_for_more", "broker", ASK)
    office.fire(office.ref, "reject", "broker", {"reason": "It is about something else."})
    subjects = office.subjects()
    assert office.statements(1) == office.statements(3)
    assert subjects[0] == f"{office.ref}: we have received your request"
    with office.program.database.begin() as connection:
        assert set(connection.scalars(select(outbox.c.subject))) == {None}
        connection.execute(update(outbox).where(outbox.c.template == "request_received").values(subject="As it was"))
    assert office.subjects() == ["As it was", *subjects[1:]]


def test_subject_of_what_cannot_be_written(office: Office) -> None:
    """A letter that cannot be written is called by its template's name, and no list fails for it."""
    with office.program.database.begin() as connection:
        facts = connection.scalars(select(outbox.c["items"])).all()[0][0]["facts"]
        gone = {"template": "no_such_letter", "ref": office.ref, "facts": facts}
        connection.execute(update(outbox).values(items=[gone], template=gone["template"]))
    assert set(office.subjects()) == {"No such letter"}


def test_every_owed_letter(office: Office) -> None:
    """Whatever the outbox owes can be read."""
    office.fire(office.ref, "reject", "broker", {"reason": "It is about something else."})
    office.fire(office.ref, "reopen", "broker", {"reason": "It was not."})
    with office.program.database.begin() as connection:
        rows = connection.execute(select(outbox)).all()
        assert len(rows) >= 3
        for row in rows:
            assert office.ref in office.program.letter(connection, row).subject
