"""The desk: where brokers and the committee work."""

from typing import Any

from web import importing
from web.caseroutes import blueprint
from web.desk.room import ROOM

desk = blueprint(ROOM)


@desk.get("/import")
def import_() -> Any:
    """A spreadsheet of requests to choose."""
    return importing.draw(ROOM)


@desk.post("/import")
def import_upload() -> Any:
    """A spreadsheet that was chosen."""
    return importing.upload(ROOM)


@desk.get("/import/template.xlsx")
def import_template() -> Any:
    """An empty spreadsheet."""
    return importing.template()


@desk.get("/import/<document>")
def import_preview(document: str) -> Any:
    """What a spreadsheet would do."""
    return importing.preview(ROOM, document)


@desk.post("/import/<document>")
def import_confirm(document: str) -> Any:
    """A spreadsheet that is imported."""
    return importing.confirm(ROOM, document)
