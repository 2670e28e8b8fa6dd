"""The two moves of the scene without the engine: what it reads and what it writes, a prepared statement a row.

What a move writes is recorded from the engine once; then the very same rows are written with the driver alone, `sqlite3` or
psycopg 3, chained by hand. Nothing is judged beyond state and role: this is the price of the rows, not a second engine.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from benchmarks import scene
from benchmarks.driver import Driver, read

# --- what is read: the key, the case with its links and seats, and who the people in it are
TAKE_KEY = "INSERT INTO keys (key, actor, request, answer, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
CASE = "SELECT state, version, seq, head, facts, hands FROM cases WHERE ref = ?"
LINKS = "SELECT from_ref, to_ref FROM links WHERE until_act IS NULL AND (from_ref = ? OR to_ref = ?)"
SEATS = "SELECT part, organisation, person FROM participants WHERE ref = ? AND until_act IS NULL ORDER BY id"
PERSON = "SELECT name, organisation, language, zone, country, active, substitute FROM people WHERE id = ?"
ROLES = "SELECT role FROM roles WHERE person = ?"
ORGANISATION = "SELECT name, kind, country, languages, zone FROM organisations WHERE id = ?"
SETTING = "SELECT value FROM settings WHERE name = ?"
PLANNED = """SELECT id FROM follow_ups WHERE ref = ? AND "group" = ? AND status = 'planned'"""

# --- what is written
ENTRY = 'INSERT INTO entries (ref, seq, act, kind, at, actor, "trigger", body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'
MOVED = """
    UPDATE cases SET state = ?, came_from = ?, entered_on = ?, waits_for = ?, due_date = ?, due_zone = ?, due_at = ?,
    facts = ?, hands = ?, version = ?, seq = ?, head = ? WHERE ref = ? AND seq = ?
"""
TURN_LEFT = "DELETE FROM turns WHERE ref = ?"
TURN = "INSERT INTO turns (ref, part, due_at) VALUES (?, ?, ?)"
TEXT = "INSERT INTO texts (id, salt, body, person, ref) VALUES (?, ?, ?, ?, ?)"
CANCELLED = "UPDATE follow_ups SET status = 'cancelled', ended_by = ? WHERE id = ?"
FOLLOW_UP = """
    INSERT INTO follow_ups (ref, rule, rung, recipient, generation, "group", kind, "trigger", anchor, anchor_date, facts,
    due_at, zone, status, attempts, planned_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
LETTER = """
    INSERT INTO outbox (act, ref, recipient, template, items, language, zone, status, not_before, attempts, planned_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ANSWERED = "UPDATE keys SET answer = ? WHERE key = ?"

# What of a recorded row is written as it was; the rest is new in every move.
OF_CASE = ("state", "came_from", "entered_on", "waits_for", "due_date", "due_zone", "due_at")
OF_FOLLOW_UP = ("group", "kind", "trigger", "anchor", "anchor_date", "facts", "due_at", "zone", "status", "attempts")
ROLE = {"ask_for_more": "broker", "provide_information": "requester"}


@dataclass(frozen=True)
class Recorded:
    """What one move of the engine wrote, row by row; `asked` is the name of its text."""

    case: Mapping[str, Any]
    body: Mapping[str, Any]
    asked: str
    turns: list[dict[str, Any]]
    follow_ups: list[dict[str, Any]]
    letters: list[dict[str, Any]]
    answer: Mapping[str, Any]
    key: Mapping[str, Any]

    @classmethod
    def of(cls, driver: Driver, ref: str, act: str, key: str) -> "Recorded":
        """The move that was made last."""
        (entry,) = driver.rows("entries", "act", act)
        (case,), (of_key,) = driver.rows("cases", "ref", ref), driver.rows("keys", "key", key)
        body = json.loads(entry["body"])
        ((asked, _),) = body["changes"]["facts"].items()
        return cls(
            case=case,
            body=body,
            asked=asked,
            turns=driver.rows("turns", "ref", ref),
            follow_ups=driver.rows("follow_ups", "planned_by", act),
            letters=driver.rows("outbox", "act", act),
            answer=read(of_key["answer"]),
            key=of_key,
        )


class ByHand:
    """Moves one worker's case by hand, from where the engine left it after the moves that were recorded."""

    def __init__(self, driver: Driver, worker: scene.Worker, recorded: tuple[Recorded, Recorded]) -> None:
        self._driver, self._worker, self._recorded = driver, worker, recorded

    def move(self, turn: int) -> None:
        """The move of a turn, in a transaction of its own."""
        with self._driver.transaction():
            self._move(self._recorded[turn % 2], self._worker.press(turn)["form"], uuid4().hex)

    def _move(self, recorded: Recorded, form: Mapping[str, Any], key: str) -> None:
        run, ref = self._driver.run, self._worker.ref
        of_key, body = recorded.key, recorded.body
        run(TAKE_KEY, key, of_key["actor"], of_key["request"], "{}", of_key["at"])
        state, version, seq, head, facts, hands = self._driver.locked(CASE, ref)
        self._judge(body, state)
        act, text, salt = f"ACT-{uuid4().hex}", f"TXT-{uuid4().hex}", secrets.token_hex(32)
        written = form[recorded.asked]
        commitment = sha256(bytes.fromhex(salt) + written.encode()).hexdigest()
        said = {recorded.asked: {"text": text, "commitment": commitment}}
        chain = {"act": act, "seq": seq + 1, "previous_hash": head}
        line = json.dumps(
            {**body, **chain, "changes": {**body["changes"], "facts": said}},
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        digest = sha256(line.encode()).hexdigest()
        trigger, actor = body["trigger"], body["actor"]
        run(ENTRY, ref, seq + 1, act, body["kind"], of_key["at"], actor, trigger, line, digest)
        pressed = read(hands)
        pressed[trigger] = list(dict.fromkeys([*pressed.get(trigger, ()), actor]))
        facts, hands = json.dumps({**read(facts), **said}), json.dumps(pressed)
        columns = (recorded.case[name] for name in OF_CASE)
        run(MOVED, *columns, facts, hands, version + 1, seq + 1, digest, ref, seq)
        run(TEXT, text, salt, written, actor, ref)
        self._write_owed(recorded, act, seq + 1, said)
        numbers = {"act": act, "version": version + 1, "entries": [f"{ref}/{seq + 1}"]}
        run(ANSWERED, json.dumps({**recorded.answer, **numbers}), key)

    def _judge(self, body: Mapping[str, Any], state: str) -> None:
        """What guards read: whoever has a part, who presses, what the office decided."""
        run, ref = self._driver.run, self._worker.ref
        run(LINKS, ref, ref).fetchall()
        seats = run(SEATS, ref).fetchall()
        people = dict.fromkeys([body["actor"], *(person for _, _, person in seats)])
        roles: dict[str, set[str]] = {}
        for person in people:
            run(PERSON, person).fetchone()
            roles[person] = {role for (role,) in run(ROLES, person)}
        for organisation in dict.fromkeys(organisation for _, organisation, _ in seats):
            run(ORGANISATION, organisation).fetchone()
        run(SETTING, "office_zone").fetchone()
        if state != body["from"] or ROLE[body["trigger"]] not in roles[body["actor"]]:
            raise ValueError(f"{body['trigger']} is not possible from {state} for {body['actor']}.")

    def _write_owed(self, recorded: Recorded, act: str, seq: int, said: Mapping[str, Any]) -> None:
        run, ref = self._driver.run, self._worker.ref
        run(TURN_LEFT, ref)
        for turn in recorded.turns:
            run(TURN, ref, turn["part"], turn["due_at"])
        for (gone,) in run(PLANNED, ref, "state").fetchall():
            run(CANCELLED, act, gone)
        for row in recorded.follow_ups:
            same = (row[name] for name in OF_FOLLOW_UP)
            run(FOLLOW_UP, ref, row["rule"], row["rung"], row["recipient"], seq, *same, act)
        for row in recorded.letters:
            items = [_filled(item, said) for item in json.loads(row["items"])]
            place = (row["language"], row["zone"], row["status"], row["not_before"], row["attempts"])
            run(LETTER, act, ref, row["recipient"], row["template"], json.dumps(items), *place, act)


def _filled(item: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    facts = item["facts"]
    return {**item, "facts": {**facts, "form": {**facts["form"], **said}}}
