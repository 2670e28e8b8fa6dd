"""May this person do this now, and if not, why not: all reasons at once. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflow import blockers
from workflow.attempt import Attempt, Verdict
from workflow.blockers import Blocker
from workflow.definition import CLOCK, Guard, Transition, Workflow
from workflow.snapshot import Case, Snapshot
from workflow.texts import plain

BROKER = "broker"  # the office that may press for a party
LEAD = "lead_broker"  # as a broker
OFFICES = frozenset({BROKER, LEAD, "committee"})  # held everywhere; every other part is a matter of the case


@dataclass(frozen=True)
class Standing:
    """As what somebody presses: one part, or the reasons why not. `on_behalf` are the parts a broker could stand for."""

    part: str | None
    blockers: tuple[Blocker, ...] = ()
    on_behalf: tuple[str, ...] = ()


def held(snapshot: Snapshot, person: str, ref: str) -> frozenset[str]:
    """The offices and parts of a person; in a creation their roles, since there is no case yet."""
    roles: frozenset[str] = snapshot.directory.offices(person)
    roles = roles | {BROKER} if LEAD in roles else roles
    if not ref:
        return roles
    return frozenset(roles & OFFICES) | snapshot.parts_of(person, ref)


def standing(transition: Transition, snapshot: Snapshot, attempt: Attempt, ref: str) -> Standing:
    """As what the actor presses this button."""
    names = tuple(part.name for part in transition.by if not part.absent)
    if snapshot.actor == CLOCK.name:
        allowed = CLOCK in transition.by
        return Standing(CLOCK.name) if allowed else Standing(None, (blockers.not_your_part(_all(transition)),))
    mine = held(snapshot, snapshot.actor, ref)
    if attempt.on_behalf_of:
        return _for_another(transition, snapshot, attempt.on_behalf_of, mine, ref)
    own = _unsigned(transition, [name for name in names if name in mine], snapshot, ref)
    if own:
        return Standing(own)
    if BROKER in names and in_stead_of(transition, snapshot):
        return Standing(BROKER)
    if any(name in mine for name in names):
        return Standing(None, (blockers.already_signed(_still(transition, snapshot, ref)),))
    parties = tuple(part.name for part in transition.by if not part.office and not part.absent)
    if parties and BROKER in mine:
        return Standing(None, (blockers.on_behalf_missing(parties),), parties)
    return Standing(None, (blockers.not_your_part(_all(transition)),))


def in_stead_of(transition: Transition, snapshot: Snapshot) -> tuple[str, ...]:
    """The brokers who are away today, at the office, and in whose stead the actor may confirm what others prepared."""
    if not transition.other_eyes_than or snapshot.actor == CLOCK.name:
        return ()
    today = snapshot.directory.place(f"office:{BROKER}").today(snapshot.now)
    away = snapshot.directory.away_for(snapshot.actor, today)
    return tuple(sorted(one for one, offices in away.items() if {BROKER, LEAD} & offices))


def stood_in(transition: Transition, snapshot: Snapshot, part: str | None, ref: str) -> tuple[str, ...]:
    """The same, where the actor pressed as a broker and is none; nobody where they pressed in their own right."""
    away = in_stead_of(transition, snapshot) if part == BROKER else ()
    return () if away and BROKER in held(snapshot, snapshot.actor, ref) else away


def confirms(definition: Workflow, snapshot: Snapshot, ref: str) -> bool:
    """Whether the actor stands in for who could confirm a case from the state in which it is."""
    state = snapshot.case(ref).state
    return any(in_stead_of(one, snapshot) for one in definition.transitions if state in one.edge.sources)


def silence(snapshot: Snapshot, attempt: Attempt, ref: str) -> tuple[Blocker, ...]:
    """Only the secretariat moves a case without telling anybody."""
    silent = attempt.silent and BROKER not in held(snapshot, snapshot.actor, ref)
    return (blockers.not_your_part((BROKER,)),) if silent else ()


def _for_another(transition: Transition, snapshot: Snapshot, other: str, mine: frozenset[str], ref: str) -> Standing:
    parties = [part.name for part in transition.by if not part.office and not part.absent]
    if BROKER not in mine or not parties:
        return Standing(None, (blockers.not_your_part(_all(transition)),))
    theirs = [name for name in parties if name in held(snapshot, other, ref)]
    if not theirs:
        return Standing(None, (blockers.no_such_part(other, tuple(parties)),), tuple(parties))
    part = _unsigned(transition, theirs, snapshot, ref)
    if part:
        return Standing(part, (), tuple(parties))
    return Standing(None, (blockers.already_signed(_still(transition, snapshot, ref)),), tuple(parties))


def _unsigned(transition: Transition, names: Iterable[str], snapshot: Snapshot, ref: str) -> str | None:
    signed = snapshot.case(ref).signatures.get(transition.trigger, {}) if transition.signed_by else {}
    return next((name for name in names if name not in signed), None)


def _still(transition: Transition, snapshot: Snapshot, ref: str) -> tuple[str, ...]:
    signed = snapshot.case(ref).signatures.get(transition.trigger, {})
    return tuple(part.name for part in transition.signed_by if part.name not in signed)


def _all(transition: Transition) -> tuple[str, ...]:
    return tuple(part.name for part in transition.by)


def eyes(transition: Transition, case: Case | None, actor: str) -> tuple[Blocker, ...]:
    """Who prepared does not confirm."""
    if case is None:
        return ()
    prepared = tuple(name for name in transition.other_eyes_than if actor in case.hands.get(name, ()))
    return (blockers.other_eyes(actor, prepared),) if prepared else ()


def verdicts(
    guards: Iterable[Guard], facts: Any, form: Mapping[str, Any] | None = None, *, with_form: bool
) -> list[tuple[Guard, Verdict]]:
    """What each guard says: those that ask the form if `with_form`, else the others."""
    said = []
    for guard in guards:
        if guard.asks_form == with_form:
            answer = guard.test(facts, form) if with_form else guard.test(facts)
            said.append((guard, Verdict(guard.code, plain(answer))))
    return said


def refusals(said: Iterable[tuple[Guard, Verdict]], waivers: Mapping[str, Any]) -> tuple[Blocker, ...]:
    """The refusals that no waiver passes."""
    return tuple(
        blockers.refused(guard, verdict.facts)
        for guard, verdict in said
        if verdict.facts is not None and not (guard.waivable and guard.code in waivers)
    )


def waits_for_form(guard: Guard, transition: Transition) -> bool:
    """Whether the form of the transition may still set what the guard reads."""
    fields = transition.form._declared_fields if transition.form else {}
    return any(name in fields for name in guard.sets)
