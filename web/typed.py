"""What an address or a form says, as either database can take it."""

from typing import Any

import flask
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items

LARGEST = 2**63 - 1  # the largest number that a column or a parameter can be


class Typed(ImmutableMultiDict[str, Any]):
    """Names and values without NUL, which PostgreSQL keeps in no text and nobody types."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = iter_multi_items(mapping if mapping is not None else ())
        super().__init__([(_plain(name), _plain(value)) for name, value in pairs])


class Request(flask.Request):
    """A request whose address and form are read as `Typed`."""

    parameter_storage_class = Typed


def _plain(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value
