"""What is wrong with what was sent, at the top of the page: every reason, every field, and what had been typed."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext

from web.buttons import Button, Reason
from web.complaints import complaint
from web.fields import RESERVED, WAIVE
from web.kept import Kept
from web.scene import Scene
from workflow.errors import BadForm
from workflow.sentences import field_errors
from workflow.words import _


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
    typed: tuple[tuple[str, str], ...]


def problem(scene: Scene, kept: Kept, pressed: Button | None) -> Problem | None:
    """The panel, if something is wrong. `pressed` is the button as it is on the page now."""
    if kept.error is None:
        return None
    sentence = scene.words.error(kept.error)
    if isinstance(kept.error, BadForm):
        sentence = gettext(_("Something does not fit yet; nothing was done. What you typed is still here."))
    has_form = pressed is not None and pressed.allowed
    return Problem(
        sentence=sentence,
        reasons=tuple(Reason(scene.words.reason(blocker)) for blocker in kept.blockers),
        wrong=tuple(_wrong(kept, pressed if has_form else None)),
        typed=() if has_form else tuple(_typed(scene, kept)),
    )


def _wrong(kept: Kept, pressed: Button | None) -> Iterator[Wrong]:
    """At their fields where those are on the page, else by the name under which they were sent."""
    if pressed:
        yield from (Wrong(*complained) for complained in pressed.complaints())
    for name, text in field_errors(kept.field_errors):
        if pressed is None or not pressed.asks(name):
            yield Wrong("", "" if name.startswith("_schema") else name, complaint(text))


def _typed(scene: Scene, kept: Kept) -> Iterator[tuple[str, str]]:
    labels = {
        name: gettext(field.label)
        for one in scene.definition.transitions
        if one.trigger == kept.trigger and one.form
        for name, field in one.form._declared_fields.items()
    }
    for name, value in kept.posted.items(multi=True):
        reasons = name in ("on_behalf_reason",) or name.startswith(WAIVE)
        if value.strip() and (reasons or name not in RESERVED):
            yield labels.get(name, name), value
