"""Histories as event logs: in a strict order, in UTC, and in the formats that programs for process mining read."""

import csv
import json
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any
from xml.etree import ElementTree

from tests.workflow.chains import BEGAN, EXCHANGE, REQUEST, chained, created, entry, moved
from workflow.eventlog import EXTENSIONS, PERSON_TYPE, Event, csv_lines, ocel_lines, ordered, xes_lines
from workflow.history import Entry, EntryKind

XES = "{http://www.xes-standard.org/}"
SEATS = {"seats": {"add": [["requester", "ORG-0001", "PER-0009"], ["host", "ORG-0001", None]]}}
TOLD = [
    *chained(
        created(),
        entry(EntryKind.WAIVED, trigger="validate", reason={"text": f"TXT-{1:032x}", "commitment": "c" * 64}),
        moved("submitted", "validated", "validate", on_behalf_of="PER-0004", changes={"links": {"add": [EXCHANGE]}}),
        moved("validated", "validated", "remind", actor="clock"),
    ),
    *chained(created(EXCHANGE, "matched", **SEATS)),
]
# What the published JSON schema of OCEL 2.0 requires: names and kinds, of objects in arrays.
NAMED = {"name": str, "attributes": [{"name": str, "type": str}]}
RELATED = [{"objectId": str, "qualifier": str}]
SCHEMA = {
    "eventTypes": [NAMED],
    "objectTypes": [NAMED],
    "events": [
        {"id": str, "type": str, "time": str, "attributes": [{"name": str, "value": str}], "relationships": RELATED}
    ],
    "objects": [
        {"id": str, "type": str, "attributes": [{"name": str, "value": str, "time": str}], "relationships": RELATED}
    ],
}


def events(told: Sequence[Entry] = TOLD) -> Iterator[Event]:
    """The entries as events."""
    return ordered((one, number) for number, one in enumerate(told, start=1))


def wrong(value: Any, schema: Any, where: str = "") -> Iterator[str]:
    """Where a JSON value does not fit what a schema requires."""
    match schema:
        case dict():
            yield from (f"{where}: {name} is missing" for name in schema.keys() - value.keys())
            for name in schema.keys() & value.keys():
                yield from wrong(value[name], schema[name], f"{where}/{name}")
        case [inner]:
            for number, one in enumerate(value):
                yield from wrong(one, inner, f"{where}/{number}")
        case _ if not isinstance(value, schema):
            yield f"{where} is {value!r}"


def ocel() -> Any:
    """The log in OCEL."""
    activities, people = ("submit", "validate", "waived", "remind"), ("PER-0001", "PER-0004", "PER-0009")
    return json.loads("".join(ocel_lines(activities, ("request",), people, events(), events())))


def test_strict_order() -> None:
    """No two events of a history have one time, also where entries have, or were written later than they began."""
    told = [entry(seq_of_at, at=at) for seq_of_at, at in ((EntryKind.EDITED, BEGAN),) * 3]
    times = [event.time for event in events(told)]
    assert times == [BEGAN, BEGAN + BEGAN.resolution, BEGAN + 2 * BEGAN.resolution]


def test_another_history() -> None:
    """Where another history begins, its own times begin."""
    told = [entry(at=BEGAN), entry(ref=EXCHANGE, at=BEGAN)]
    assert [event.time for event in events(told)] == [BEGAN, BEGAN]


def test_csv() -> None:
    """A line an entry, with its number, what was done, and its time in UTC with the offset."""
    rows = list(csv.DictReader(StringIO("".join(csv_lines(events())))))
    assert [(row["case"], row["number"], row["activity"]) for row in rows] == [
        (REQUEST, "1", "submit"),
        (REQUEST, "2", "waived"),
        (REQUEST, "3", "validate"),
        (REQUEST, "4", "remind"),
        (EXCHANGE, "5", "submit"),
    ]
    assert (rows[0]["time"], rows[0]["recorded_at"]) == ("2017-02-01T09:00:00.000000+00:00",) * 2
    assert (rows[2]["on_behalf_of"], rows[0]["from"], rows[0]["hash"]) == ("PER-0004", "", TOLD[0].hash)


def test_xes() -> None:
    """A trace a case, with extensions declared, and every event with what the extensions name."""
    log = ElementTree.fromstring("".join(xes_lines(events(), 'A "service" & more')))
    assert log.tag == f"{XES}log"
    assert [(one.get("name"), one.get("prefix"), one.get("uri")) for one in log.iter(f"{XES}extension")] == [
        *EXTENSIONS
    ]
    traces = {
        _values(trace)["concept:name"]: [_values(event) for event in trace.iter(f"{XES}event")]
        for trace in log.iter(f"{XES}trace")
    }
    assert {ref: [event["concept:name"] for event in told] for ref, told in traces.items()} == {
        REQUEST: ["submit", "waived", "validate", "remind"],
        EXCHANGE: ["submit"],
    }
    first = traces[REQUEST][0]
    assert (first["org:resource"], first["lifecycle:transition"]) == ("PER-0001", "complete")
    assert first["time:timestamp"] == "2017-02-01T09:00:00.000000+00:00"
    assert [event["seq"] for event in traces[REQUEST]] == ["1", "2", "3", "4"]


def _values(element: ElementTree.Element) -> dict[str, str]:
    return {child.get("key", ""): child.get("value", "") for child in element if child.get("key")}


def test_ocel_fits_its_schema() -> None:
    """Every key that the schema of OCEL 2.0 requires is there, of the kind that it requires."""
    assert list(wrong(ocel(), SCHEMA)) == []


def test_ocel() -> None:
    """Cases and people are objects, entries events that name them; nothing is named that is not there."""
    log = ocel()
    objects = {one["id"]: one for one in log["objects"]}
    assert {ident: one["type"] for ident, one in objects.items()} == {
        "PER-0001": PERSON_TYPE,
        "PER-0004": PERSON_TYPE,
        "PER-0009": PERSON_TYPE,
        REQUEST: "request",
        EXCHANGE: "request",
    }
    assert [one["value"] for one in objects[REQUEST]["attributes"]] == ["submitted", "validated"]
    assert objects[REQUEST]["relationships"] == [{"objectId": EXCHANGE, "qualifier": "linked"}]
    assert objects[EXCHANGE]["relationships"] == [{"objectId": "PER-0009", "qualifier": "requester"}]
    third = log["events"][2]
    assert [(one["objectId"], one["qualifier"]) for one in third["relationships"]] == [
        (REQUEST, "case"),
        ("PER-0001", "actor"),
        ("PER-0004", "on behalf of"),
        (EXCHANGE, "linked"),
    ]
    named = {one["objectId"] for kind in ("events", "objects") for each in log[kind] for one in each["relationships"]}
    assert named <= objects.keys()
    assert {one["type"] for one in log["events"]} <= {one["name"] for one in log["eventTypes"]}


def test_no_text() -> None:
    """No log holds anything of a text."""
    for lines in (csv_lines(events()), xes_lines(events(), "x"), [json.dumps(ocel())]):
        assert "TXT-" not in "".join(lines)
