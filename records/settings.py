"""What the office may decide: each setting with its default and what it means; only deviations are rows."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from records import vocabulary
from records.checks import EMAIL
from records.errors import BadSetting, UnknownSetting
from records.languages import WRITTEN
from records.stream import act, record
from records.tables import Setting, core
from workflow.streams import SYSTEM
from workflow.words import _


@dataclass(frozen=True)
class Decidable:
    """A setting: what it is until somebody decides, what it means, and which values it takes."""

    default: Any
    meaning: str
    fits: Callable[[Any], bool]


def _countries(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and vocabulary.is_country(one) for one in value)


def _one_or_more(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _roles(value: Any) -> bool:
    return isinstance(value, list) and all(one in vocabulary.ROLES for one in value)


MOST_GRACE = 60  # minutes


def _minutes_of_grace(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_GRACE


MOST_DAYS = 36_500  # a hundred years


def _days(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_DAYS


ALL: Mapping[str, Decidable] = {
    "office_zone": Decidable(
        "Europe/Amsterdam",
        _("The time zone in which the secretariat's days begin and end."),
        lambda value: value in vocabulary.zones(),
    ),
    "office_country": Decidable(
        "NL",
        _("The country, by its code of two letters, whose holidays the secretariat keeps."),
        vocabulary.is_country,
    ),
    "office_language": Decidable(
        "en",
        _("The language, by its code, in which the secretariat is written to."),
        lambda value: value in WRITTEN,
    ),
    "contact_email": Decidable(
        "",
        _("The e-mail address of the secretariat on the public page “Contact”; none is shown where it is empty."),
        lambda value: value == "" or (isinstance(value, str) and EMAIL.match(value) is not None),
    ),
    "grace_minutes": Decidable(
        2,
        _("For how many minutes letters wait, so that a step can be undone before they leave; from 0 to 60."),
        _minutes_of_grace,
    ),
    "committee_quorum": Decidable(
        1,
        _("How many members of the committee must have scored before that counts as a recommendation; one or more."),
        _one_or_more,
    ),
    "second_factor_roles": Decidable(
        ["broker", "lead_broker", "committee", "admin"],
        _("Who signs in with a code from their telephone beside the password; demonstration accounts need none."),
        _roles,
    ),
    "partner_countries_added": Decidable(
        [],
        _("Codes of countries that count as EU partner countries although the list says otherwise."),
        _countries,
    ),
    "partner_countries_removed": Decidable(
        [],
        _("Codes of countries that do not count as EU partner countries although the list says otherwise."),
        _countries,
    ),
    "keep_drafts_days": Decidable(
        180, _("For how many days answers are kept that were begun and never sent; 0 keeps them for ever."), _days
    ),
    "keep_sessions_days": Decidable(
        30,
        _("For how many days it is kept who was signed in from where, once that is over; 0 keeps it for ever."),
        _days,
    ),
    "keep_letters_days": Decidable(
        730, _("For how many days the words of letters are kept, once they were sent; 0 keeps them for ever."), _days
    ),
    "keep_mail_days": Decidable(
        1095,
        _("For how many days e-mails that were taken in are kept, once their case has ended; 0 keeps them for ever."),
        _days,
    ),
    "keep_documents_days": Decidable(
        1825, _("For how many days documents are kept, once their cases have ended; 0 keeps them for ever."), _days
    ),
}

DEFAULTS: Mapping[str, Any] = {name: setting.default for name, setting in ALL.items()}

_settings = core(Setting)


def every(connection: Connection) -> dict[str, Any]:
    """All settings in force, by name."""
    rows = connection.execute(select(_settings.c.name, _settings.c.value))
    return {**DEFAULTS, **{name: json.loads(value) for name, value in rows}}


def change(connection: Connection, name: str, value: Any, *, actor: str, now: datetime, via: str) -> None:
    """Decide a setting; the default again is no deviation. Raises UnknownSetting or BadSetting."""
    if name not in ALL:
        raise UnknownSetting(name=name, names=list(ALL))
    if not ALL[name].fits(value):
        raise BadSetting(name=name, value=value, meaning=ALL[name].meaning)
    if every(connection)[name] == value:
        return
    _keep(connection, name, value)
    record(connection, SYSTEM, "change_setting", act(actor, now, via), {name: value})


def _keep(connection: Connection, name: str, value: Any) -> None:
    this = _settings.c.name == name
    if value == ALL[name].default:
        connection.execute(delete(_settings).where(this))
    elif not connection.execute(update(_settings).where(this).values(value=json.dumps(value))).rowcount:
        connection.execute(insert(_settings).values(name=name, value=json.dumps(value)))
