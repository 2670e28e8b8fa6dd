"""Who could help with a request, in what order and why; other weights to try; and what a broker chooses, with a reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from babel.numbers import format_decimal
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from matching.criteria import CRITERIA, DEFAULTS
from matching.facts import Candidate, Request, Said
from matching.joint import Together, together
from matching.pool import Pool
from matching.rank import Mark, Ranked, Ranking, rank
from matching.reading import lexicon_of, pool_of, requests_of
from records import matchable
from records.matchable import Matchable
from web.acting import by
from web.database import writing
from web.desk.room import ROOM
from web.desk.whole import broker
from web.fields import Posted
from web.given import connect
from web.scene import Scene, of_case
from web.words import Words
from workflow.errors import UnknownCase, WorkflowError
from workflow.sentences import locale
from workflow.words import _

KINDS = ("request", "call", "exchange")  # around which there are requests that look for expertise
MOST = 20  # ranks that are shown; whoever comes later is counted
HEAVIEST = 10.0
WEIGHT = "weight-"
CHOSEN = _("Chosen for a match: {candidate}, the first of {count}. {reason}")
CHOSEN_OTHER = _("Chosen for a match: {candidate}, at place {place} of {count}, and not {first}. Why: {reason}")
KEPT = _("Your choice is kept with {ref}, as a comment. Nothing has moved yet: the button of the case decides.")


class WhyNotTheFirst(WorkflowError):
    """Raised if somebody chooses another than the first and says nothing of why."""

    message = _("{candidate} is at place {place}. Say why it is not {first}.")
    status = 422


class NobodyChosen(WorkflowError):
    """Raised if what is chosen is none of those who can be."""

    message = _("Choose one of those who can be chosen.")
    status = 422


@dataclass(frozen=True)
class Weight:
    """What a criterion counts: as it is tried now, and usually."""

    name: str
    label: str
    value: str
    usual: str


@dataclass(frozen=True)
class Row:
    """One criterion of one candidate, in words; points are of 100."""

    label: str
    points: int
    weight: str
    said: str


@dataclass(frozen=True)
class Shown:
    """A candidate: `ref` is the application's, empty for who was found; `where` the state of it."""

    id: str
    ref: str
    name: str
    where: str
    place: int = 0
    total: int = 0
    rows: Sequence[Row] = ()
    reasons: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """One request with those who could help; `more` are ranked beyond those that are shown."""

    ref: str
    title: str
    ranked: Sequence[Shown]
    walled: Sequence[Shown]
    more: int


@dataclass(frozen=True)
class Line:
    """What is proposed for one of several requests; or the closest miss, and why it is not they."""

    ref: str
    title: str
    who: Shown | None
    total: int
    reasons: Sequence[str] = ()


class Matching:
    """All that the page is drawn from, of one moment."""

    def __init__(self, scene: Scene) -> None:
        if scene.snapshot.case(scene.ref).kind not in KINDS:
            raise UnknownCase(ref=scene.ref)
        self.known: Matchable = matchable.read(scene.connection, scene.ref)
        lexicon = lexicon_of(self.known)
        self.requests = requests_of(self.known, lexicon)
        self.pool: Pool = pool_of(self.known, lexicon)
        self.words: Words = scene.words.among(self.known.directory)
        self.program = scene.program
        self.titles = {one.ref: one.title for one in self.known.requests}
        self.states = {one.ref: one.state for one in self.known.applications}

    def part(self, one: Request, weights: Mapping[str, float]) -> Part:
        """One request."""
        ranking = rank(one, self.pool, weights, most=MOST)
        ranked = [self._ranked(found) for found in ranking.ranked]
        walled = [self._shown(found.candidate, reasons=self.said(found.reasons)) for found in ranking.walled]
        return Part(one.ref, self.titles[one.ref], ranked, walled, ranking.count - len(ranked))

    def lines(self, weights: Mapping[str, float]) -> Iterator[Line]:
        """What is proposed for all requests together, then what cannot be filled."""
        found: Together = together(self.requests, self.pool, weights)
        for one in found.proposed:
            ref = one.request.ref
            yield Line(ref, self.titles[ref], self._shown(one.candidate), _percent(one.total))
        for miss in found.unfilled:
            who, ref = self._shown(miss.closest) if miss.closest else None, miss.request.ref
            yield Line(ref, self.titles[ref], who, _percent(miss.total), self.said(miss.why))

    def said(self, sentences: Iterable[Said]) -> list[str]:
        """Sentences in the reader's language."""
        return [self._say(one) for one in sentences]

    def name(self, candidate: Candidate) -> str:
        """What a candidate is called: their organisation, and the person where they were found by name."""
        organisation = self.words.name(candidate.side.organisation)
        return organisation if candidate.only else f"{self.words.name(candidate.id)}, {organisation}"

    def _ranked(self, one: Ranked) -> Shown:
        rows = [self._row(mark) for mark in one.marks]
        return self._shown(one.candidate, place=one.place, total=_percent(one.total), rows=rows)

    def _shown(self, candidate: Candidate, **more: Any) -> Shown:
        ref = candidate.id if candidate.only else ""
        application = self.program.registry.newest("application")
        where = self.words.state(application, self.states[ref]) if ref else gettext(_("agreed to be found"))
        return Shown(candidate.id, ref, self.name(candidate), where, **more)

    def _row(self, mark: Mark) -> Row:
        label = gettext(mark.criterion.label)
        return Row(label, _percent(mark.points), self._number(mark.weight), self._say(mark.said))

    def _say(self, said: Said) -> str:
        facts = dict(said.facts)
        for name in facts.keys() & {"theirs", "ours"}:
            facts[name] = self._number(facts[name])
        if "topic" in facts:
            facts["topic"] = self.words.topic(facts["topic"])
        if "topics" in facts:
            facts["topics"] = [self.words.topic(one) for one in facts["topics"]]
        return self.words.say(said.message, facts)

    def _number(self, value: float) -> str:
        return str(format_decimal(value, locale=locale(self.words.language)))


def draw(ref: str) -> tuple[str, int]:
    """The page. Raises NotYours, and UnknownCase where there is no request."""
    broker()
    return _page(Matching(of_case(ROOM, ref)), ref), 200


def choose(ref: str) -> Any:
    """Somebody chooses: it is kept as a comment on the request. Raises NotYours and UnknownCase."""
    broker()
    posted, scene = Posted(request.form), of_case(ROOM, ref)
    found = Matching(scene)
    try:
        text = _told(found, posted)
        with writing(keyed=True) as connection:
            connect().engine.comment(connection, ref, text, **by(), key=posted.get("key") or None)
    except UnknownCase:
        raise
    except WorkflowError as error:
        return _page(Matching(of_case(ROOM, ref)), ref, error, posted), error.status
    flash(gettext(KEPT).format(ref=ref))
    return redirect(url_for("desk.case", ref=ref, _anchor="actions"), 303)


def again(error: WorkflowError, args: Mapping[str, Any], posted: Posted) -> tuple[str, int]:
    """The page drawn again with what was sent."""
    broker()
    return _page(Matching(of_case(ROOM, args["ref"])), args["ref"], error, posted), error.status


def _told(found: Matching, posted: Posted) -> str:
    """The comment. The order is that of the usual weights, whatever was tried. Raises WhyNotTheFirst and NobodyChosen."""
    ranking: Ranking = rank(found.requests[0], found.pool)
    one = next((one for one in ranking.ranked if one.candidate.id == posted.get("candidate")), None)
    if one is None or len(found.requests) > 1:
        raise NobodyChosen
    reason, first = (posted.get("reason") or "").strip(), ranking.ranked[0]
    called = {"candidate": _called(found, one), "first": _called(found, first), "place": one.place}
    if one is not first and not reason:
        raise WhyNotTheFirst(**called)
    message = CHOSEN if one is first else CHOSEN_OTHER
    return gettext(message).format(**called, count=ranking.count, reason=reason).strip()


def _called(found: Matching, one: Ranked) -> str:
    name = found.name(one.candidate)
    return f"{one.candidate.id} ({name})" if one.candidate.only else name


def _page(found: Matching, ref: str, error: WorkflowError | None = None, posted: Posted | None = None) -> str:
    weights = _weights()
    parts = [found.part(one, weights) for one in found.requests]
    several = len(parts) > 1
    return render_template(
        "match.html",
        ref=ref,
        part=None if several else parts[0],
        lines=tuple(found.lines(weights)) if several else (),
        weights=[_weight(one.name, gettext(one.label), weights) for one in CRITERIA],
        tried=weights != DEFAULTS,
        wrong=found.words.error(error) if error else "",
        posted=posted or {},
        key=(posted and posted.get("key")) or uuid4().hex,
    )


def _weights() -> Mapping[str, float]:
    """The weights that the address asks for; the usual one where it asks for none, or for nonsense."""
    return {name: _asked(request.args.get(WEIGHT + name, ""), usual) for name, usual in DEFAULTS.items()}


def _asked(typed: str, usual: float) -> float:
    try:
        return min(HEAVIEST, max(0.0, float(typed.replace(",", "."))))
    except ValueError:
        return usual


def _weight(name: str, label: str, weights: Mapping[str, float]) -> Weight:
    return Weight(WEIGHT + name, label, f"{weights[name]:g}", f"{DEFAULTS[name]:g}")


def _percent(share: float) -> int:
    return round(100 * share)
