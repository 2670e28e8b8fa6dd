"""What can be written beside a case: a comment, a note of a call or an e-mail, a letter, and who is in charge of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from records import offers, people
from records.offers import Offered
from records.vocabulary import BROKERS
from web.acting import by
from web.database import writing
from web.fields import Fields, Posted, complete, decode
from web.given import connect
from web.kept import Kept
from web.rooms import Room
from web.scene import Scene
from web.widgets import Sheet, Widget
from workflow import remarks
from workflow.attempt import Outcome
from workflow.engine import Engine
from workflow.errors import UnknownCase, UnknownTrigger, WorkflowError
from workflow.forms import Choice, Form, Line, Person, Persons, Text
from workflow.words import _

SEEN = "version"  # under which the page says who was in charge when it was opened
NOBODY = "nobody"  # what the page sends where nobody is to be in charge
ADDRESSEES, IN_CHARGE = "addressees", "brokers"  # where a question's choices come from
FORMS: Mapping[str, str] = {"call": _("A call"), "email": _("An e-mail")}

Choices = Callable[[Any], Sequence[Offered]]
Draw = Callable[[Kept], tuple[str, int]]


class Comment(Form):
    """A comment."""

    text = Text(_("Comment"), required=True, hint=_("The secretariat and the auditor read it, nobody else."))


class Note(Form):
    """What was said elsewhere."""

    form = Choice(_("What was it?"), FORMS, required=True)
    with_whom = Person(_("With whom?"), required=True, offers=ADDRESSEES)
    text = Text(_("What was said"), required=True)


class Letter(Form):
    """A letter of one's own words."""

    to = Persons(_("To whom?"), required=True, offers=ADDRESSEES)
    subject = Line(_("Subject"), required=True)
    text = Text(_("Letter"), required=True, hint=_("It leaves like every other letter, and stays in the history."))


class Assignment(Form):
    """Who is in charge."""

    person = Person(_("Who is in charge of this case?"), required=True, offers=IN_CHARGE)


class Again(Form):
    """Which letter is sent to whom again: a follow-up by name, and somebody by id."""

    rule = Line(_("Letter"), required=True)
    person = Line(_("To whom?"), required=True)


@dataclass(frozen=True)
class Way:
    """One kind of remark: its heading, what its button says, what it says when it is done, and what it asks."""

    label: str
    press: str
    done: str
    form: type[Form]


WAYS: Mapping[str, Way] = {
    remarks.COMMENT: Way(_("Write a comment"), _("Keep the comment"), _("Your comment is kept."), Comment),
    remarks.NOTE: Way(_("Note a call or an e-mail"), _("Keep the note"), _("Your note is kept."), Note),
    remarks.LETTER: Way(_("Write a letter"), _("Send the letter"), _("Your letter is on its way."), Letter),
    remarks.ASSIGN: Way(
        _("Put somebody in charge"), _("Put in charge"), _("Done: who is in charge was changed."), Assignment
    ),
    remarks.SEND_AGAIN: Way(
        _("Send a letter again"), _("Send the link again"), _("A letter with a new link is on its way."), Again
    ),
}
ELSEWHERE = frozenset({remarks.SEND_AGAIN})  # what has its buttons beside what it is about


@dataclass(frozen=True)
class Remark:
    """One of them on a page."""

    name: str
    label: str
    press: str
    address: str
    questions: tuple[Widget, ...]
    key: str
    opened: bool
    seen: str = ""  # who is in charge, where that is what the form changes

    allowed = True  # those that are not the reader's are not on the page

    def asks(self, name: str) -> bool:
        """Whether the field of that name is on the page."""
        return name in {widget.name for widget in self.questions}

    def complaints(self) -> Iterator[tuple[str, str, str]]:
        """Anchor, question and what is wrong with its answer."""
        for widget in self.questions:
            yield from ((widget.id, widget.label, text) for text in widget.errors)


def fields_of(name: str) -> Fields:
    """What a remark asks."""
    fields: Fields = WAYS[name].form._declared_fields
    return fields


def offered(scene: Scene, kept: Kept | None = None) -> tuple[Remark, ...]:
    """Those that are the reader's to write, with what was typed into one."""
    reasons = scene.program.engine.remarks_in(scene.snapshot, scene.ref)
    choices = _choices(scene)
    names = (name for name in WAYS if name not in ELSEWHERE and not reasons[name])
    return tuple(_remark(scene, name, kept, choices) for name in names)


def _remark(scene: Scene, name: str, kept: Kept | None, choices: Choices) -> Remark:
    mine = kept if kept and kept.trigger == name else None
    owner = scene.snapshot.case(scene.ref).owner or NOBODY
    posted = mine.posted if mine else Posted([("person", owner)] if name == remarks.ASSIGN else [])
    sheet = Sheet(f"remark-{name}", posted, choices, scene.words.name, mine.field_errors if mine else {})
    return Remark(
        name=name,
        label=gettext(WAYS[name].label),
        press=gettext(WAYS[name].press),
        address=url_for(f"{scene.room.name}.remark", ref=scene.ref, name=name),
        questions=sheet.widgets(fields_of(name)),
        key=mine.key if mine else uuid4().hex,
        opened=mine is not None,
        seen=owner if name == remarks.ASSIGN else "",
    )


def _choices(scene: Scene) -> Choices:
    addressees = cache(lambda: list(_addressees(scene)))

    def choices(asked: Any) -> Sequence[Offered]:
        if asked.offers == IN_CHARGE:
            found = offers.people(scene.connection, roles=BROKERS)
            return [Offered(NOBODY, gettext(_("Nobody in particular"))), *found]
        return addressees()

    return choices


def _addressees(scene: Scene) -> Iterable[Offered]:
    directory, words, engine = scene.snapshot.directory, scene.words, scene.program.engine
    for person in engine.addressees(scene.snapshot, scene.ref):
        organisation = directory.organisation(person)
        yield Offered(person, words.name(person), words.name(organisation) if organisation else "")
    before = engine.earlier(scene.connection, scene.snapshot, scene.ref)
    names = people.names(scene.connection, before)
    for person in before:
        yield Offered(person, names.get(person) or person, gettext(_("Took part earlier")))


def write(room: Room, ref: str, name: str, draw: Draw) -> Any:
    """Somebody sends one. Raises UnknownCase and UnknownTrigger."""
    if name not in WAYS:
        raise UnknownTrigger(type=ref, trigger=name, triggers=list(WAYS))
    posted = Posted(request.form)
    try:
        complete(posted, ("key",))
        with writing(keyed=True) as connection:
            outcome = _write(connection, connect().engine, ref, name, posted)
    except UnknownCase:
        raise
    except WorkflowError as error:
        return draw(Kept(name, posted, error=error))
    return _done(room, name, outcome)


def _write(connection: Connection, engine: Engine, ref: str, name: str, posted: Posted) -> Outcome:
    given = decode(fields_of(name), posted)
    beside = {**by(), "key": posted.get("key") or None}
    text = given.get("text", "")
    match name:
        case remarks.NOTE:
            form, with_whom = given.get("form", ""), given.get("with_whom", "")
            return engine.note(connection, ref, text, form=form, with_whom=with_whom, **beside)
        case remarks.LETTER:
            to, subject = given.get("to", ()), given.get("subject", "")
            return engine.write_letter(connection, ref, to=to, subject=subject, text=text, **beside)
        case remarks.SEND_AGAIN:
            return engine.send_again(
                connection, ref, rule=given.get("rule", ""), person=given.get("person", ""), **beside
            )
        case remarks.ASSIGN:
            person = given.get("person", "")
            seen = {"seen": None if posted[SEEN] == NOBODY else posted[SEEN]} if posted.get(SEEN) else {}
            return engine.assign(connection, ref, None if person == NOBODY else person, **seen, **beside)
    return engine.comment(connection, ref, text, **beside)


def _done(room: Room, name: str, outcome: Outcome) -> Response:
    flash(gettext(WAYS[name].done))
    return redirect(url_for(f"{room.name}.case", ref=outcome.ref), 303)
