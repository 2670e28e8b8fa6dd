"""Who does something on a page, when and by which way: what engine and records are told beside what is done."""

from typing import Any

from web.given import connect
from web.reader import signed_in

VIA = "web"


def by() -> dict[str, Any]:
    """`actor`, `now` and `via` of whoever is signed in."""
    return {"actor": signed_in().id, "now": connect().now(), "via": VIA}
