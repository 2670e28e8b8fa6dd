"""`connect history`: what happened to a case, a person or the system."""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

import click
from sqlalchemy import Connection

from commands.errors import NoHistory
from commands.printing import one_line, print_json_list
from commands.session import Session
from commands.words import DID, Words
from records.vocabulary import HAPPENED
from workflow import shapes
from workflow.history import Entry, EntryKind
from workflow.streams import entries_of
from workflow.tending import DONE

AT_ONCE = 200  # entries whose names and texts are read together
HASHED = ["id", "at", "kind", "trigger", "from", "to", "actor", "part", "on_behalf_of", "via", "act", "hash"]
COLUMNS = [*HASHED, "actor_name", "on_behalf_reason", "reason"]
REMARKED = {
    "comment": "commented",
    "call": "noted a call",
    "email": "noted an e-mail",
    "letter": "wrote a letter",
    "reply": "wrote an e-mail",
}
TOOK_BACK = {EntryKind.UNDONE: "took back", EntryKind.CORRECTED: "corrected, took back"}
BESIDE_CASES = frozenset({EntryKind.ACCOUNT, EntryKind.EXPORTED})
FORMULA = ("=", "+", "-", "@")  # a cell that begins so is run by spreadsheets


@click.command()
@click.argument("ref")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.pass_obj
def command(session: Session, ref: str, format_: str, as_json: bool) -> None:
    """Show what happened to a case, the oldest first.

    REF may also be a person (PER-0001), whose account and roles have a history, or the system (SYS).
    """
    with session.reading() as connection:
        SHOW["json" if as_json else format_](_read(session, connection, ref))


def _read(session: Session, connection: Connection, ref: str) -> Iterator[tuple[Entry, Words]]:
    """Each entry with the words for it. Raises NoHistory."""
    entries = entries_of(connection, ref)
    known = False
    while some := list(islice(entries, AT_ONCE)):
        known = True
        told = [[one.actor, one.on_behalf_of, one.reason, one.on_behalf_reason, one.changes] for one in some]
        words = session.words(connection, told)
        yield from ((one, words.typed(one.type)) for one in some)
    if not known:
        raise NoHistory(ref=ref)


def _text(entries: Iterable[tuple[Entry, Words]]) -> None:
    for one, words in entries:
        click.echo(one_line(f"{one.seq}. {one.at:%Y-%m-%d %H:%M:%S} UTC, {_who(one, words)}: {_what(one, words)}"))
        if one.on_behalf_of:
            told = words.text(one.on_behalf_reason)
            click.echo("   " + one_line(f"on behalf of {words.who(one.on_behalf_of)}, who said so: {told}"))
        if one.reason:
            click.echo(f"   why: {one_line(words.text(one.reason))}")
        if note := (one.changes or {}).get("note"):
            people = f"with or to {', '.join(map(words.who, note['with']))}: " if note["with"] else ""
            click.echo(f"   {people}{one_line(words.text(note['text']))}")


def _who(one: Entry, words: Words) -> str:
    cause = (one.grounds or {}).get("cause")
    if cause:
        return f"{words.who(one.actor)} by way of {cause}"
    part = f" as {words.label('part', one.part)}" if one.part and one.part != one.actor else ""
    return f"{words.who(one.actor)}{part} by {one.via}"


def _what(one: Entry, words: Words) -> str:
    """What was done, in words: the transition where there was one, else the kind of entry."""
    if one.kind in BESIDE_CASES:
        return _beside_cases(one, words)
    changes = one.changes or {}
    if note := changes.get("note"):
        return REMARKED[note["form"]]
    if one.kind is EntryKind.ASSIGNED:
        owner = changes.get("case", {}).get("owner")
        return f"put {words.who(owner) if owner else 'nobody'} in charge"
    done = words.label("trigger", one.trigger) if one.trigger else DID[one.kind]
    if letter := (one.changes or {}).get("letter"):
        return f"{DONE[letter['done']]} (number {letter['id']})"
    if back := changes.get("undoes"):
        done = f"{TOOK_BACK[one.kind]} {', '.join(back['entries'])}"
    if one.kind is EntryKind.WAIVED:
        return f"{done}: waived {', '.join((one.grounds or {}).get('waivers', ()))}"
    if one.kind is EntryKind.FOLLOW_UP:
        return f"{done}: due, but refused by {', '.join(each['code'] for each in (one.grounds or {})['verdicts'])}"
    if one.target is None:
        return done
    source, target = (words.label("state", state) if state else None for state in (one.source, one.target))
    if one.kind is EntryKind.SIGNED:
        return f"{done}: agreed, still {target}"
    return f"{done}: {target}" if source in (None, target) else f"{done}: {source} → {target}"


def _beside_cases(one: Entry, words: Words) -> str:
    """What was done to an account, an organisation or the settings, or taken along; `active` says no more than that."""
    facts = {name: value for name, value in (one.changes or {}).get("facts", {}).items() if name != "active"}
    done = HAPPENED.get(one.trigger or "", DID[one.kind])
    return f"{done}: {words.value(facts)}" if facts else done


def _json(entries: Iterable[tuple[Entry, Words]]) -> None:
    print_json_list(shapes.entry(one, _named(one, words)) for one, words in entries)


def _named(one: Entry, words: Words) -> str | None:
    """Who that was; None once erased."""
    return words.names.get(one.actor, words.name(one.actor))


def _csv(entries: Iterable[tuple[Entry, Words]]) -> None:
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for one, words in entries:
        shape = shapes.entry(one, _named(one, words))
        said = {"reason": words.text(one.reason), "on_behalf_reason": words.text(one.on_behalf_reason)}
        said["actor_name"] = shape["actor_name"] or ""
        harmless = {name: f"'{text}" if text.startswith(FORMULA) else text for name, text in said.items()}
        writer.writerow({name: shape[name] for name in HASHED} | harmless)


SHOW: Mapping[str, Callable[[Iterable[tuple[Entry, Words]]], None]] = {"text": _text, "json": _json, "csv": _csv}
