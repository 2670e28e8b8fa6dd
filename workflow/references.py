"""The ids a form names: which cases must be read with it, and whether what is named exists and can be chosen. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from workflow.forms import Form, Table
from workflow.judge import BROKER, held
from workflow.reading import idents
from workflow.snapshot import Facts
from workflow.words import Sentence, _

CASE = re.compile(r"^[A-Z]+-\d{4}-\d{4,}$")


def cases_named(values: Any) -> set[str]:
    """All case references in a form as it came in, however deep; what is no reference is left to the form's check."""
    if isinstance(values, str):
        return {values} if CASE.match(values) else set()
    if isinstance(values, Mapping):
        return set().union(*map(cases_named, values.values())) if values else set()
    if isinstance(values, list | tuple):
        return set().union(*map(cases_named, values)) if values else set()
    return set()


def missing(form: type[Form] | None, values: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """Field → sentences, in marshmallow's shape, for ids that name nothing, or nothing that can be chosen here."""
    errors: dict[str, Any] = {}
    for name, value in values.items():
        field: Any = form._declared_fields[name] if form else None
        if isinstance(field, Table):
            rows = {index: missing(field.row, row, facts) for index, row in enumerate(value)}
            found: Any = {index: row for index, row in rows.items() if row}
        else:
            found = _wrong(field, value, facts) if field is not None and field.to else []
        if found:
            errors[name] = found
    return errors


def _wrong(field: Any, value: Any, facts: Facts) -> list[str | Sentence]:
    idents = value if isinstance(value, list) else [value] if value else []
    return [sentence for ident in idents if (sentence := _unfit(field, ident, facts))]


def _unfit(field: Any, ident: str, facts: Facts) -> str | Sentence | None:
    known = facts.snapshot.directory.knows(ident)
    match field.to:
        case "organisation":
            fits = known and ident.startswith("ORG-") and facts.snapshot.directory.chosen(ident)
        case "person":
            fits = known and ident.startswith("PER-") and _offered(field, ident, facts)
        case "topic":
            fits = facts.snapshot.directory.chosen(ident) or (bool(facts.ref) and ident in facts.case.facts.values())
        case "document":
            fits = known and ident.startswith("DOC-")
            if fits and not _may_attach(ident, facts):
                return _("Choose the file again.")
        case kind:
            case = facts.snapshot.cases.get(ident)
            fits = case is not None and case.kind == kind  # in which state it must be is a guard's to say, in words
    return None if fits else Sentence(_("“{ident}” cannot be chosen here."), {"ident": ident})


def _offered(field: Any, person: str, facts: Facts) -> bool:
    """Whether a person is among those a form offers: its own list, else whoever has to do with the case.

    Before anybody has, that is whoever works with who presses; an office may name everybody.
    """
    if field.offers:
        return person in getattr(facts, field.offers)
    if around := around_case(facts):
        return person in around
    directory, actor = facts.snapshot.directory, facts.actor
    mine = directory.organisation(actor)
    return person == actor or (mine is not None and mine == directory.organisation(person)) or _office(facts)


def around_case(facts: Facts) -> tuple[str, ...]:
    """Who takes part in a case by name, and all who work for who takes part; nobody before there is a case."""
    seats = facts.case.seats if facts.ref else ()
    people = [seat.person for seat in seats if seat.person]
    for organisation in dict.fromkeys(seat.organisation for seat in seats if seat.organisation):
        people += facts.snapshot.directory.people_of(organisation)
    return tuple(dict.fromkeys(people))


def _may_attach(document: str, facts: Facts) -> bool:
    """Whether naming a document opens it to nobody new: who presses brought it, or the case names it, or an office does."""
    named = facts.ref and document in idents(facts.case.facts)
    return bool(named) or facts.snapshot.directory.brought(facts.actor, document) or _office(facts)


def _office(facts: Facts) -> bool:
    return BROKER in held(facts.snapshot, facts.actor, facts.ref)
