"""The portal: where requesters, experts and associations follow their own cases."""

from web.caseroutes import blueprint
from web.rooms import Room
from workflow.words import _

ROOM = Room("portal", _("My cases"), public=True)

portal = blueprint(ROOM)
