"""How the desk tells cases: whole, in the words of the staff."""

from web.rooms import Room
from workflow.words import _

ROOM = Room("desk", _("Desk"), public=False)
