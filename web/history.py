"""Entries of history as lines to read: who, when, why, and what changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext

from web.answers import COMMITTEE, Answers, Shown
from web.words import Words
from workflow.blockers import CANNOT_FOLLOW
from workflow.definition import Guard, Workflow
from workflow.history import LETTERS, Entry, EntryKind
from workflow.remarks import may_read
from workflow.tending import DONE
from workflow.words import _

# What a party reads: the moves of the case, not what the office notes beside them.
TOLD_TO_PARTIES = frozenset(
    {EntryKind.CREATED, EntryKind.MOVED, EntryKind.SIGNED, EntryKind.EDITED, EntryKind.CORRECTED, EntryKind.UNDONE}
)
# What a remark is, and to or with whom.
REMARKS: Mapping[str, str] = {
    "comment": _("Comment"),
    "call": _("Call with {who}"),
    "email": _("E-mail with {who}"),
    "letter": _("Letter to {who}"),
    "reply": _("E-mail that came in"),
}
UNTOLD = _("Everybody concerned is written to.")  # the rule that a broker waives who writes to nobody
# What happened, where it was no button of the case.
SENTENCES: Mapping[EntryKind, str] = {
    EntryKind.ASSIGNED: _("Assigned"),
    EntryKind.COMMENTED: _("A note"),
    EntryKind.WAIVED: _("A rule was waived"),
    EntryKind.UNDONE: _("Taken back"),
    EntryKind.CORRECTED: _("Corrected"),
    EntryKind.MIGRATED: _("Moved to newer rules"),
    EntryKind.FOLLOW_UP: _("Due, but not possible"),
    EntryKind.ERASED: _("Personal data erased"),
    EntryKind.ACCOUNT: _("The account was changed"),
    EntryKind.EXPORTED: _("Exported"),
}


@dataclass(frozen=True)
class Line:
    """One entry. `cause` is the linked case that made it happen, `rule` what was waived, or what refused."""

    id: str
    seq: int
    hash: str
    at: str
    what: str
    who: str
    behalf: str
    told: str
    source: str
    target: str
    reason: str
    rule: str
    cause: str
    changes: tuple[Shown, ...]
    subject: str = ""
    undone: str = ""  # by whom it was taken back, when and why

    @property
    def moved(self) -> bool:
        """Whether it brought the case to another state, or into being."""
        return bool(self.target)


@dataclass(frozen=True)
class Teller:
    """Tells entries of one case to one reader; `whole` tells also what parties are not told."""

    definition: Workflow
    words: Words
    answers: Answers
    whole: bool
    reader: str
    roles: frozenset[str]  # the reader's
    zone: str | None  # of the deadline now
    back: Mapping[str, Entry] = field(default_factory=dict)  # act → the entry that takes it back

    def lines(self, entries: Iterable[Entry]) -> list[Line]:
        """The lines that this reader may read, the newest first.

        An entry names the zone of a deadline only where it changed: it is that of the entry before, else today's.
        """
        told, zone = [], self.zone
        for entry in sorted(entries, key=lambda entry: entry.seq):
            zone = (entry.changes or {}).get("case", {}).get("due_zone") or zone
            if may_read(entry, self.reader, self.roles) and (self.whole or self._tells(entry)):
                told.append(self.line(entry, zone))
        return told[::-1]

    def _tells(self, entry: Entry) -> bool:
        """A party is told the moves, not what others in the committee think, and the letters that went to it."""
        if entry.kind is EntryKind.COMMENTED:
            return True
        return entry.kind in TOLD_TO_PARTIES and (entry.part != COMMITTEE or entry.actor == self.reader)

    def line(self, entry: Entry, zone: str | None) -> Line:
        """One entry in words; `zone` is that of its deadline."""
        words = self.words
        source, target = (words.state(self.definition, one) if one else "" for one in (entry.source, entry.target))
        moved = source != target  # two states may read alike
        note = (entry.changes or {}).get("note", {})
        return Line(
            id=entry.id,
            seq=entry.seq,
            hash=entry.hash,
            at=words.moment(entry.at),
            what=self._what(entry),
            who=self._who(entry),
            behalf=", ".join(map(words.name, _for_whom(entry))),
            told=self.answers.body(entry.on_behalf_reason) if self.whole else "",
            source=source if moved else "",
            target=target if moved else "",
            reason=self.answers.body(entry.reason or note.get("text")),
            rule=self._rule(entry),
            cause=str((entry.grounds or {}).get("cause") or "").partition("/")[0],
            changes=tuple(self._changes(entry.changes or {}, zone)),
            subject=self.answers.body(note.get("subject")),
            undone=self._undone(self.back.get(entry.act)),
        )

    def _undone(self, back: Entry | None) -> str:
        if back is None:
            return ""
        facts = {"who": self.words.name(back.actor), "at": self.words.moment(back.at)}
        facts["reason"] = self.answers.body(back.reason)
        return gettext(_("This was taken back by {who} on {at}, because: {reason}")).format(**facts)

    def _what(self, entry: Entry) -> str:
        if note := (entry.changes or {}).get("note"):
            who = ", ".join(map(self.words.name, note["with"]))
            said = gettext(REMARKS[note["form"]]).format(who=who)
            rules = {one.name: one.label for one in self.definition.follow_ups}
            return f"{said}: {gettext(rules[note['rule']])}" if rules.get(note.get("rule")) else said
        if letter := (entry.changes or {}).get("letter"):
            return gettext(DONE[letter["done"]])
        said = gettext(SENTENCES.get(entry.kind, ""))
        trigger = entry.trigger or (entry.changes or {}).get("undoes", {}).get("trigger")
        label = self.words.label("trigger", trigger) if trigger else ""
        if entry.kind is EntryKind.SIGNED:
            return gettext(_("{label}: agreed, the others are still asked")).format(label=label)
        return f"{said}: {label}" if said and label else said or label

    def _who(self, entry: Entry) -> str:
        part = self.words.label("part", entry.part) if entry.part else ""
        name = self.words.name(entry.actor)
        return f"{name} ({part})" if part and part != name else name

    def _rule(self, entry: Entry) -> str:
        grounds = entry.grounds or {}
        guards = {guard.code: guard for one in self.definition.transitions for guard in self.definition.guards_of(one)}
        if entry.kind is EntryKind.WAIVED:
            codes = grounds.get("waivers", ())
            if LETTERS in codes:
                return gettext(UNTOLD)
            return " ".join(gettext(guards[code].rule) if code in guards else code for code in codes)
        if entry.kind is EntryKind.FOLLOW_UP:
            return " ".join(self._refusal(guards, one["code"], one["facts"]) for one in grounds.get("verdicts", ()))
        return ""

    def _refusal(self, guards: Mapping[str, Guard], code: str, facts: Mapping[str, Any]) -> str:
        if code in guards:
            return self.words.say(guards[code].refusal, facts)
        return self.words.say(CANNOT_FOLLOW, facts) if "why" in facts else code  # a linked case would have to follow

    def _changes(self, changes: Mapping[str, Any], zone: str | None) -> Iterator[Shown]:
        yield from self.answers.of(changes.get("facts", {}))
        yield from self._columns(changes.get("case", {}), zone)
        if attached := changes.get("note", {}).get("documents"):
            yield Shown(gettext(_("Attached")), documents=tuple(attached))
        for way, label in (("add", _("Takes part now")), ("remove", _("Takes no part any more"))):
            if seats := changes.get("seats", {}).get(way):
                yield Shown(gettext(label), words=tuple(map(self._seat, seats)))
        for way, label in (("add", _("Linked now")), ("remove", _("No longer linked"))):
            if refs := changes.get("links", {}).get(way):
                yield Shown(gettext(label), cases=tuple(refs))

    def _columns(self, columns: Mapping[str, Any], zone: str | None) -> Iterator[Shown]:
        """Those columns that mean something to a reader."""
        if columns.get("due_date"):
            day = date.fromisoformat(columns["due_date"])
            yield Shown(gettext(_("Until")), words=(self.words.until(day, zone),))
        if "owner" in columns:
            owner = self.words.name(columns["owner"]) if columns["owner"] else gettext(_("nobody"))
            yield Shown(gettext(_("Assigned to")), words=(owner,))
        if columns.get("waits_for"):
            yield Shown(gettext(_("Whose turn")), words=(self.words.listed(columns["waits_for"], "part"),))

    def _seat(self, seat: list[str | None]) -> str:
        part, organisation, person = seat
        who = " · ".join(self.words.name(one) for one in (person, organisation) if one)
        return f"{self.words.label('part', part or '')}: {who}"


def _for_whom(entry: Entry) -> Sequence[str]:
    """On whose behalf, or in whose stead, it was done."""
    return [entry.on_behalf_of] if entry.on_behalf_of else (entry.grounds or {}).get("in_stead_of", ())
