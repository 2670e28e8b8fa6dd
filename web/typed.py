"""What an address or a form says, as either database can take it, and files no larger than one may be."""

from tempfile import SpooledTemporaryFile
from typing import Any

import flask
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items

from records.documents import MAX_BYTES

IN_MEMORY = 2**19  # bytes of a file; a larger one waits on the disk
LARGEST = 2**63 - 1  # the largest number that a column or a parameter can be


class Typed(ImmutableMultiDict[str, Any]):
    """Names and values without NUL, which PostgreSQL keeps in no text and nobody types."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = iter_multi_items(mapping if mapping is not None else ())
        super().__init__([(_plain(name), _plain(value)) for name, value in pairs])


class Capped(SpooledTemporaryFile[bytes]):
    """A file that comes in, up to one byte more than a document may have: by that it is known to be too large.

    The rest is read and let go, so that what was written beside it is not lost with it.
    """

    def write(self, content: Any) -> int:
        """As much of it as there is room for; says that it was all, for whoever reads on."""
        room = MAX_BYTES + 1 - self.tell()
        if room > 0:
            super().write(content[:room])
        return len(content)


class Request(flask.Request):
    """A request whose address and form are read as `Typed`, and its files as `Capped`."""

    parameter_storage_class = Typed

    def _get_file_stream(self, *_sizes: Any, **_names: Any) -> Any:
        return Capped(max_size=IN_MEMORY)


def _plain(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value
