"""The pages. `build` makes the web application of a program that is put together elsewhere."""

from flask import Flask, g

from web import doors, faults, languages, security, tracing
from web.account import account
from web.admin import admin
from web.admin.erasing import erasures
from web.answering import answering
from web.attachments import files
from web.audit import audit
from web.calendar import calendar
from web.database import done_reading
from web.desk import desk
from web.filing import filing
from web.given import EXTENSION, Connect
from web.health import health
from web.machines import machines
from web.patience import Patient
from web.portal import portal
from web.public import public
from web.reader import current
from web.scheme import chosen
from web.typed import Request


def build(connect: Connect) -> Flask:
    """The application of a program: its pages read and move the cases of its database."""
    app = Patient("web", template_folder="templates", static_folder="static")
    app.request_class = Request
    app.extensions[EXTENSION] = connect
    tracing.register(app, connect)
    security.configure(app, connect.settings)
    faults.register(app)
    doors.register(app)
    languages.register(app, zone)
    for blueprint in (
        public,
        account,
        answering,
        calendar,
        filing,
        desk,
        portal,
        audit,
        admin,
        erasures,
        files,
        machines,
        health,
    ):
        app.register_blueprint(blueprint)
    app.teardown_request(done_reading)
    app.jinja_env.globals |= {"reader": current, "scheme": chosen}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


def zone() -> str:
    """The reader's time zone."""
    reader = g.get("reader")
    return reader.zone if reader else "UTC"
