"""What `create` and `fire` share: the options of a move, and what is told of it."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from commands import outcome
from commands.errors import BadJson
from commands.faults import Said, reason
from commands.printing import json_option, print_json
from commands.session import VIA, Session, person
from commands.words import Words
from letters import Letter
from workflow import shapes
from workflow.attempt import Plan

Command = Callable[..., Any]

OPTIONS = (
    click.option("--as", "as_", metavar="EMAIL", required=True, help="Who does it."),
    click.option("--form", metavar="JSON", help="The form's values as JSON; @FILE reads a file, - standard input."),
    click.option("--key", metavar="K", help="Does what is sent again under the same key only once."),
    click.option("--on-behalf-of", metavar="EMAIL", help="The party for whom a broker does it."),
    click.option("--on-behalf-reason", metavar="TEXT", help="How that party said so."),
    click.option(
        "--waive",
        metavar="CODE=REASON",
        multiple=True,
        callback=lambda _ctx, _option, given: waivers(given),
        help="Passes a refusal that can be waived; may be repeated.",
    ),
    click.option("--silent", metavar="REASON", help="Writes to nobody about it; brokers only."),
    click.option("--preview", is_flag=True, help="Say what would happen, and change nothing."),
    json_option,
)


def move_options(command: Command) -> Command:
    """The options of a move, in the order in which help lists them."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def waivers(given: Iterable[str]) -> dict[str, str]:
    """Code → reason. Raises BadParameter for what is not CODE=REASON."""
    found = {}
    for one in given:
        code, equals, why = one.partition("=")
        if not equals or not code.strip():
            raise click.BadParameter(f"“{one}” is not CODE=REASON.")
        found[code.strip()] = why
    return found


def read_form(given: str | None) -> Mapping[str, Any] | None:
    """The values of `--form`: JSON, `@FILE` or `-`. Raises BadJson, and OSError for a file that cannot be read."""
    if given is None:
        return None
    source = {"-": "standard input"}.get(given, given.removeprefix("@") if given.startswith("@") else "--form")
    try:
        values = json.loads(_text(given))
    except (ValueError, RecursionError) as error:  # of bytes that are no text, too
        raise BadJson(source=source, why=str(error)) from error
    if not isinstance(values, dict):
        raise BadJson(source=source, why='a form is an object, like {"reason": "…"}')
    return values


def _text(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    return Path(given[1:]).read_text("utf-8") if given.startswith("@") else given


def press(session: Session, ref: str, trigger: str, options: Mapping[str, Any]) -> None:
    """Do it, or say what would happen, and tell what came of it."""
    session.about, connect = ref, session.connect
    given = {name: options[name] for name in ("key", "on_behalf_reason", "silent")} | {
        "version": options.get("version")
    }
    given |= {"form": read_form(options["form"]), "waivers": options["waive"]}
    with session.reading() as connection:
        given["actor"] = person(connection, options["as_"])
        if options["on_behalf_of"]:
            given["on_behalf_of"] = person(connection, options["on_behalf_of"])
    if options["preview"]:
        _preview(session, ref, trigger, {**given, "now": connect.now()}, as_json=options["as_json"])
        return
    with connect.database.begin() as connection:
        done = connect.engine.fire(connection, ref, trigger, now=connect.now(), via=VIA, **given)
    with session.reading() as connection:
        told = outcome.of_outcome(connection, done)
        if options["as_json"]:
            print_json({**asdict(done), **outcome.as_json(told)})
        else:
            outcome.tell(told, session.words(connection, outcome.as_json(told)))


def _preview(session: Session, ref: str, trigger: str, given: Mapping[str, Any], *, as_json: bool) -> None:
    with session.reading() as connection:
        plan = session.connect.engine.preview(connection, ref, trigger, **given)
        told = outcome.of_plan(plan)
        words = session.words(connection, outcome.as_json(told), [blocker.facts for blocker in plan.blockers])
        untold = plan.blockers or plan.attempt.silent
        letters = [] if untold else session.connect.letters(connection, plan)
    if as_json:
        _preview_json(plan, told, words, letters)
    elif plan.blockers:
        reasons = "\n".join(f"- {reason(blocker, words)}" for blocker in plan.blockers)
        raise Said(f"This would be refused:\n{reasons}")
    else:
        outcome.tell(told, words, letters)


def _preview_json(plan: Plan, told: outcome.Told, words: Words, letters: Iterable[tuple[str, Letter]]) -> None:
    blockers = [shapes.blocker(one, say=words.say) for one in plan.blockers]
    texts = [{"recipient": one, "subject": letter.subject, "text": letter.text} for one, letter in letters]
    print_json({"allowed": not blockers, "blockers": blockers, **outcome.as_json(told), "texts": texts})
    if blockers:
        raise click.exceptions.Exit(1)
