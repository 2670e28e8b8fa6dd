"""The papers of a case: which can be drawn up now, and each as a PDF."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, request, url_for
from flask_babel import gettext

from web.rooms import Room
from web.scene import Scene, of_case
from workflow.errors import WorkflowError
from workflow.paper import Paper
from workflow.words import _


class UnknownPaper(WorkflowError):
    """Raised if a case cannot be drawn up as that paper: there is none of that name, or not enough is known for it yet."""

    message = _("{ref} cannot be drawn up as that paper, or not yet.")
    status = 404


@dataclass(frozen=True)
class Sheet:
    """A paper that can be had: what it is, of whom, and where."""

    label: str
    whom: str
    address: str


def of(scene: Scene) -> tuple[Sheet, ...]:
    """The papers of a case, for whoever may know who takes part in it."""
    return tuple(_sheets(scene)) if scene.access.people and scene.access.history else ()


def draw(room: Room, ref: str, name: str) -> Response:
    """One paper. Raises UnknownCase and UnknownPaper."""
    scene, person = of_case(room, ref), request.args.get("whom")
    address = _address(scene, name, person)
    if address not in {one.address for one in of(scene)}:
        raise UnknownPaper(ref=ref)
    paper = next(one for one in scene.definition.papers if one.name == name)
    answer = Response(
        scene.program.paper(scene.connection, scene.snapshot, ref, paper, person), mimetype="application/pdf"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{ref}-{name.replace("_", "-")}.pdf"'
    return answer


def _sheets(scene: Scene) -> Iterator[Sheet]:
    facts = scene.definition.facts(scene.snapshot, scene.ref)
    for paper in scene.definition.papers:
        if paper.when(facts):
            for person in paper.whom(facts) if paper.whom else (None,):
                yield _sheet(scene, paper, person)


def _sheet(scene: Scene, paper: Paper, person: str | None) -> Sheet:
    whom = scene.words.name(person) if person else ""
    return Sheet(gettext(paper.label), whom, _address(scene, paper.name, person))


def _address(scene: Scene, name: str, person: str | None) -> str:
    return url_for(f"{scene.room.name}.paper", ref=scene.ref, name=name, whom=person)
