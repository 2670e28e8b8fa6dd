"""The administration: people, organisations, topics and settings. It moves no case, and sees only what a merger puts right."""

from flask import Blueprint

from web.admin import merging, organisations, people, retention, settings, topics

admin = Blueprint("admin", __name__, url_prefix="/admin")
for room in (people, organisations, merging, topics, retention, settings):
    room.add_to(admin)
