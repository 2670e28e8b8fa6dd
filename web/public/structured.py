"""What search engines read of a page (schema.org, as JSON-LD): data that nothing runs, so that the policy allows it."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from web.given import connect
from web.public.items import Item

CONTEXT = "https://schema.org"
Data = Mapping[str, Any]


def absolute(address: str) -> str:
    """An address of ours as the rest of the world knows it."""
    return f"{connect().settings.base_url}{address}"


def programme() -> Data:
    """The programme as an organisation."""
    founders = [{"@type": "Organization", "name": name} for name in ("PLATFORMA", "VNG International")]
    return {"@context": CONTEXT, "@type": "Organization", "name": "CONNECT", "url": absolute("/"), "founder": founders}


def call(item: Item) -> Data:
    """A call: what is sought, where, and until when."""
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Demand",
            "name": item.heading,
            "url": absolute(url_for("public.call", ref=item.ref)),
            "description": item.wording.text if item.wording else "",
            "availabilityEnds": item.source.facts.get("deadline"),
            "areaServed": list(item.countries),
        }
    )


def exchange(item: Item) -> Data:
    """An exchange as an event."""
    place = {"@type": "Place", "name": item.place, "address": item.place} if item.place else None
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "name": item.heading,
            "url": absolute(url_for("public.exchange", ref=item.ref)),
            "description": item.conclusion,
            "startDate": item.source.facts.get("first_day"),
            "endDate": item.source.facts.get("last_day"),
            "location": place,
            "organizer": {"@type": "Organization", "name": "CONNECT", "url": absolute("/")},
            "contributor": [{"@type": "Organization", "name": name} for name in (*item.asked, *item.knew)],
        }
    )


def _known(data: Data) -> Data:
    return {name: value for name, value in data.items() if value}
