"""What of a history is asked for in the address: `kind` of entry, `by` whom, and `before` which number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext

from records.casepage import CasePage, Narrowed
from web.finding import Choice
from web.history import TOLD_TO_PARTIES
from web.scene import Scene
from web.typed import LARGEST
from workflow.history import EntryKind
from workflow.words import _

# What a reader can ask for: a few groups, for the kinds are finer than anybody's question.
GROUPS: Mapping[str, tuple[str, frozenset[EntryKind]]] = {
    "moves": (
        _("Steps of the case"),
        frozenset({EntryKind.CREATED, EntryKind.MOVED, EntryKind.SIGNED, EntryKind.UNDONE, EntryKind.MIGRATED}),
    ),
    "changes": (_("Changes of what is known"), frozenset({EntryKind.EDITED, EntryKind.CORRECTED})),
    "notes": (_("Comments, notes and letters"), frozenset({EntryKind.COMMENTED})),
    "waived": (_("Rules that were waived"), frozenset({EntryKind.WAIVED})),
    "office": (
        _("The office and the clock"),
        frozenset({EntryKind.ASSIGNED, EntryKind.FOLLOW_UP, EntryKind.ERASED, EntryKind.ACCOUNT, EntryKind.EXPORTED}),
    ),
}
EVERYTHING = frozenset(EntryKind)
# A remark is told to those to whom it was written.
OF_PARTIES = TOLD_TO_PARTIES | {EntryKind.COMMENTED}


@dataclass(frozen=True)
class Filters:
    """The filters above a history. `asked` is what the address asks for now, without where the page begins."""

    kinds: tuple[Choice, ...]
    people: tuple[Choice, ...]
    asked: Mapping[str, str]


def asked(whole: bool) -> Narrowed:
    """The entries to be read. A party reads no more kinds than it is told of, so that its pages are full ones."""
    may = EVERYTHING if whole else OF_PARTIES
    group = GROUPS.get(request.args.get("kind", ""))
    kinds = may & group[1] if group else may
    before = request.args.get("before", type=int)
    before = before if before is None or abs(before) <= LARGEST else None
    return Narrowed(before, None if kinds == EVERYTHING else sorted(kinds, key=lambda one: one.value), _by(whole))


def filters(scene: Scene, row: CasePage) -> Filters:
    """What can be chosen. Who did something is offered to those who read everything; a party is not told of everybody."""
    kind, by = request.args.get("kind", ""), _by(scene.access.whole)
    told = EVERYTHING if scene.access.whole else OF_PARTIES
    kinds = [Choice(name, gettext(label), name == kind) for name, (label, of) in GROUPS.items() if of & told]
    people = _people(scene, row.actors, by) if scene.access.whole else ()
    chosen: dict[str, Any] = {"kind": kind if kind in GROUPS else "", "by": by or ""}
    ordered = sorted(people, key=lambda one: one.label)
    return Filters(tuple(kinds), tuple(ordered), {name: value for name, value in chosen.items() if value})


def _by(whole: bool) -> str | None:
    return request.args.get("by") or None if whole else None


def _people(scene: Scene, actors: Sequence[str], by: str | None) -> Iterator[Choice]:
    for actor in actors:
        yield Choice(actor, scene.words.name(actor), actor == by)
