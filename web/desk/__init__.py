"""The desk: where brokers and the committee work."""

from web.caseroutes import blueprint
from web.rooms import Room
from workflow.words import _

ROOM = Room("desk", _("Desk"), public=False)

desk = blueprint(ROOM)
