"""A form as JSON Schema (2020-12), for programs that fill it in. Pure.

Beyond the standard: `x-labels` (code → label), `x-refers-to` (what an id is of) and `x-states` (of cases: which states).
"""

from collections.abc import Callable
from typing import Any

from workflow import forms
from workflow.forms import Form

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LONGEST_ID = 40  # characters
Translate = Callable[[str], str]


def json_schema(form: type[Form], translate: Translate = str) -> dict[str, Any]:
    """The schema of a form, its labels and hints in the reader's language."""
    return {"$schema": DIALECT, **_object(form, translate)}


def _object(form: type[Form], translate: Translate) -> dict[str, Any]:
    fields = form._declared_fields
    return {
        "type": "object",
        "properties": {name: _described(field, translate) for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
    }


def _described(field: Any, translate: Translate) -> dict[str, Any]:
    said: dict[str, Any] = {"title": translate(field.label)}
    if field.hint:
        said["description"] = translate(field.hint)
    return said | _typed(field, translate)


def _typed(field: Any, translate: Translate) -> dict[str, Any]:
    least = int(field.required)
    match field:
        case forms.Text():
            return {"type": "string", "minLength": least, "maxLength": field.longest}
        case forms.Choice():
            return _code(field, translate)
        case forms.Choices():
            return _list(_code(field, translate), least, forms.LONGEST_LIST)
        case forms.Day():
            return {"type": "string", "format": "date"}
        case forms.Period():
            return _period()
        case forms.Whole():
            return {"type": "integer", "minimum": field.least, "maximum": field.most}
        case forms.Yes():
            return {"type": "boolean"} | ({"const": True} if field.required else {})
        case forms.Refs():
            return _list(_ident(field), least, forms.LONGEST_LIST)
        case forms.Ref():
            return _ident(field)
        case forms.Table():
            return _list(_object(field.row, translate), field.least, field.most)
    raise TypeError(f"A form cannot ask for a {type(field).__name__}; its kinds are in workflow/forms.py.")


def _code(field: Any, translate: Translate) -> dict[str, Any]:
    labels = {code: translate(label) for code, label in field.options.items()}
    return {"type": "string", "enum": list(labels), "x-labels": labels}


def _ident(field: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": LONGEST_ID, "x-refers-to": field.to}
    return said | ({"x-states": list(field.states)} if field.states else {})


def _list(items: dict[str, Any], least: int, most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _period() -> dict[str, Any]:
    day = {"type": "string", "format": "date"}
    return {
        "type": "object",
        "properties": {"first": day, "last": day},
        "required": ["first", "last"],
        "additionalProperties": False,
    }
