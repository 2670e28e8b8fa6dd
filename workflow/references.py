"""The ids a form names: which cases must be read with it, and whether what is named exists and can be chosen. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from workflow.forms import Form, Table
from workflow.snapshot import Snapshot
from workflow.words import _

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


def missing(form: type[Form] | None, values: Mapping[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    """Field → sentences, in marshmallow's shape, for ids that name nothing, or nothing that can be chosen here."""
    errors: dict[str, Any] = {}
    for name, value in values.items():
        field: Any = form._declared_fields[name] if form else None
        if isinstance(field, Table):
            rows = {index: missing(field.row, row, snapshot) for index, row in enumerate(value)}
            found: Any = {index: row for index, row in rows.items() if row}
        else:
            found = _wrong(field, value, snapshot) if field is not None and field.to else []
        if found:
            errors[name] = found
    return errors


def _wrong(field: Any, value: Any, snapshot: Snapshot) -> list[str]:
    idents = value if isinstance(value, list) else [value] if value else []
    return [sentence for ident in idents if (sentence := _unfit(field, ident, snapshot))]


def _unfit(field: Any, ident: str, snapshot: Snapshot) -> str | None:
    prefix = {"organisation": "ORG-", "person": "PER-", "document": "DOC-"}.get(field.to)
    if prefix:
        fits = ident.startswith(prefix) and snapshot.directory.knows(ident)
    else:
        case = snapshot.cases.get(ident)
        fits = case is not None and case.kind == field.to and (not field.states or case.state in field.states)
    return None if fits else _("“{ident}” cannot be chosen here.").format(ident=ident)
