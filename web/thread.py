"""All letters of a case on one page, with the answers that came by e-mail: each by its subject, its text to be opened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import render_template, url_for
from flask_babel import gettext

from records import documents, people, thread
from records.casepage import Written
from records.thread import Post
from web.answers import GONE
from web.given import Letter
from web.letters import may_read, said_of
from web.rooms import Room
from web.scene import Scene, of_case
from workflow import remarks, texts
from workflow.history import Entry
from workflow.reading import idents
from workflow.words import _

ANSWER = _("E-mail that came in")


@dataclass(frozen=True)
class Line:
    """A letter, or an answer: who wrote to whom, when, how it stands, and what it says. `address` is a letter's own page."""

    subject: str
    who: str
    when: str
    status: str
    text: str
    address: str
    documents: tuple[tuple[str, str, str | None], ...]  # address, name, and what the search for viruses said


def draw(room: Room, ref: str) -> str:
    """What of it the reader may read, the oldest first. Raises UnknownCase."""
    scene = of_case(room, ref)
    posts = [one for one in thread.read(scene.connection, ref) if _may_read(scene, one)]
    named = [(one.letter.letter.recipient.removeprefix("person:") if one.letter else "") for one in posts]
    told = [[one.answer.actor, one.answer.changes] for one in posts if one.answer]
    mentioned = idents([named, told])
    names, scans = people.names(scene.connection, mentioned), documents.scans(scene.connection, mentioned)
    scene = replace(scene, words=scene.words.knowing(names))
    bodies = texts.resolve(scene.connection, texts.mentioned(told))
    return render_template(
        "thread.html", room=room, case=scene.snapshot.case(ref), lines=list(_lines(scene, posts, bodies, scans))
    )


def _may_read(scene: Scene, post: Post) -> bool:
    if post.letter:
        return may_read(scene, post.letter.letter)
    return bool(post.answer and remarks.may_read(post.answer, scene.reader.id, scene.reader.roles))


def _lines(
    scene: Scene, posts: Sequence[Post], bodies: Mapping[str, str | None], scans: Mapping[str, str | None]
) -> Iterator[Line]:
    open_ = [one.letter.letter for one in posts if one.letter and one.letter.text is None]
    made = dict(zip([one.id for one in open_], scene.program.written(scene.connection, open_), strict=True))
    for post in posts:
        when = scene.words.moment(post.at)
        if post.letter:
            yield _letter(scene, post.letter, made.get(post.letter.letter.id), when)
        elif post.answer:
            yield _answer(scene, post.answer, bodies, scans, when)


def _letter(scene: Scene, written: Written, made: Letter | None, when: str) -> Line:
    letter = written.letter
    return Line(
        subject=letter.subject or (made.subject if made else letter.template),
        who=gettext(_("To: {name}")).format(name=scene.words.name(letter.recipient.removeprefix("person:"))),
        when=when,
        status=said_of(letter),
        text=written.text or (made.text if made else ""),
        address=url_for(f"{scene.room.name}.letter", ref=scene.ref, ident=letter.id),
        documents=(),
    )


def _answer(
    scene: Scene, entry: Entry, bodies: Mapping[str, str | None], scans: Mapping[str, str | None], when: str
) -> Line:
    note = (entry.changes or {})["note"]
    files = note.get("documents", ())
    return Line(
        subject=gettext(ANSWER),
        who=gettext(_("From: {name}")).format(name=scene.words.name(entry.actor)),
        when=when,
        status="",
        text=bodies.get(note["text"]["text"]) or gettext(GONE),
        address="",
        documents=tuple(
            (url_for("documents.document", document=one, case=scene.ref), scene.words.name(one), scans.get(one))
            for one in files
        ),
    )
