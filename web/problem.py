"""What is wrong with what was sent, at the top of the page: every reason, every field, and what had been typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from web.answers import Answers, Questions, Shown
from web.buttons import Button, Reason
from web.complaints import complaint
from web.fields import asked_by, decode, waivers
from web.kept import Kept
from web.remarks import WAYS, Remark, fields_of
from web.scene import Scene
from web.words import Words
from workflow.errors import BadForm, KeyReused, WorkflowError
from workflow.sentences import field_errors
from workflow.words import _

# What a page says in the place of errors that speak to programs.
ELSEWHERE: Mapping[type[WorkflowError], str] = {
    BadForm: _("Something does not fit yet; nothing was done. What you typed is still here."),
    KeyReused: _(
        "This form was sent before with other answers, and that was done. Look at the case as it is now; what you typed "
        "this time is still here, if it is still needed."
    ),
}


@dataclass(frozen=True)
class Wrong:
    """One answer that does not fit; `anchor` is empty where there is no field for it on the page."""

    anchor: str
    label: str
    text: str


@dataclass(frozen=True)
class Problem:
    """What the panel says. `typed` is what had been written where there is no form any more to keep it in."""

    sentence: str
    reasons: tuple[Reason, ...]
    wrong: tuple[Wrong, ...]
    typed: tuple[Shown, ...]


def problem(scene: Scene, kept: Kept, pressed: Button | Remark | None) -> Problem | None:
    """The panel, if something is wrong. `pressed` is the button as it is on the page now."""
    if kept.error is None:
        return None
    has_form = pressed is not None and pressed.allowed
    return Problem(
        sentence=sentence_of(scene.words, kept.error),
        reasons=tuple(Reason(scene.words.reason(blocker)) for blocker in kept.blockers),
        wrong=tuple(_wrong(kept, pressed if has_form else None)),
        typed=() if has_form else tuple(_typed(scene, kept)),
    )


def sentence_of(words: Words, error: WorkflowError) -> str:
    """What went wrong, as a page says it."""
    said = (gettext(said) for kind, said in ELSEWHERE.items() if isinstance(error, kind))
    return next(said, "") or words.error(error)


def _wrong(kept: Kept, pressed: Button | Remark | None) -> Iterator[Wrong]:
    """At their fields where those are on the page, else by the name under which they were sent."""
    if pressed:
        yield from (Wrong(*complained) for complained in pressed.complaints())
    for name, text in field_errors(kept.field_errors):
        if pressed is None or not pressed.asks(name):
            yield Wrong("", "" if name.startswith("_schema") else name, complaint(text))


def _typed(scene: Scene, kept: Kept) -> Iterator[Shown]:
    fields = fields_of(kept.trigger) if kept.trigger in WAYS else asked_by(scene.definition, kept.trigger)
    known = {name: value for name, value in decode(fields, kept.posted).items() if name in fields}
    answers = Answers(scene.words, Questions(fields, frozenset(), frozenset()), {})
    yield from (answers.answer(fields[name], gettext(fields[name].label), value) for name, value in known.items())
    reasons = [*waivers(kept.posted).values(), kept.posted.get("on_behalf_reason") or ""]
    yield from (Shown(gettext(_("A reason")), text=reason) for reason in reasons if reason.strip())
