"""The committee's round at a call: in which order the applications stand, who takes no part in what, and the minutes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from babel.numbers import format_decimal
from flask import render_template
from flask_babel import gettext

from records import rounds
from records.rounds import Round, Spread, Standing
from records.visible import concerned
from states.forms import HIGHEST
from states.words import EXPERT_CRITERIA, OTHERS, OUTCOMES, RECOMMENDATIONS
from web.answers import GONE
from web.desk.room import ROOM
from web.rooms import opinions_are_shown
from web.scene import Scene, of_case
from workflow.definition import CLOCK
from workflow.errors import UnknownCase
from workflow.history import Entry, EntryKind
from workflow.sentences import locale
from workflow.snapshot import Case
from workflow.words import _

REQUEST, APPLICATION = "request", "application"
SCORED = _("{who} scored {ref}: {points} of {highest} points. {recommendation}.")
SCORED_UNTOLD = _("{who} scored {ref}.")
RANKED = _("{who} ranked the applications: {order}.")
RANKED_UNTOLD = _("{who} ranked the applications.")
DECLARED = _("{who} declared an interest, and takes no part in: {cases}.")
WITHDREW = _("{who} withdrew a declared interest in: {cases}.")
SHUT = _("cases that are shut to you")


@dataclass(frozen=True)
class Ranked:
    """An application: `place` is empty where there is none yet, or where the reader has not said their own opinion."""

    ref: str
    title: str
    place: str
    ties: tuple[str, ...]
    places: str
    points: str
    votes: str
    state: str


@dataclass(frozen=True)
class Member:
    """A member: how many applications they scored, whether they ranked, and what an interest keeps them from."""

    name: str
    scored: int
    ranked: bool
    out: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """An entry of the minutes; `details` are what was decided."""

    when: str
    what: str
    reason: str = ""
    details: tuple[str, ...] = ()


def draw(ref: str) -> str:
    """The page. Raises UnknownCase, also where the case is no call."""
    scene = of_case(ROOM, ref)
    call = scene.snapshot.case(ref)
    if call.kind != "call":
        raise UnknownCase(ref=ref)
    judged = [case for kind in (REQUEST, APPLICATION) for case in scene.snapshot.linked(ref, kind)]
    found = rounds.read(scene.connection, scene.reader.of_lists, ref, [case.ref for case in judged])
    teller = Teller(replace(scene, words=scene.words.knowing(found.names)), found, call, judged)
    return render_template(
        "round.html",
        ref=ref,
        title=call.title,
        requests=[case for case in judged if case.kind == REQUEST and case.ref in found.seen],
        deadline=scene.words.until(call.due_date, call.due_zone) if not call.ended else "",
        state=scene.words.state(scene.definition, call.state),
        criteria=[gettext(label) for label in EXPERT_CRITERIA.values()],
        highest=HIGHEST,
        quorum=scene.snapshot.directory.setting("committee_quorum"),
        count=len(call.facts.get("rankings") or {}),
        ranked=teller.ranked(),
        untold=not teller.tells_all,
        shut=len(found.seen) <= len(judged),
        members=[teller.member(one) for one in found.members],
        of=len(teller.applications),
        minutes=teller.minutes(),
    )


class Teller:
    """Tells a round to one reader: what others think only where the reader has said what they think themselves."""

    def __init__(self, scene: Scene, found: Round, call: Case, judged: Sequence[Case]) -> None:
        self.scene, self.words, self.found, self.call = scene, scene.words, found, call
        seen = [case for case in judged if case.ref in found.seen]
        self.applications = [case for case in seen if case.kind == APPLICATION]
        self.tells = {case.ref for case in (call, *seen) if self._tells(case)}
        self.near = {case.ref: concerned(scene.snapshot, case.ref) for case in judged}

    @property
    def tells_order(self) -> bool:
        """Whether the reader may know how the applications are ranked."""
        return self.call.ref in self.tells

    @property
    def tells_all(self) -> bool:
        """Whether nothing that anybody thinks is kept from the reader."""
        return self.tells_order and all(
            case.ref in self.tells for case in self.applications if case.facts.get("scores")
        )

    def _tells(self, case: Case) -> bool:
        definition = self.scene.program.registry.get(case.type, case.definition_version)
        return self.scene.access.whole or opinions_are_shown(self.scene.reader, definition, case)

    # --- in order -----------------------------------------------------------------------------------------------------

    def ranked(self) -> list[Ranked]:
        """The applications in order; by reference, where the reader may not know it yet."""
        known = {case.ref: case for case in self.applications}
        found = rounds.ranking(self.call, self.applications)
        in_order = found if self.tells_order else sorted(found, key=lambda one: one.ref)
        return [self._ranked(known[one.ref], one) for one in in_order]

    def _ranked(self, case: Case, one: Standing) -> Ranked:
        definition = self.scene.program.registry.get(case.type, case.definition_version)
        told = case.ref in self.tells
        votes = [f"{gettext(RECOMMENDATIONS[code])}: {count}" for code, count in one.votes.items()]
        return Ranked(
            ref=case.ref,
            title=case.title,
            place=str(one.place) if one.place and self.tells_order else "",
            ties=one.ties if self.tells_order else (),
            places=self._spread(one.places) if self.tells_order else "",
            points=self._spread(one.points) if told else "",
            votes=", ".join(votes) if told else "",
            state=self.words.state(definition, case.state),
        )

    def _spread(self, given: Spread | None) -> str:
        if given is None:
            return ""
        mean = str(format_decimal(round(float(given.mean), 1), locale=locale(self.words.language)))
        if given.least == given.most:
            return mean
        return gettext(_("{mean}, from {least} to {most}")).format(mean=mean, least=given.least, most=given.most)

    # --- who ----------------------------------------------------------------------------------------------------------

    def member(self, person: str) -> Member:
        """A member of the committee."""
        scored = sum(person in (case.facts.get("scores") or {}) for case in self.applications)
        subjects = self.found.interests.get(person, frozenset())
        out = self._cases([ref for ref, near in self.near.items() if subjects & near])
        return Member(self.words.name(person), scored, person in (self.call.facts.get("rankings") or {}), tuple(out))

    def _cases(self, refs: Sequence[str]) -> list[str]:
        """References, but of what the reader may not open only that there is something."""
        shown = [ref for ref in refs if ref in self.found.seen]
        return shown if len(shown) == len(refs) else [*shown, gettext(SHUT)]

    # --- minutes ------------------------------------------------------------------------------------------------------

    def minutes(self) -> list[Line]:
        """What happened, the oldest first: of cases that the reader may open, and interests in what is judged here."""
        happened = [(entry, self._line(entry)) for entry in self.found.told if entry.ref in self.found.seen]
        declared = [(entry, self._interest(entry)) for entry in self.found.declared]
        lines = sorted((*happened, *declared), key=lambda pair: pair[0].at)
        return [line for _entry, line in lines if line]

    def _line(self, entry: Entry) -> Line:
        decided = tuple(self._decided(entry)) if entry.trigger == "decide" and entry.kind is EntryKind.MOVED else ()
        reason = entry.reason
        told = (self.found.texts.get(reason["text"]) or gettext(GONE)) if reason else ""
        return Line(self.words.moment(entry.at), self._what(entry), told, decided)

    def _what(self, entry: Entry) -> str:
        who, facts = self.words.name(entry.actor), (entry.changes or {}).get("facts", {})
        if entry.trigger == "score" and entry.actor in facts.get("scores", {}):
            return self._scored(entry, who, facts["scores"][entry.actor])
        if entry.trigger == "recommend" and entry.actor in facts.get("rankings", {}):
            return self._ranking(entry, who, facts["rankings"][entry.actor]["ranking"])
        label = self.words.label("trigger", entry.trigger or "")
        what = gettext(_("A rule was waived: {label}")).format(label=label) if entry.kind is EntryKind.WAIVED else label
        about = f"{what}: {entry.ref}" if entry.ref != self.call.ref else what
        return about if entry.actor == CLOCK.name else f"{about} · {who}"

    def _scored(self, entry: Entry, who: str, said: Mapping[str, Any]) -> str:
        if not self._told(entry):
            return gettext(SCORED_UNTOLD).format(who=who, ref=entry.ref)
        points, highest = [row["points"] for row in said["criteria"]], HIGHEST * len(said["criteria"])
        label = RECOMMENDATIONS[said["recommend"]]
        facts = {"points": sum(points), "highest": highest, "recommendation": gettext(label)}
        return gettext(SCORED).format(who=who, ref=entry.ref, **facts)

    def _told(self, entry: Entry) -> bool:
        return entry.ref in self.tells or entry.actor == self.scene.reader.id

    def _ranking(self, entry: Entry, who: str, rows: Sequence[Mapping[str, Any]]) -> str:
        if not self._told(entry):
            return gettext(RANKED_UNTOLD).format(who=who)
        seen = [row for row in rows if row["application"] in self.found.seen]
        order = ", ".join(f"{row['place']}. {row['application']}" for row in sorted(seen, key=lambda row: row["place"]))
        return gettext(RANKED).format(who=who, order=order)

    def _interest(self, entry: Entry) -> Line | None:
        interest = rounds.interest_of(entry)
        touched = [ref for ref, near in self.near.items() if interest["subject"] in near]
        if not touched:
            return None
        message = DECLARED if interest["kind"] else WITHDREW
        told = ", ".join(self._cases(sorted(touched)))
        return Line(self.words.moment(entry.at), gettext(message).format(who=self.words.name(entry.ref), cases=told))

    def _decided(self, entry: Entry) -> Iterator[str]:
        facts = (entry.changes or {}).get("facts", {})
        for row in facts.get("decided", ()):
            chosen = ", ".join(row.get("applications") or ())
            told = f"{row['request']}: {gettext(OUTCOMES[row['outcome']])}"
            yield f"{told} ({chosen})" if chosen else told
        for row in facts.get("others", ()):
            yield f"{row['application']}: {gettext(OTHERS[row['outcome']])}"
