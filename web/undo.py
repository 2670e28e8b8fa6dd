"""A step is taken back: what returns or why it cannot be, and a form with the reason; undone in its time, else corrected."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from records import acts, people
from records.vocabulary import BROKERS
from web import letters
from web.acting import VIA, by
from web.buttons import Reason
from web.database import writing
from web.due import Calendar, Coming
from web.fields import Posted, complete, decode
from web.given import connect
from web.kept import Kept
from web.problem import ELSEWHERE
from web.rooms import Room
from web.scene import Scene, of_case
from web.widgets import Sheet, Widget
from workflow.acts import UNSENT
from workflow.attempt import Outcome
from workflow.blockers import Blocker
from workflow.earlier import COUNTED, PRESSES
from workflow.errors import BadForm, UnknownCase, WorkflowError
from workflow.forms import Form, Text
from workflow.history import Entry, EntryKind
from workflow.reading import idents
from workflow.undo import CORRECT, UNDO
from workflow.undoing import Undoing
from workflow.words import _

# What is done: what its button says, and what is said when it is done.
WAYS: Mapping[str, tuple[str, str]] = {
    UNDO: (_("Undo"), _("Undone: {ref} is “{state}” again. Letters that had not left are not sent.")),
    CORRECT: (_("Correct it openly"), _("Corrected: {ref} is “{state}” again. Who had a letter of it gets another.")),
}


class Why(Form):
    """Why something is taken back."""

    reason = Text(_("Why is it taken back?"), required=True, hint=_("The history keeps it, beside what is taken back."))


@dataclass(frozen=True)
class Offer:
    """The form of an act that can be taken back; `left` says for how long it still can be undone."""

    way: str
    label: str
    address: str
    act: str
    key: str
    left: str
    questions: tuple[Widget, ...]


@dataclass(frozen=True)
class Back:
    """A case that returns: where it is, and where it will be again."""

    ref: str
    title: str
    now: str
    then: str


@dataclass(frozen=True)
class Page:
    """What an act was, what returns with it, and the form; or the reasons why not (`late`: why it is only corrected)."""

    what: str
    who: str
    offer: Offer | None
    reasons: tuple[Reason, ...]
    late: tuple[Reason, ...] = ()
    returned: tuple[Back, ...] = ()
    elsewhere: int = 0
    unsent: tuple[tuple[str, str], ...] = ()
    to_others: int = 0
    corrected: tuple[str, ...] = ()
    coming: tuple[Coming, ...] = ()
    ended: tuple[Coming, ...] = ()


# --- what can be done -----------------------------------------------------------------------------------------------------


def offered(scene: Scene, act: str) -> Offer | None:
    """The form of an act that has just been done, if it can be undone."""
    found = look(scene, act, openly=False)
    return None if found.blockers else _offer(scene, found, None)


def address(scene: Scene, entries: Iterable[Entry]) -> str:
    """Where the newest step of a case is taken back; empty if it is none, or not the reader's to take back."""
    newest = next((one for one in entries if one.kind in COUNTED), None)
    if newest is None or newest.kind not in PRESSES or newest.kind is EntryKind.CREATED:
        return ""
    grace = scene.program.engine.grace(scene.snapshot.directory)
    own = newest.actor == scene.reader.id and scene.now < newest.at + grace
    return url_for(f"{scene.room.name}.undo_page", ref=scene.ref) if own or _corrects(scene) else ""


def _corrects(scene: Scene) -> bool:
    return not scene.room.public and bool(scene.reader.roles & BROKERS)


def look(scene: Scene, act: str | None, *, openly: bool) -> Undoing:
    """What taking an act back would mean for the reader now."""
    given = {"actor": scene.reader.id, "now": scene.now, "via": VIA, "act": act, "openly": openly}
    return scene.program.engine.preview_undo(scene.connection, scene.ref, **given)


def _offer(scene: Scene, found: Undoing, kept: Kept | None) -> Offer:
    way = CORRECT if found.wish.openly else UNDO
    posted, wrong = (kept.posted, kept.field_errors) if kept else (Posted(), {})
    sheet = Sheet("undo", posted, lambda asked: (), scene.words.name, wrong)
    return Offer(
        way,
        gettext(WAYS[way][0]),
        url_for(f"{scene.room.name}.undo_act", ref=scene.ref),
        found.act.id if found.act else "",
        kept.key if kept else uuid4().hex,
        _left(found) if way == UNDO else "",
        sheet.widgets(Why._declared_fields),
    )


def _left(found: Undoing) -> str:
    """For how long the act can still be undone, in words: minutes, or seconds where there are not two."""
    if found.act is None:
        return ""
    seconds = int((found.act.pressed.at + found.wish.grace - found.wish.now).total_seconds())
    if seconds < 120:
        return str(
            ngettext(
                "You can undo this for %(num)d more second.", "You can undo this for %(num)d more seconds.", seconds
            )
        )
    return str(
        ngettext(
            "You can undo this for %(num)d more minute.", "You can undo this for %(num)d more minutes.", seconds // 60
        )
    )


# --- the page -------------------------------------------------------------------------------------------------------------


def draw(room: Room, ref: str, kept: Kept | None = None) -> tuple[str, int]:
    """The page of an act, the newest of the case unless the address names one. Raises UnknownCase."""
    scene = of_case(room, ref)
    named = kept.posted.get("act") if kept else request.args.get("act")
    page = read(scene, named or None, kept)
    case = scene.snapshot.case(ref)
    return (
        render_template("undo.html", room=room, case=case, page=page, problem=_problem(scene, kept)),
        kept.status if kept else 200,
    )


def _problem(scene: Scene, kept: Kept | None) -> str:
    if kept is None or kept.error is None:
        return ""
    return gettext(ELSEWHERE[BadForm]) if isinstance(kept.error, BadForm) else scene.words.error(kept.error)


def again(room: Room, error: WorkflowError, args: Mapping[str, Any], posted: Posted) -> tuple[str, int]:
    """The page drawn again with what was sent; nothing was done."""
    return draw(room, args["ref"], Kept(UNDO, posted, error))


def read(scene: Scene, act: str | None, kept: Kept | None) -> Page:
    """Undone if it can be; else corrected, by a broker; else why not."""
    late: tuple[Blocker, ...] = ()
    found = look(scene, act, openly=False)
    if found.blockers and _corrects(scene):
        late, found = found.blockers, look(scene, act, openly=True)
    if found.blockers or found.act is None:
        return Page("", "", None, _reasons(scene, found.blockers))
    done = acts.read(scene.connection, scene.reader.of_lists, found.act.id)
    scene = replace(scene, words=scene.words.among(found.snapshot.directory).knowing(done.names))
    seen = {one.entry.ref for one in done.done}
    unsent = [one for one in done.letters if one.status in UNSENT]
    mine = letters.listed(scene, unsent)
    pressed = found.act.pressed
    return Page(
        scene.words.label("trigger", pressed.trigger or ""),
        scene.words.name(pressed.actor),
        _offer(scene, found, kept),
        (),
        late=_reasons(scene, late),
        returned=tuple(_returned(scene, found, seen)),
        elsewhere=sum(one.case.ref not in seen for one in found.returned),
        unsent=tuple((one.to, one.subject) for one in mine),
        to_others=len(unsent) - len(mine),
        corrected=tuple(dict.fromkeys(scene.words.name(one.recipient) for one in found.letters)),
        coming=tuple(_due(scene, found.due_again)),
        ended=tuple(_due(scene, found.not_due)),
    )


def _reasons(scene: Scene, blockers: tuple[Blocker, ...]) -> tuple[Reason, ...]:
    named = people.names(scene.connection, idents([one.facts for one in blockers]))
    return tuple(Reason(scene.words.knowing(named).reason(one)) for one in blockers)


def _returned(scene: Scene, found: Undoing, seen: set[str]) -> Iterator[Back]:
    for one in (one for one in found.returned if one.case.ref in seen):
        law = scene.program.registry.get(one.case.type, one.case.definition_version)
        words = scene.words.about(law)
        yield Back(one.case.ref, one.case.title, words.state(law, one.now.state), words.state(law, one.case.state))


def _due(scene: Scene, rows: tuple[Any, ...]) -> Iterator[Coming]:
    """What will be due, or will not, for whoever reads everything."""
    for row in rows if scene.access.whole else ():
        case = scene.snapshot.cases.get(row.ref)
        if case:
            law = scene.program.registry.get(case.type, case.definition_version)
            yield Calendar(law, scene.words.about(law)).coming(row)


# --- the form that was sent -----------------------------------------------------------------------------------------------


def send(room: Room, ref: str) -> Any:
    """Somebody takes an act back. Raises UnknownCase."""
    posted = Posted(request.form)
    try:
        complete(posted, ("key", "act"))
        openly, reason = posted.get("way") == CORRECT, decode(Why._declared_fields, posted).get("reason") or ""
        given = {"act": posted["act"], "openly": openly, "key": posted["key"], **by()}
        with writing(keyed=True) as connection:
            outcome = connect().engine.undo(connection, ref, reason, **given)
    except UnknownCase:
        raise
    except WorkflowError as error:
        return draw(room, ref, Kept(UNDO, posted, error=error))
    return _done(room, outcome, openly)


def _done(room: Room, outcome: Outcome, openly: bool) -> Response:
    scene = of_case(room, outcome.ref)
    said = gettext(WAYS[CORRECT if openly else UNDO][1])
    flash(said.format(ref=outcome.ref, state=scene.words.state(scene.definition, outcome.state)))
    return redirect(url_for(f"{room.name}.case", ref=outcome.ref), 303)
