"""How the audit tells cases: whole, in the words of the staff."""

from web.rooms import Room
from workflow.words import _

ROOM = Room("audit", _("Audit"), public=False)
