"""The page of a case: where it stands, what can be done, and everything that happened; for desk and portal alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from records import casepage as records
from web import foreseen, narrowing, undo
from web.answers import Answers, Questions, Shown
from web.around import Around, around
from web.buttons import NOT_YOURS, Button, Maker
from web.fields import Posted
from web.happened import Happened, happened
from web.history import Line, Teller
from web.kept import Kept
from web.preview import Foretelling, Preview
from web.problem import Problem, problem
from web.questionnaires import Sheet, sheets
from web.remarks import Remark, offered
from web.rooms import Room
from web.scene import Scene, of_case
from web.standing import Stage, Standing, stages, standing
from workflow.attempt import Action
from workflow.definition import CLOCK, LINK
from workflow.earlier import undone_act
from workflow.errors import WorkflowError

ANSWERS = "answers"  # the fact that is told among the questionnaires
NOBODY = frozenset({CLOCK.name, LINK.name})  # who moves a case without a button


@dataclass(frozen=True)
class Page:
    """Everything a template needs."""

    room: Room
    ref: str
    title: str
    type: str
    type_name: str
    stages: tuple[Stage, ...]
    standing: Standing
    facts: tuple[Shown, ...]
    questionnaires: tuple[Sheet, ...]
    around: Around
    history: tuple[Line, ...]
    older: int | None
    filters: narrowing.Filters | None
    buttons: tuple[Button, ...]
    remarks: tuple[Remark, ...]
    names: Mapping[str, str | None]
    scans: Mapping[str, str | None]
    happened: Happened | None
    undo: str  # where the newest step is taken back, if the reader may
    problem: Problem | None = None
    preview: Preview | None = None
    pressed: Button | Remark | None = None

    @property
    def open_refs(self) -> frozenset[str]:
        """The cases that may be linked to from here."""
        return frozenset({self.ref, *(one.ref for one in self.around.neighbours if one.open)})

    def those(self, *, destructive: bool = False, not_yet: bool = False, others: bool = False) -> list[Button]:
        """The buttons of one kind, the likeliest first; for a case that ended nothing is still to become possible."""
        if not_yet:
            return [] if self.standing.ended else sorted(self._buttons(not_yet=True), key=lambda one: one.likely)
        found = (b for b in self._buttons(not_yet=False) if b.others is others)
        return sorted((b for b in found if others or b.destructive is destructive), key=lambda one: one.likely)

    def _buttons(self, *, not_yet: bool) -> list[Button]:
        return [button for button in self.buttons if button.not_yet is not_yet]


def draw(room: Room, ref: str, kept: Kept | None = None) -> tuple[str, int]:
    """The page, with what was sent and what came of it if there is anything. Raises UnknownCase."""
    page = read(room, ref, kept)
    return render_template("case.html", page=page), kept.status if kept else 200


def remark_again(room: Room, error: WorkflowError, args: Mapping[str, Any], posted: Posted) -> tuple[str, int]:
    """The page of a remark that was not written, drawn again with what was sent."""
    return draw(room, args["ref"], Kept(args["name"], posted, error))


def read(room: Room, ref: str, kept: Kept | None = None, *, with_buttons: bool = True) -> Page:
    """All that the page shows, of one moment. Raises UnknownCase."""
    scene = of_case(room, ref)
    narrowed = narrowing.asked(scene.access.whole)
    row = records.read(scene.connection, scene.reader.of_lists, ref, now=scene.now, narrowed=narrowed)
    scene = replace(scene, words=scene.words.knowing(row.names))
    buttons = _buttons(scene, row, kept) if with_buttons else []
    remarks = offered(scene, kept) if with_buttons else ()
    page = _page(scene, row, buttons, remarks)
    if kept is None:
        return page
    shown: list[Button | Remark] = [*buttons, *remarks]
    pressed = next((one for one in shown if one.name == kept.trigger), None)
    return replace(page, pressed=pressed, problem=problem(scene, kept, pressed), preview=foretold(scene, kept))


def foretold(scene: Scene, kept: Kept) -> Preview | None:
    """The panel of what will happen, where that was asked."""
    plan = kept.plan
    if plan is None:
        return None
    letters = () if plan.attempt.silent else scene.program.letters(scene.connection, plan)
    ending = sorted({one.ref for one in plan.cancelled} | {one.ref for one in plan.left})
    due = records.due_of(scene.connection, ending) if ending else ()
    telling = Foretelling(scene.program.registry, scene.words, scene.reader.id, scene.access.whole, due)
    return replace(telling.preview(plan, letters), ahead=foreseen.of_plan(scene, plan))


def answers_of(scene: Scene, texts: Mapping[str, str | None]) -> Answers:
    """How facts are told to this reader."""
    questions = Questions.of(scene.definition, scene.program.registry)
    return Answers(scene.words, questions, texts, scene.access.readable, scene.access.opinions_of)


def _page(scene: Scene, row: records.CasePage, buttons: Sequence[Button], remarks: Sequence[Remark]) -> Page:
    words, definition, line, told = scene.words, scene.definition, row.line, scene.access.history
    answers = answers_of(scene, row.texts)
    facts = tuple(answers.of({name: value for name, value in row.facts.items() if name != ANSWERS}))
    return Page(
        room=scene.room,
        ref=line.ref,
        title=line.title,
        type=gettext(definition.label),
        type_name=definition.name,
        stages=tuple(stages(definition, words, line.milestone, line.ended, row.ways, row.before)),
        standing=standing(scene, row),
        facts=facts,
        questionnaires=sheets(scene, row.texts),
        around=around(scene, row, facts, buttons),
        history=tuple(_lines(scene, row, answers)) if told else (),
        older=row.older if told else None,
        filters=narrowing.filters(scene, row) if told else None,
        buttons=tuple(buttons),
        remarks=tuple(remarks),
        names=words.names,
        scans=row.scans,
        happened=happened(scene),
        undo=undo.address(scene, row.entries) if told else "",
    )


def _lines(scene: Scene, row: records.CasePage, answers: Answers) -> list[Line]:
    reader, zone = scene.reader, row.line.due_zone
    back = {act: entry for entry in row.ways if (act := undone_act(entry))}
    teller = Teller(scene.definition, scene.words, answers, scene.access.whole, reader.id, reader.roles, zone, back)
    return teller.lines(row.entries)


def _buttons(scene: Scene, row: records.CasePage, kept: Kept | None) -> list[Button]:
    actions = scene.program.engine.actions_in(scene.snapshot, scene.ref, every=True)
    shown = [action for action in actions if _is_shown(scene, action)]
    return Maker(
        scene.room.name,
        scene.definition,
        scene.snapshot,
        scene.ref,
        scene.words,
        scene.choosing,
        row.texts,
        kept,
        request.args,
    ).buttons(shown)


def _is_shown(scene: Scene, action: Action) -> bool:
    """Everything on the desk but what nobody presses; on the portal only what is the reader's own."""
    forbidden = [blocker for blocker in action.blockers if blocker.code == NOT_YOURS]
    if any(parts and set(parts) <= NOBODY for parts in (blocker.facts.get("parts") for blocker in forbidden)):
        return False
    return not forbidden or not scene.room.public
