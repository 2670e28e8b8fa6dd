"""The time zone of a country, where nobody has said a better one: that of its capital, or of most of its people."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from records.vocabulary import zones

UNKNOWN = "UTC"
CONTINENTS = frozenset(
    {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)

# Where the list of the time zone database begins with a zone far from the capital.
CAPITALS: Mapping[str, str] = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "RU": "Europe/Moscow",
}


def zone_of(country: str) -> str:
    """The IANA zone of a country (ISO 3166)."""
    return CAPITALS.get(country) or _first().get(country, UNKNOWN)


@cache
def _usual() -> tuple[str, ...]:
    """Those that are called after a place; the others are there for programs."""
    return tuple(sorted(zone for zone in zones() if zone.partition("/")[0] in CONTINENTS))


def offered(own: str) -> tuple[str, ...]:
    """The zones that somebody chooses from, and their own."""
    return _usual() if own in _usual() else (own, *_usual())


@cache
def _first() -> Mapping[str, str]:
    """Country → the first of its zones in the time zone database, which names the most populous first where it can."""
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {country: zone for country, _place, zone, *_more in reversed(rows)}
