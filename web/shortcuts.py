"""Keys that do something on a page, where scripts run. What a key goes to is marked on the page: `data-key`.

Single keys can be switched off on the page that lists them (WCAG 2.1.4); they are never heard while somebody types.
"""

from collections.abc import Mapping

from workflow.words import _

SHORTCUTS: Mapping[str, str] = {
    "?": _("This page"),
    "g w": _("To the list of cases"),
    "g n": _("Begin a new case"),
    "g r": _("The rules of every kind of case"),
    "/": _("Find cases"),
    "j": _("The next case of a list, or the next action of a case"),
    "k": _("The one before"),
    "s": _("Where the case stands"),
    "a": _("What can be done"),
    "b": _("What belongs to it: linked cases, people, documents, dates"),
    "h": _("Its history"),
    "n": _("Write a comment or note"),
}
STEPS = frozenset("jk")  # move along what is on the page; no single place is marked with them
