"""The administration: people, organisations and settings. It moves no case, and sees only what a merger puts right."""

from flask import Blueprint

from web.admin import merging, organisations, people, settings

admin = Blueprint("admin", __name__, url_prefix="/admin")
for room in (people, organisations, merging, settings):
    room.add_to(admin)
