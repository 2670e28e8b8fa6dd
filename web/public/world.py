"""Where exchanges were held: a map of dots, one a country, from our own table of places, and the same as a list."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from math import sqrt

from flask import current_app

from records import published
from web.database import reading
from web.given import connect
from web.words import Words

FRESH = timedelta(minutes=1)  # so long the numbers are not counted anew: that takes longer the more there are
KEPT = "connect.held"  # in the application's extensions

# ISO 3166 → degrees east and north of about the middle of the country, whole.
PLACES: Mapping[str, tuple[int, int]] = {
    code: (east, north)
    for code, (east, north) in json.loads(files("web.public").joinpath("places.json").read_text()).items()
}
NORTH, SOUTH = 78, -46  # what is drawn
WIDTH, HEIGHT = 360, NORTH - SOUTH
DOTS = "".join(f"M{180 + east} {NORTH - north}h0" for east, north in PLACES.values())


@dataclass(frozen=True)
class Held:
    """How many exchanges there were in a country, and where it stands on the map: None if that is not known."""

    code: str
    name: str
    number: int
    x: int | None
    y: int | None

    @property
    def radius(self) -> float:
        """Of its dot: the area grows with the number."""
        return round(min(3 + 1.5 * sqrt(self.number), 12), 1)


def held(words: Words) -> list[Held]:
    """Every country with exchanges, by name."""
    found = [_held(code, number, words) for code, number in _counts(connect().now()).items()]
    return sorted(found, key=lambda one: one.name)


def _held(code: str, number: int, words: Words) -> Held:
    east, north = PLACES.get(code, (None, None))
    x, y = (None, None) if east is None or north is None else (180 + east, NORTH - north)
    return Held(code, words.country(code), number, x, y)


def _counts(now: datetime) -> Mapping[str, int]:
    kept: tuple[datetime, Mapping[str, int]] | None = current_app.extensions.get(KEPT)
    if kept is None or not kept[0] <= now < kept[0] + FRESH:
        kept = current_app.extensions[KEPT] = now, published.by_country(reading())
    return kept[1]
