"""The syntax tree of a function as JSON: the same after a change of comments, layout, docstring, words or annotations.

Not `ast.dump`: what that prints differs between versions of Python, and a fingerprint has to outlive them.
"""

import ast
import inspect
import linecache
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

from workflow.errors import WorkflowError
from workflow.words import _

# What says nothing about what a function does. `decorator_list`: the law of a guard stands in its own fields.
SILENT = frozenset({"ctx", "kind", "type_comment", "type_params", "annotation", "returns", "decorator_list"})
Function = ast.FunctionDef | ast.Lambda


class NoSource(WorkflowError):
    """Raised if the rules of a type hang on something whose source cannot be read."""

    message = _("The rules of {function} cannot be read. Write it as a function in a file that is installed as source.")
    status = 500


def node_of(function: Any) -> Function:
    """Where a function is written. Raises NoSource."""
    function = inspect.unwrap(function)
    if isinstance(function, FunctionType):
        code = function.__code__
        is_lambda = code.co_name == "<lambda>"
        for node in _functions(code.co_filename):
            if _is_lambda(node, code) if is_lambda else _is_def(node, code):
                return node
    raise NoSource(function=getattr(function, "__qualname__", repr(function)))


def _is_def(node: Function, code: CodeType) -> bool:
    if not isinstance(node, ast.FunctionDef) or node.name != code.co_name:
        return False
    return min([node.lineno, *(one.lineno for one in node.decorator_list)]) == code.co_firstlineno


def _is_lambda(node: Function, code: CodeType) -> bool:
    """Several may stand in one line, or one in another: it is the one whose body the bytecode came from."""
    if not isinstance(node, ast.Lambda):
        return False
    spans = [(a, c, b, d) for a, b, c, d in code.co_positions() if None not in (a, b, c, d) and (a, c) != (b, d)]
    body = node.body
    return bool(spans) and (
        min(span[:2] for span in spans) == (body.lineno, body.col_offset)
        and max(span[2:] for span in spans) == (body.end_lineno, body.end_col_offset)
    )


@lru_cache(maxsize=64)
def _functions(filename: str) -> tuple[Function, ...]:
    lines = linecache.getlines(filename)
    return tuple(node for node in ast.walk(ast.parse("".join(lines))) if isinstance(node, Function))


def tree(node: Function) -> dict[str, Any]:
    """What a function takes and does."""
    body = node.body
    if isinstance(body, list):
        return {"takes": _plain(node.args), "does": _plain(_without_docstring(body))}
    return {"takes": _plain(node.args), "does": _plain(body)}


def globals_named(node: ast.AST) -> Iterator[str]:
    """The names a function reads from outside; its own variables may be among them."""
    return (one.id for one in ast.walk(node) if isinstance(one, ast.Name))


def attributes_named(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The attributes a function reads, each after the name of what it is read of; empty, where that has none."""
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute):
            yield one.value.id if isinstance(one.value, ast.Name) else "", one.attr


def strings_in(node: ast.AST) -> Iterator[str]:
    """The strings that stand in a function."""
    return (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
    return body


def _plain(value: Any) -> Any:
    match value:
        case ast.FunctionDef():
            return {"node": "FunctionDef", "name": value.name, **tree(value)}
        case ast.Call(func=ast.Name(id="_")):
            return {"node": "Words"}
        case ast.Constant():
            return {"node": "Constant", "value": repr(value.value)}
        case ast.AST():
            fields = {name: _plain(item) for name, item in ast.iter_fields(value) if name not in SILENT}
            # Later versions of Python add fields that are empty wherever an earlier one could be read.
            return {"node": type(value).__name__} | {k: item for k, item in fields.items() if item not in (None, [])}
        case list():
            return [_plain(item) for item in value]
    return value if isinstance(value, str) or value is None else repr(value)
