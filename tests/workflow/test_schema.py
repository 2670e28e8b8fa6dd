"""A form as JSON Schema: every kind of field says what it takes."""

from typing import Any

import pytest
from marshmallow import fields

from tests.support.toys import Damage
from workflow import forms
from workflow.forms import Form
from workflow.schema import DIALECT, json_schema

CODES = {"fr": "French", "en": "English"}
CODE = {"type": "string", "enum": ["fr", "en"], "x-labels": CODES}
DAY = {"type": "string", "format": "date"}


def ident(to: str) -> dict[str, Any]:
    """The schema of an id."""
    return {"type": "string", "minLength": 1, "maxLength": 40, "x-refers-to": to}


def many(items: dict[str, Any], least: int = 0, most: int = 100) -> dict[str, Any]:
    """The schema of a list."""
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


KINDS: list[tuple[Any, dict[str, Any]]] = [
    (forms.Text("x"), {"type": "string", "minLength": 0, "maxLength": 20_000}),
    (forms.Text("x", required=True), {"type": "string", "minLength": 1, "maxLength": 20_000}),
    (forms.Line("x"), {"type": "string", "minLength": 0, "maxLength": 200}),
    (forms.Choice("x", CODES), CODE),
    (forms.Choices("x", CODES, required=True), many(CODE, least=1)),
    (forms.Day("x"), DAY),
    (
        forms.Period("x"),
        {
            "type": "object",
            "properties": {"first": DAY, "last": DAY},
            "required": ["first", "last"],
            "additionalProperties": False,
        },
    ),
    (forms.Whole("x", least=2, most=10), {"type": "integer", "minimum": 2, "maximum": 10}),
    (forms.Yes("x"), {"type": "boolean"}),
    (forms.Yes("x", required=True), {"type": "boolean", "const": True}),
    (forms.Ref("x", "request", states=("open",)), ident("request") | {"x-states": ["open"]}),
    (forms.Refs("x", "organisation", required=True), many(ident("organisation"), least=1)),
    (forms.Person("x"), ident("person")),
    (forms.Persons("x"), many(ident("person"))),
    (forms.File("x"), ident("document")),
    (
        forms.Table("x", Damage, least=1, most=3),
        many(
            {
                "type": "object",
                "properties": {"page": {"title": "Page", "type": "string", "minLength": 1, "maxLength": 200}},
                "required": ["page"],
                "additionalProperties": False,
            },
            least=1,
            most=3,
        ),
    ),
]


def asking(**asked: Any) -> type[Form]:
    """A form of some fields."""
    return type("Asking", (Form,), asked)


@pytest.mark.parametrize(("field", "schema"), KINDS, ids=[type(field).__name__ for field, _ in KINDS])
def test_kind(field: Any, schema: dict[str, Any]) -> None:
    """Each kind of field says what it takes, as the form itself checks it."""
    assert json_schema(asking(x=field))["properties"]["x"] == {"title": "x", **schema}


def test_every_kind() -> None:
    """No kind of field is left out."""
    kinds = {one for one in vars(forms).values() if isinstance(one, type) and issubclass(one, forms.Asked)}
    assert kinds - {type(field) for field, _ in KINDS} == {forms.Asked}


def test_form() -> None:
    """A form is an object that takes its own fields only, and says which it must have."""
    schema = json_schema(asking(a=forms.Line("A", required=True, hint="Short."), b=forms.Day("B")))
    assert schema["$schema"] == DIALECT
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["a"]
    assert list(schema["properties"]) == ["a", "b"]
    assert schema["properties"]["a"]["description"] == "Short."


def test_translated() -> None:
    """Labels, hints and choices are in the reader's language."""
    form = asking(a=forms.Choice("Language", CODES, hint="One."), t=forms.Table("Rows", Damage))
    schema = json_schema(form, str.upper)["properties"]
    assert (schema["a"]["title"], schema["a"]["description"]) == ("LANGUAGE", "ONE.")
    assert schema["a"]["x-labels"] == {"fr": "FRENCH", "en": "ENGLISH"}
    assert schema["t"]["items"]["properties"]["page"]["title"] == "PAGE"


def test_unknown_kind() -> None:
    """A field that is none of the kinds a form may have is refused, not passed on as anything."""
    stranger = fields.Decimal()
    stranger.label, stranger.hint = "x", ""  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="A form cannot ask for a Decimal"):
        json_schema(asking(x=stranger))
