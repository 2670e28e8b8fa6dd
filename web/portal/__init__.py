"""The portal: where requesters, experts and associations follow their own cases."""

from typing import Any

from web import mine
from web.caseroutes import blueprint
from web.rooms import Room
from workflow.words import _

ROOM = Room("portal", _("My cases"), public=True)

portal = blueprint(ROOM)


@portal.get("/due")
def due() -> Any:
    """What the reader has to do until when."""
    return mine.draw(ROOM)
