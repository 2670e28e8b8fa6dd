"""What people, organisations and their places may be called; each check answers the value as it is stored, or raises."""

import re
from collections.abc import Collection, Iterable
from datetime import date

from records import errors, vocabulary
from records.admin_errors import BadAbsence
from records.languages import WRITTEN

EMAIL = re.compile(r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+$")
LONGEST_EMAIL, LONGEST_NAME = 254, 200  # characters


def email(written: str) -> str:
    """An address in lower case. Raises BadEmail."""
    address = written.strip().lower()
    if len(address) > LONGEST_EMAIL or not EMAIL.match(address):
        raise errors.BadEmail(email=written[:LONGEST_EMAIL])
    return address


def name(written: str) -> str:
    """A name on one line. Raises BadName."""
    one_line = " ".join(written.split())
    if not 0 < len(one_line) <= LONGEST_NAME:
        raise errors.BadName(most=LONGEST_NAME)
    return one_line


def roles(held: Collection[str]) -> None:
    """Whether one person may hold these. Raises UnknownRole or RolesExclude."""
    for role in sorted(held):
        if role not in vocabulary.ROLES:
            raise errors.UnknownRole(role=role, roles=list(vocabulary.ROLES))
        if role in vocabulary.ALONE and len(held) > 1:
            raise errors.RolesExclude(alone=role)


def place(country: str | None = None, language: str | None = None, zone: str | None = None) -> None:
    """Whether what is given of a place exists. Raises UnknownCountry, UnknownLanguage or UnknownZone."""
    if country is not None and not vocabulary.is_country(country):
        raise errors.UnknownCountry(country=country)
    if language is not None and language not in WRITTEN:
        raise errors.UnknownLanguage(language=language, languages=list(WRITTEN))
    if zone is not None and zone not in vocabulary.zones():
        raise errors.UnknownZone(zone=zone)


def absence(first: date | None, last: date | None) -> None:
    """Whether somebody can be away from one day to another. Raises BadAbsence."""
    if (first is None) != (last is None) or (first and last and last < first):
        raise BadAbsence()


def languages(spoken: Iterable[str]) -> list[str]:
    """Codes of languages, each once, in the order given. Raises UnknownLanguage."""
    codes = list(dict.fromkeys(spoken))
    for code in codes:
        if code not in vocabulary.LANGUAGES:
            raise errors.UnknownLanguage(language=code, languages=list(vocabulary.LANGUAGES))
    return codes


def kind(chosen: str, kinds: Collection[str]) -> str:
    """One of the kinds. Raises UnknownKind."""
    if chosen not in kinds:
        raise errors.UnknownKind(kind=chosen, kinds=list(kinds))
    return chosen


def number(counted: int | None) -> int | None:
    """A number above zero, or none. Raises BadNumber."""
    if counted is not None and counted < 1:
        raise errors.BadNumber(number=counted)
    return counted
