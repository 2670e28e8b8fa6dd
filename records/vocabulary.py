"""Codes and what they are called: countries, languages, roles, kinds of organisation and of interest."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from unicodedata import combining, normalize
from zoneinfo import available_timezones

from babel import Locale

from workflow.words import _

_MEMBERS = json.loads(files("records").joinpath("countries.json").read_text("utf-8"))

# Members of the EU or the EEA, Switzerland and the United Kingdom: every other country is a partner country.
EUROPEAN: frozenset[str] = frozenset(code for group in _MEMBERS.values() for code in group)

# Two letters that Unicode names beside the countries: unions, pseudo-locales, islands that belong to others.
NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})

# No letter of the demonstration was sent when it says so, and none may be sent when it is loaded.
NOT_SENT = _("Demonstration: laid in the past, so nothing was sent.")

GOVERNMENT, ASSOCIATION, SECRETARIAT, OTHER = "government", "association", "secretariat", "other"

ORGANISATION_KINDS: Mapping[str, str] = {
    GOVERNMENT: _("Local or regional government"),
    ASSOCIATION: _("Association of local governments"),
    SECRETARIAT: _("Secretariat"),
    OTHER: _("Other organisation"),
}

ROLES: Mapping[str, str] = {
    "broker": _("broker"),
    "lead_broker": _("lead broker"),
    "committee": _("member of the committee"),
    "requester": _("requester"),
    "expert": _("expert"),
    "association": _("association of local governments"),
    "auditor": _("auditor"),
    "admin": _("administrator"),
}

# What was done to an account, an organisation or the settings, or taken along: trigger of an entry → in words.
HAPPENED: Mapping[str, str] = {
    "create_account": _("invited"),
    "change_account": _("changed"),
    "grant_role": _("roles changed"),
    "revoke_role": _("roles changed"),
    "close_account": _("closed"),
    "reopen_account": _("opened again"),
    "set_password": _("password set"),
    "make_link": _("a link to set the password was made"),
    "sign_out": _("signed out everywhere"),
    "add_second_factor": _("second factor set up"),
    "remove_second_factor": _("second factor removed"),
    "new_recovery_codes": _("new recovery codes made"),
    "virus_found": _("virus found in a document"),
    "use_recovery_code": _("signed in with a recovery code"),
    "declare_interest": _("interest declared"),
    "withdraw_interest": _("interest withdrawn"),
    "agree_to_be_found": _("agreed to be found"),
    "end_being_found": _("no longer agrees to be found"),
    "create_organisation": _("organisation entered"),
    "change_organisation": _("organisation changed"),
    "merge_organisation": _("organisation merged"),
    "change_setting": _("setting changed"),
    "change_key": _("key of the history changed"),
    "create_topic": _("topic entered"),
    "change_topic": _("topic changed"),
    "send_newsletter": _("newsletter sent"),
    "export_list": _("took a list along as a file"),
    "export_log": _("took an event log along"),
    "export_history": _("took the whole history along"),
    "take_data_along": _("took along what is held on them"),
    "propose_erasure": _("erasure proposed"),
    "take_back_erasure": _("proposal to erase taken back"),
    "erase_person": _("personal data erased"),
    "propose_removal": _("removal of what is kept for too long proposed"),
    "remove_overdue": _("what was kept for too long removed"),
}

# How often somebody gets the letters that can wait.
DIGESTS: Mapping[str, str] = {
    "none": _("each by itself, at once"),
    "daily": _("one letter a day with all of them"),
    "weekly": _("one letter a week with all of them"),
    "off": _("not at all"),
}

# Who runs every case.
BROKERS = frozenset({"broker", "lead_broker"})

# Who watches, or hands out roles, has no other.
ALONE = frozenset({"auditor", "admin"})

INTEREST_KINDS: Mapping[str, str] = {
    "employment": _("I work, or worked, there"),
    "family": _("Family or friends are concerned"),
    "business": _("Money or business is concerned"),
    "office": _("I hold an office or a mandate there"),
    "other": _("Another interest"),
}

LANGUAGES: Mapping[str, str] = {
    "ar": _("Arabic"),
    "az": _("Azerbaijani"),
    "bg": _("Bulgarian"),
    "bs": _("Bosnian"),
    "cs": _("Czech"),
    "da": _("Danish"),
    "de": _("German"),
    "el": _("Greek"),
    "en": _("English"),
    "es": _("Spanish"),
    "et": _("Estonian"),
    "fi": _("Finnish"),
    "fr": _("French"),
    "ga": _("Irish"),
    "hr": _("Croatian"),
    "hu": _("Hungarian"),
    "hy": _("Armenian"),
    "is": _("Icelandic"),
    "it": _("Italian"),
    "ka": _("Georgian"),
    "km": _("Khmer"),
    "lt": _("Lithuanian"),
    "lv": _("Latvian"),
    "mk": _("Macedonian"),
    "mt": _("Maltese"),
    "nl": _("Dutch"),
    "no": _("Norwegian"),
    "pl": _("Polish"),
    "pt": _("Portuguese"),
    "ro": _("Romanian"),
    "ru": _("Russian"),
    "si": _("Sinhala"),
    "sk": _("Slovak"),
    "sl": _("Slovenian"),
    "sq": _("Albanian"),
    "sr": _("Serbian"),
    "sv": _("Swedish"),
    "sw": _("Swahili"),
    "ta": _("Tamil"),
    "tr": _("Turkish"),
    "uk": _("Ukrainian"),
}


@cache
def countries(language: str) -> Mapping[str, str]:
    """All countries by ISO 3166 code, in the alphabet of their names in a language."""
    names = Locale.parse(language.replace("-", "_")).territories
    found = {code: name for code, name in names.items() if code.isalpha() and len(code) == 2 and code not in NO_COUNTRY}
    return dict(sorted(found.items(), key=lambda item: _plain(item[1])))


def _plain(name: str) -> str:
    """A name as lists sort it: without its accents, or Åland would come after Zambia."""
    return "".join(letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))


def is_country(code: str) -> bool:
    """Whether a code is one of a country."""
    return code in countries("en")


@cache
def zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(available_timezones())
