"""`connect`: the group of all commands, each loaded when it is called."""

import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

# Section → name of a command (its module is `commands.NAME`) → what `connect --help` says of it.
SECTIONS: Mapping[str, Mapping[str, str]] = {
    "The service": {
        "serve": "Run the web pages, and the scheduler beside them.",
        "scheduler": "Do what is due, without the pages.",
        "db": "Bring the schema up to date; copy and restore the database.",
        "demo": "Load the real history of 2016 to 2018, to look at and play with.",
        "outbox": "List letters, try one again, or drop it.",
        "receive": "Take in one e-mail, as a mail server hands it over.",
        "simulate": "Let many cases live for years, and check the truths.",
        "audit": "Sign the history, take it home in a file, check it.",
        "doctor": "Show every setting in force, and test each.",
    },
    "People": {
        "user": "Add people, and list them.",
        "person": "Erase what is personal of somebody.",
        "retention": "List what is kept for longer than its period, or remove it.",
    },
    "Case types": {
        "types": "List the case types.",
        "check": "Prove case types sound, or say what is wrong with them.",
        "diagram": "Draw a case type.",
    },
    "Cases": {
        "cases": "List cases.",
        "show": "Show one case.",
        "history": "Show what happened to a case.",
        "actions": "List what somebody can do with a case, and why not the rest.",
        "create": "Begin a case.",
        "import": "Begin the requests of a spreadsheet, all of them or none.",
        "fire": "Move a case, or say what would happen.",
        "forecast": "Say what will be sent, to whom, when, if nobody does anything.",
        "undo": "Take back the newest step of a case, or say what would return.",
        "comment": "Write a comment beside a case.",
        "assign": "Put a broker in charge of a case.",
    },
}

EPILOG = "Settings come from the environment (CONNECT_…) and from connect.toml; `connect doctor` shows them."


class Lazy(click.Group):
    """Loads a command when it is called: help, and a wrong name, answer without loading any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the sections."""
        return [name for commands in SECTIONS.values() for name in commands]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, from its module."""
        if name not in self.list_commands(ctx):
            return None
        found: click.Command = import_module(f"commands.{name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by section."""
        widest = max(map(len, self.list_commands(ctx)))
        for section, commands in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name.ljust(widest), sentence) for name, sentence in commands.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; whatever goes wrong is said in a sentence."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            from commands import faults  # not above: help needs no engine

            if ctx.params["debug"]:
                click.echo(traceback.format_exc(), err=True)
            raise faults.said(error, ctx.obj) from error


@click.group(cls=Lazy, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="When something fails, show where in the code.")
@click.version_option(package_name="connect", message="Connect %(version)s")
@click.pass_context
def connect(ctx: click.Context, debug: bool) -> None:
    """Brings requests for exchanges between municipalities from the first question to the report."""
    if ctx.obj is None and ctx.invoked_subcommand:
        from commands.session import Session  # not above: help needs no engine

        ctx.obj = Session()


def main() -> None:
    """What the program `connect` runs."""
    connect(prog_name="connect")
