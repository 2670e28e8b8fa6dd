"""The roundtable: what the answers of its forms agree on."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from commands.simulation.sense import SOON, Sense

if TYPE_CHECKING:
    from commands.simulation.filling import Filler


def options(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Two weeks to choose from, three days each, and time to answer; three governments are enough."""
    monday = filler.chance.randint(*SOON)
    monday += (7 - (filler.today + timedelta(days=monday)).weekday()) % 7
    asked = [row["first_day"] for row in filler.facts.options]
    begins = (monday + 7, monday + 14) if filler.ahead(monday) in asked else (monday, monday + 7)
    rows = [{"first_day": filler.ahead(day), "last_day": filler.ahead(day + 2)} for day in begins]
    return {"options": rows, "quorum": 3, "closes_on": filler.ahead(filler.chance.randint(10, 20))}


def answers(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Mostly one can come."""
    can = "yes" if filler.chance.random() > 0.1 else "no"
    return {"poll": [{**row, "can_come": can} for row in filler.facts.option_rows]}


def _days(filler: "Filler", there: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if not there:  # there was no poll
        return {"first_day": filler.ahead(SOON[0]), "last_day": filler.ahead(SOON[0])}
    row = filler.chance.choice(there)
    return {name: row.get(name) or row["first_day"] for name in ("first_day", "last_day")}


def planned(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """The option on which it is; if none is fixed, any."""
    options, now = filler.facts.options, filler.facts.value("first_day")
    return _days(filler, [row for row in options if row["first_day"] == now] or options)


def moved(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Another option than that on which it is, if there is one."""
    options, now = filler.facts.options, filler.facts.value("first_day")
    return _days(filler, [row for row in options if row["first_day"] != now] or options)


def programme(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """The same, at the place of somebody who can be the host."""
    hosts = [*filler.facts.hosts, None]
    return {**planned(filler, values), "host": filler.chance.choice(hosts)}


def completed(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """An agenda, and somebody who is there."""
    return {
        "agenda": f"From nine to five ({filler.facts.case.version}).",
        "moderator": filler.chance.choice(filler.facts.colleagues),
    }


def reply(filler: "Filler", values: Mapping[str, Any]) -> dict[str, Any]:
    """Mostly one comes, and names people of one's own."""
    facts = filler.facts
    own = facts.directory.people_of(facts.spoken_for)
    there = [one for one in facts.present if one in own]
    return {"coming": "yes" if filler.chance.random() > 0.1 else "no", "persons": there[:1]}


SENSE: Mapping[str, Sense] = {
    "open_date_poll": options,
    "new_poll_options": options,
    "reopen_poll": options,
    "answer_poll": answers,
    "draft_programme": programme,
    "complete_programme": completed,
    "answer_invitation": reply,
    "arrange": planned,
    "set_new_dates": planned,
    "change_dates": moved,
}
