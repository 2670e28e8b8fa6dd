"""The languages in which pages and letters are written: the one list that pages, letters and preferences are chosen from.

What people can work in is another, longer list: `records.vocabulary.LANGUAGES`.
"""

from collections.abc import Mapping

# ISO 639 → what the language calls itself. English, in which the texts of the program are written, comes first.
WRITTEN: Mapping[str, str] = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "it": "Italiano",
    "pt": "Português",
}

ENGLISH = "en"


def written(*wanted: str | None) -> str:
    """The first of the languages in which CONNECT writes; English if it writes in none of them."""
    return next((one for one in wanted if one and one in WRITTEN), ENGLISH)
