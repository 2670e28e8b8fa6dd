"""The log on standard error: sentences for whoever looks at a terminal, a JSON object a line for whatever gathers logs."""

import json
import logging
import sys
from datetime import UTC, datetime

from records import tracing

ROOMS = ("web", "workflow", "records", "scheduler", "handlers", "letters", "commands", "matching")
TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Json(logging.Formatter):
    """`at` (RFC 3339, UTC), `level`, `from`, `message`, the `request` it belongs to, `facts` of its own, and a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        if request := tracing.request.get():
            told["request"] = request
        told |= getattr(record, "facts", {})
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def begin(style: str) -> None:
    """Write the log from now on: `json`, `text`, or `auto`, which is text on a terminal and JSON elsewhere."""
    as_json = style == "json" or (style == "auto" and not sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(Json() if as_json else logging.Formatter(TEXT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for room in ROOMS:
        # A line for each request is of use to programs; on a terminal it would hide what matters.
        logging.getLogger(room).setLevel(logging.INFO if as_json else logging.WARNING)
