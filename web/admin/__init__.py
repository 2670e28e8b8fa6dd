"""The administrator's page: what it is for, until there is more."""

from typing import Any

from flask import Blueprint, render_template

admin = Blueprint("admin", __name__, url_prefix="/admin")


@admin.get("")
def home() -> Any:
    """A plain page."""
    return render_template("admin.html")
