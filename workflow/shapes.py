"""The JSON objects that commands and API share: case, action, history entry, follow-up, type. Made only here. Pure.

They are an interface: keys may be added, none renamed or removed. Instants are RFC 3339 in UTC, dates ISO 8601.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from workflow.definition import START, Follows, FollowUp, Part, State, Transition, Workflow
from workflow.fingerprint import fingerprint
from workflow.history import INSTANT, Entry
from workflow.moments import Moment
from workflow.schema import json_schema
from workflow.sentences import anchor_label

Translate = Callable[[str], str]
Say = Callable[[str, Mapping[str, Any]], str]  # a marked message and its facts → a sentence for the reader


def case(row: Any, followed: Any = None) -> dict[str, Any]:
    """A case: `row` has the columns of `cases`. `followed` is the case that says whose turn it is, if one does."""
    waiting = followed if followed is not None else row
    due = {"date": waiting.due_date.isoformat(), "zone": waiting.due_zone} if waiting.due_date else None
    return {
        "ref": row.ref,
        "kind": row.kind,
        "type": row.type,
        "definition_version": row.definition_version,
        "state": row.state,
        "milestone": row.milestone,
        "waits_for": list(waiting.waits_for),
        "follows": row.follows,
        "due": due,
        "version": row.version,
        "title": row.title,
        "country": row.country,
        "created_at": instant(row.created_at),
        "ended": row.ended,
        "is_demo": row.is_demo,
    }


def action(one: Any, *, say: Say, translate: Translate = str) -> dict[str, Any]:
    """A button, allowed or with its reasons; `to` is null where the form decides, or where the case has been."""
    return {
        "trigger": one.trigger,
        "label": translate(one.label),
        "explains": translate(one.explains) if one.explains else "",
        "to": one.target,
        "allowed": one.allowed,
        "blockers": [blocker(each, say=say) for each in one.blockers],
        "on_behalf": list(one.on_behalf),
        "destructive": one.destructive,
        "form_required": one.form_required,
        "form": json_schema(one.form, translate) if one.form else None,
    }


def blocker(one: Any, *, say: Say) -> dict[str, Any]:
    """One reason why not, with its sentence for the reader."""
    return {
        "code": one.code,
        "message": say(one.message, one.facts),
        "facts": {name: instant(value) if isinstance(value, datetime) else value for name, value in one.facts.items()},
        "mend": one.mend,
        "waivable": one.waivable,
    }


def entry(one: Entry, actor_name: str | None) -> dict[str, Any]:
    """A line of history: exactly what is hashed, then its id, its hash and who that was (null once erased)."""
    hashed: dict[str, Any] = json.loads(one.body)
    return {**hashed, "id": one.id, "hash": one.hash, "actor_name": actor_name}


def follow_up(
    row: Any,
    definition: Workflow,
    *,
    to_name: str | None,
    language: str | None,
    translate: Translate = str,
    status: str | None = None,
) -> dict[str, Any]:
    """Something due: `row` is one of `follow_ups`, or planned (`status` then says so), of a case of that law.

    `language` is the recipient's, null where that is nobody in particular; `why` says what the date is counted from.
    """
    return {
        "ref": row.ref,
        "name": row.rule,
        "rung": row.rung,
        "kind": row.kind.value if isinstance(row.kind, Enum) else row.kind,
        "trigger": row.trigger,
        "to": row.recipient,
        "to_name": to_name,
        "due_at": instant(row.due_at),
        "zone": row.zone,
        "language": language,
        "anchor": row.anchor,
        "why": translate(anchor_label(definition, row.anchor)),
        "status": status or row.status,
    }


def forecast_line(one: Any, definition: Workflow, *, to_name: str | None, translate: Translate = str) -> dict[str, Any]:
    """A line of a forecast: a follow-up as above, done or sent if nobody does anything; a clock move may be `refused`.

    `cause` is the trigger of the move that owes a letter, which is then called by its template; else null.
    """
    shape = follow_up(one, definition, to_name=to_name, language=one.language, translate=translate)
    return {**shape, "cause": one.cause}


def letter(row: Any, subject: str, *, to_name: str | None) -> dict[str, Any]:
    """A letter of the outbox, under its subject."""
    return {
        "id": row.id,
        "to": row.recipient,
        "to_name": to_name,
        "subject": subject,
        "language": row.language,
        "status": row.status,
        "not_before": instant(row.not_before),
    }


def type_(definition: Workflow, problems: Iterable[str] = (), translate: Translate = str) -> dict[str, Any]:
    """A definition. `from` is empty in a creation; `to` is null where the case stays, `came_from` where it returns."""
    ladders = [(state.name, rung) for state in definition.states for rung in state.late]
    return {
        "name": definition.name,
        "kind": definition.kind,
        "version": definition.version,
        "fingerprint": fingerprint(definition),
        "label": translate(definition.label),
        "states": [_state(state, translate) for state in definition.states],
        "transitions": [_transition(one, translate) for one in definition.transitions],
        "follow_ups": [
            *(_rule(rung, state, translate) for state, rung in ladders),
            *(_rule(one, None, translate) for one in definition.follow_ups),
        ],
        "problems": list(problems),
    }


def instant(moment: datetime) -> str:
    """A moment as every shape writes it."""
    return moment.astimezone(UTC).strftime(INSTANT)


def _state(state: State, translate: Translate) -> dict[str, Any]:
    follows = state.turn.link if isinstance(state.turn, Follows) else None
    return {
        "name": state.name,
        "label": translate(state.label),
        "public": translate(state.public),
        "milestone": state.milestone.name if state.milestone else None,
        "waits_for": [] if isinstance(state.turn, Follows) else _names(state.turn),
        "follows": follows,
        "limit": _moment(state.limit),
        "holds": [translate(guard.rule) for guard in state.holds],
        "end": state.end,
    }


def _transition(one: Transition, translate: Translate) -> dict[str, Any]:
    return {
        "trigger": one.trigger,
        "label": translate(one.label),
        "from": [source for source in one.edge.sources if source != START.name],
        "to": one.edge.target,
        "by": _names(one.by),
        "signed_by": _names(one.signed_by),
        "at": _moment(one.at),
        "rules": [translate(guard.rule) for guard in one.guards],
        "letters": list(one.letters),
        "form": json_schema(one.form, translate) if one.form else None,
    }


def _rule(one: FollowUp, state: str | None, translate: Translate) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": translate(one.label) if one.label else "",
        "kind": one.kind.value,
        "at": _moment(one.at),
        "to": [part.name if isinstance(part, Part) else part for part in one.to],
        "state": state,
        "group": one.group,
        "trigger": one.trigger,
        "form": json_schema(one.form, translate) if one.form else None,
    }


def _names(parts: Iterable[Part]) -> list[str]:
    return [part.name for part in parts]


def _moment(moment: Moment | None) -> dict[str, Any] | None:
    if moment is None:
        return None
    return {name: value.value if isinstance(value, Enum) else value for name, value in asdict(moment).items()}
