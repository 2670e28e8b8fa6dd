"""Topics: what a request can be about. One that is switched off is offered no more, and stays readable."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from records import topics
from records.languages import WRITTEN
from web.acting import by
from web.admin import forms
from web.admin.asking import Asking, done, kept
from web.admin.versions import hold, unchanged
from web.database import reading, writing
from web.scene import words_of
from web.widgets import Widget
from workflow.streams import SYSTEM
from workflow.words import _

NEW, THERE = Asking("new", forms.NewTopic), Asking("it", forms.Topic)
ADDED, SAVED = _("“{label}” is added and offered from now on."), _("“{label}” is saved.")
OFF, ON = _("“{label}” is offered no more. Where it is used, it stays."), _("“{label}” is offered again.")


def add_to(admin: Blueprint) -> None:
    """The routes of topics."""
    admin.add_url_rule("/topics", "topics", every)
    admin.add_url_rule("/topics", "topic_create", create, methods=["POST"])
    admin.add_url_rule("/topics/<topic>", "topic", show)
    admin.add_url_rule("/topics/<topic>", "topic_change", change, methods=["POST"])
    admin.add_url_rule("/topics/<topic>/off", "topic_off", off, methods=["POST"])
    admin.add_url_rule("/topics/<topic>/on", "topic_on", on, methods=["POST"])
    kept("admin.topic_create", NEW, _list)
    kept("admin.topic_change", THERE, _page)


def every() -> str:
    """All of them, and the form of a new one."""
    return _list(NEW.blank())


def create() -> Any:
    """Adds one."""

    def add(given: dict[str, Any]) -> Any:
        code = given["code"].strip()
        with writing() as connection:
            topics.create(connection, code, _labels(given), **by())
        return _there(code, ADDED)

    return done(NEW, add, _list)


def show(topic: str) -> str:
    """One of them. Raises UnknownTopic."""
    return _page(Asking("it", forms.Topic, topics.get(reading(), topic).labels).blank(), topic=topic)


def change(topic: str) -> Any:
    """Other names. Raises UnknownTopic."""

    def save(given: dict[str, Any]) -> Any:
        with writing() as connection:
            hold(connection, SYSTEM)
            known = topics.get(connection, topic).labels
            unchanged(connection, known, SYSTEM, ("create_topic", "change_topic"), [topic])
            topics.change(connection, topic, labels=_labels(given), **by())
        return _there(topic, SAVED)

    return done(THERE, save, partial(_page, topic=topic))


def off(topic: str) -> Any:
    """Offered no more; nothing happens if it is so already. Raises UnknownTopic."""
    return _switched(topic, active=False)


def on(topic: str) -> Any:
    """Offered again; nothing happens if it is so already. Raises UnknownTopic."""
    return _switched(topic, active=True)


def _switched(topic: str, *, active: bool) -> Any:
    with writing() as connection:
        topics.change(connection, topic, active=active, **by())
    return _there(topic, ON if active else OFF)


def _labels(given: Mapping[str, Any]) -> dict[str, str]:
    return {language: given[language] or "" for language in WRITTEN}


def _there(topic: str, said: str) -> Any:
    flash(gettext(said).format(label=topics.get(reading(), topic).label(words_of().language)))
    return redirect(url_for("admin.topic", topic=topic), 303)


def _list(questions: Sequence[Widget], problem: str = "") -> str:
    found = [(one, one.label(words_of().language)) for one in topics.every(reading())]
    return render_template("admin/topics.html", topics=found, questions=questions, problem=problem)


def _page(questions: Sequence[Widget], problem: str = "", *, topic: str) -> str:
    one = topics.get(reading(), topic)
    label = one.label(words_of().language)
    return render_template("admin/topic.html", topic=one, label=label, questions=questions, problem=problem)
