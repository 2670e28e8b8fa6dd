"""What a form's check says, for people: marshmallow speaks to programmers."""

import re
from typing import Any

from flask_babel import gettext

from workflow import forms
from workflow.words import Sentence, _

TICK = _("Tick this to go on.")

# What the check says → what a person reads; groups of the pattern fill the placeholders.
COMPLAINTS = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"Missing data for required field\.", _("Fill this in.")),
        (r"Field may not be null\.", _("This cannot be emptied; write something else instead.")),
        (r"Not a valid date\.", _("Write a day like 2018-06-10: year, month, day.")),
        (r"Not a valid integer\.", _("Write a whole number.")),
        (
            r"Not a valid (?:string|list|boolean|mapping type)\.|Invalid (?:input type|value)\.",
            _("This does not fit here."),
        ),
        (r"Must be one of: .*", _("Choose one of those offered.")),
        (r"Shorter than minimum length (?P<least>\d+)\.", _("Give at least {least}.")),
        (r"Longer than maximum length (?P<most>\d+)\.", _("This is too long: at most {most}.")),
        (
            r"Length must be between (?P<least>\d+) and (?P<most>\d+)\.",
            _("Give at least {least} and at most {most}."),
        ),
        (
            r"Must be greater than or equal to (?P<least>\S+) and less than or equal to (?P<most>\S+)\.",
            _("It must lie between {least} and {most}."),
        ),
        (r"Must be greater than or equal to (?P<least>\S+?)\.", _("It must be {least} or more.")),
        (r"Must be less than or equal to (?P<most>\S+?)\.", _("It must be {most} or less.")),
        (r"Unknown field\.", _("Nothing of that name is asked here.")),
    )
)


def complaint(text: str | Sentence, asked: Any = None) -> str:
    """One sentence of the check, for the reader."""
    if isinstance(text, Sentence):
        return gettext(text.message).format_map(text.facts)
    if isinstance(asked, forms.Yes):
        return gettext(TICK)
    for pattern, sentence in COMPLAINTS:
        if match := pattern.fullmatch(text):
            return gettext(sentence).format(**match.groupdict())
    return gettext(text)
