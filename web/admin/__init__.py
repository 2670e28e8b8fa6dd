"""The administration: people, organisations and settings. It has no power over a case, and sees none."""

from flask import Blueprint

from web.admin import organisations, people, settings

admin = Blueprint("admin", __name__, url_prefix="/admin")
for room in (people, organisations, settings):
    room.add_to(admin)
