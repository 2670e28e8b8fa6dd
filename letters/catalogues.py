"""Marked texts in the reader's language, read from the translators' own files; nothing is compiled beforehand."""

import gettext
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from records.languages import WRITTEN

FOLDER = Path(__file__).parent.parent / "web" / "translations"


def file_of(language: str) -> Path:
    """Where the texts of a language are; English, the language of the texts themselves, has none."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


class Catalogue(Translations):
    """The texts of one language. What a translator has not said yet, or has marked as doubtful, stays in English."""

    def gettext(self, message: str) -> str:
        """As gettext does, but the translation of nothing is nothing: the file's own header has the empty key."""
        return gettext.GNUTranslations.gettext(self, message) if message else message

    ugettext = gettext  # type: ignore[assignment]  # what Flask-Babel calls it


@lru_cache
def catalogue(language: str) -> NullTranslations:
    """The texts of a language, read once (about 40 ms); none if nothing is written in it."""
    file = file_of(language)
    if language not in WRITTEN or not file.exists():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as opened:
        write_mo(compiled, read_po(opened, locale=language))
    compiled.seek(0)
    return Catalogue(compiled)
