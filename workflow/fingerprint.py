"""The law of a type without its words: what is stored of every version, and the hash that every entry carries.

Comments, docstrings, labels and the order of states and transitions leave it as it is. A changed edge, part, limit,
form field, letter or follow-up changes it, and so does a changed line in a guard, in a function it calls, or in a
property of the case's facts that it reads. The engine itself is not part of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cached_property, partial
from hashlib import sha256
from inspect import unwrap
from types import FunctionType, ModuleType
from typing import Any

from marshmallow.fields import Field

from workflow.definition import Guard, Milestone, Part, State, Workflow
from workflow.forms import Form
from workflow.history import canonical
from workflow.once import once
from workflow.syntax import attributes_named, globals_named, node_of, tree

WORDS = frozenset({"label", "public", "rule", "refusal", "explains", "title"})
ASKED = ("required", "to", "offers", "states", "rows", "least", "most", "longest")  # what a field is besides its kind
ENGINE = __name__.partition(".")[0]
# What a function may read from outside besides functions.
CONSTANTS = (str, int, date, timedelta, Enum, Mapping, list, tuple, set, frozenset, State, Part, Milestone)


@once
def fingerprint(definition: Workflow) -> str:
    """The SHA-256 of the rules as canonical JSON, in hexadecimal. Raises NoSource."""
    return sha256(canonical(rules(definition)).encode()).hexdigest()


@once
def rules(definition: Workflow) -> dict[str, Any]:
    """Everything that a move is judged by, as JSON. Raises NoSource."""
    law = _Law(definition.facts)
    said = {field.name: law.plain(getattr(definition, field.name)) for field in _lawful(definition)}
    said["states"] = {state["name"]: state for state in said["states"]}
    said["transitions"] = sorted(said["transitions"], key=canonical)
    return {**said, "reads": law.reads}


def _lawful(value: Any) -> list[Any]:
    return [field for field in fields(value) if field.name not in WORDS and field.name != "facts"]


class _Law:
    """Turns declarations into JSON; `reads` collects by name what their functions read from outside."""

    def __init__(self, facts: type[Any]) -> None:
        self.facts = facts
        # Functions of the engine and of libraries have versions of their own.
        self._rooms = {_room(one) for one in facts.__mro__} - {ENGINE, "builtins"}
        self.reads: dict[str, list[Any]] = {}
        self._seen: set[tuple[str, int]] = set()

    def plain(self, value: Any) -> Any:
        match value:
            case str() | bool() | int() | None:
                return value
            case Enum():
                return value.value
            case date() | timedelta():
                return str(value)
            case partial():
                return [self.plain(value.func), self.plain(value.args), self.plain(value.keywords)]
            case type() if issubclass(value, Form):
                return self.form(value)
            case Field():
                return self.field(value)
            case Mapping():
                return {str(key): self.plain(item) for key, item in value.items()}
            case set() | frozenset():
                return sorted(map(self.plain, value), key=canonical)
            case list() | tuple():
                return [self.plain(item) for item in value]
        if is_dataclass(value):
            return {field.name: self.plain(getattr(value, field.name)) for field in _lawful(value)}
        return self.function(value)

    def function(self, function: Any) -> dict[str, Any]:
        node = node_of(function)
        function = unwrap(function)
        for name, value in self._read(function, node):
            self._remember(name, value)
        defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
        return tree(node) | ({"defaults": [self._named(value) for value in defaults]} if defaults else {})

    def _read(self, function: FunctionType, node: Any) -> Iterator[tuple[str, Any]]:
        """What a function finds outside itself, by the name under which it does."""
        closed = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        around = {**function.__globals__, **{name: cell.cell_contents for name, cell in closed}}
        for name in globals_named(node):
            if name in around:
                yield name, around[name]
        for of, name in attributes_named(node):
            if isinstance(around.get(of), ModuleType):
                yield name, getattr(around[of], name, None)
            owner = next((one for one in self.facts.__mro__ if name in vars(one)), None)
            if owner is not None and _room(owner) in self._rooms:
                yield name, vars(owner)[name]

    def _remember(self, name: str, value: Any) -> None:
        match value:
            case property() | cached_property():
                value = value.fget if isinstance(value, property) else value.func
            case Guard():
                value = value.test
            case value if isinstance(value, CONSTANTS):
                self._note(name, self._named(value))
        value = unwrap(value) if callable(value) else value
        if isinstance(value, FunctionType) and _room(value) in self._rooms and (name, id(value)) not in self._seen:
            self._seen.add((name, id(value)))
            self._note(name, self.function(value))

    def _note(self, name: str, said: Any) -> None:
        known = self.reads.setdefault(name, [])
        if said not in known:
            known.append(said)
            known.sort(key=canonical)

    def _named(self, value: Any) -> Any:
        """A value that a function reads; of a state or part its name, for the rest stands elsewhere."""
        match value:
            case State() | Part() | Milestone():
                return value.name
            case set() | frozenset():
                return sorted(map(self._named, value), key=canonical)
            case list() | tuple():
                return [self._named(item) for item in value]
            case Mapping():
                return [[self._named(key), self._named(item)] for key, item in value.items()]
            case type():
                return self.form(value) if issubclass(value, Form) else value.__name__
        lawful = isinstance(value, CONSTANTS) or is_dataclass(value) or isinstance(value, FunctionType) or value is None
        return self.plain(value) if lawful else type(value).__name__

    def form(self, form: type[Form]) -> dict[str, Any]:
        checks = [vars(one) for one in form.__mro__ if issubclass(one, Form) and one is not Form]
        found = {name: value for names in reversed(checks) for name, value in names.items()}
        said = {name: self.field(field) for name, field in form._declared_fields.items()}
        own = {name: self.function(value) for name, value in found.items() if isinstance(value, FunctionType)}
        return {"asks": said, "checks": own}

    def field(self, field: Any) -> dict[str, Any]:
        said = {name: getattr(field, name) for name in ASKED if getattr(field, name, None) is not None}
        if getattr(field, "options", None) is not None:
            said["options"] = sorted(field.options)
        if hasattr(field, "row"):
            said["row"] = self.form(field.row)
        return {"kind": type(field).__name__, **{name: self.plain(value) for name, value in said.items()}}


def _room(value: Any) -> str:
    return str(value.__module__).partition(".")[0]
