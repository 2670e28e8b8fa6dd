"""`connect create`, `connect fire` and `connect actions`."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

import app
from records import documents
from tests.commands.conftest import Cli
from tests.commands.given import Cast, refused, request_form
from workflow.tables import cases, entries, outbox

AS_REQUESTER = ("--as", "requester@test.example")
AS_BROKER = ("--as", "broker@test.example")
REJECT = ("--form", '{"reason": "It is about something else."}')


@pytest.fixture
def ref(cli: Cli, cast: Cast) -> str:
    """A request that was submitted."""
    result = cli("create", "request", *AS_REQUESTER, "--form", request_form(cast), "--json")
    assert result.exit_code == 0, result.stderr
    return str(json.loads(result.stdout)["ref"])


def written(program: app.Connect) -> int:
    """How many entries all cases have."""
    with program.database.begin() as connection:
        in_cases = entries.c.ref.in_(select(cases.c.ref))
        return int(connection.scalar(select(func.count()).select_from(entries).where(in_cases)) or 0)


# --- create -------------------------------------------------------------------------------------------------------------


def test_create(cli: Cli, cast: Cast) -> None:
    """A new case is told with its state, the letters it owes and what will be due."""
    told = cli("create", "request", *AS_REQUESTER, "--form", request_form(cast)).stdout
    assert "Submit a request: Request, Submitted, version 1. Waste management: Sample District" in told
    assert "request_received" in told
    assert f"Requester ({cast.ids['requester']})" in told
    assert "Due from now on:\n" in told
    assert "escalate" in told


def test_form_from_file_and_input(cli: Cli, cast: Cast, tmp_path: Path) -> None:
    """A form comes from a file or from standard input as well."""
    file = tmp_path / "form.json"
    file.write_text(request_form(cast))
    assert cli("create", "request", *AS_REQUESTER, "--form", f"@{file}").exit_code == 0
    assert cli("create", "request", *AS_REQUESTER, "--form", "-", input=request_form(cast)).exit_code == 0
    assert len(json.loads(cli("cases", "--json").stdout)) == 2


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ("{", "line 1 column 2"),
        ("[]", "a form is an object"),
        ('{"a": ' * 50_000, ""),
        ("@no-such-file", "No such file"),
    ],
)
def test_bad_json(cli: Cli, program: app.Connect, cast: Cast, form: str, why: str) -> None:
    """What is no JSON object is told with its place, and nothing is written."""
    refused(cli("create", "request", *AS_REQUESTER, "--form", form), why)
    assert written(program) == 0


def test_file_that_is_no_text(cli: Cli, cast: Cast, tmp_path: Path) -> None:
    """A file that is no text is told by its name."""
    (tmp_path / "form.json").write_bytes(b"\xff\xfe")
    refused(cli("create", "request", *AS_REQUESTER, "--form", f"@{tmp_path}/form.json"), f"{tmp_path}/form.json cannot")
    refused(cli("create", "request", *AS_REQUESTER, "--form", f"@{tmp_path}"), "Is a directory")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"governments": None}, "governments: "),
        ({"strange": 1}, "strange: Unknown field."),
        ({"challenge": "long " * 5_000}, "challenge: Longer than maximum length 20000."),
        ({"hoped_for": [{"indicator": ""}]}, "hoped_for.0.indicator: "),
        ({"governments": ["ORG-9999"]}, "governments: “ORG-9999” cannot be chosen here."),
    ],
)
def test_bad_fields(cli: Cli, program: app.Connect, cast: Cast, values: dict[str, object], field: str) -> None:
    """Missing, unknown and oversized fields are told one a line, and nothing is written."""
    told = refused(cli("create", "request", *AS_REQUESTER, "--form", request_form(cast, **values)), f"- {field}")
    assert told.startswith("The form has errors: ")
    assert written(program) == 0


def test_unknown_names(cli: Cli, cast: Cast, ref: str) -> None:
    """Types, triggers, references and people that there are not are told with those that there are."""
    refused(cli("create", "wish", *AS_REQUESTER), "There is no case type “wish”", "There are: ", "expert_assignment")
    refused(cli("create", "request", "--trigger", "dream", *AS_REQUESTER), "has no transition “dream”", "submit")
    refused(cli("fire", ref, "dream", *AS_BROKER), "has no transition “dream”", "reject")
    refused(cli("fire", "REQ-1999-0001", "reject", *AS_BROKER), "There is no case REQ-1999-0001 that you can see")
    refused(cli("fire", ref, "reject", "--as", "nobody@test.example"), "There is nobody called nobody@test.example")


def test_link_only(cli: Cli, cast: Cast) -> None:
    """An exchange is not made by hand."""
    refused(cli("create", "expert_assignment", *AS_BROKER), "made by another case's move, not by hand")


# --- fire ---------------------------------------------------------------------------------------------------------------


def test_fire(cli: Cli, ref: str) -> None:
    """A move is told with both states and the new version; programs get the same as JSON."""
    told = cli("fire", ref, "put_on_reserve", *AS_BROKER)
    refused(told, "Put on reserve is not possible.", "it is possible in: Validated and Unmatched")
    told = cli("fire", ref, "reject", *AS_BROKER, *REJECT).stdout
    assert told.startswith(f"{ref}: Reject: Submitted → Rejected, version 2.")
    assert "request_rejected" in told
    answer = json.loads(cli("fire", ref, "reopen", *AS_BROKER, *REJECT, "--json").stdout)
    assert (answer["ref"], answer["state"], answer["version"]) == (ref, "submitted", 3)
    assert [move["trigger"] for move in answer["moves"]] == ["reopen"]


def test_blocked(cli: Cli, program: app.Connect, ref: str) -> None:
    """Every reason is a line, with what would help; nothing is written."""
    before = written(program)
    told = refused(cli("fire", ref, "validate", *AS_BROKER), "is not possible.", "consent")
    assert all(line.startswith("- ") for line in told.splitlines()[1:])
    assert "What helps: " in told
    assert written(program) == before


def test_not_your_part(cli: Cli, ref: str) -> None:
    """Who may not is told who may."""
    refused(cli("fire", ref, "reject", *AS_REQUESTER, *REJECT), "- Only the broker can do this.")


def test_unseen(cli: Cli, ref: str) -> None:
    """A case that somebody may not see is one that is not there."""
    refused(cli("fire", ref, "reject", "--as", "association@test.example", *REJECT), f"There is no case {ref}")


def test_version(cli: Cli, ref: str) -> None:
    """Who saw an older version is told who was quicker, and when."""
    cli("fire", ref, "reject", *AS_BROKER, *REJECT)
    told = refused(cli("fire", ref, "reopen", "--as", "lead@test.example", *REJECT, "--version", "1"), "Look again")
    assert told.startswith("Broker was quicker: “Reject” on ")
    assert "You saw version 1, it is version 2 now" in told


def test_key(cli: Cli, ref: str) -> None:
    """The same key does it once and answers twice; with another request it is refused."""
    first = cli("fire", ref, "reject", *AS_BROKER, *REJECT, "--key", "K1", "--json").stdout
    again = cli("fire", ref, "reject", *AS_BROKER, *REJECT, "--key", "K1", "--json").stdout
    assert json.loads(first) == json.loads(again)
    refused(cli("fire", ref, "reopen", *AS_BROKER, *REJECT, "--key", "K1"), "The key K1 was used for another request")


def test_on_behalf(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """A broker presses for a party, and says for whom and how they said so."""
    ask = ("create", "request", "--form", request_form(cast, people=[cast.ids["requester"]]), *AS_BROKER)
    ref = json.loads(cli(*ask, "--json").stdout)["ref"]
    withdraw = ("fire", ref, "amend", *AS_BROKER, "--form", '{"topic": "water"}')
    refused(cli(*withdraw), "Say on whose behalf you do it")
    for_her = ("--on-behalf-of", "requester@test.example")
    refused(cli(*withdraw, *for_her), "on_behalf_reason: Say how they told you.")
    refused(cli(*withdraw, "--on-behalf-of", "committee@test.example", "--on-behalf-reason", "By phone"), "is none of")
    assert cli(*withdraw, *for_her, "--on-behalf-reason", "By phone on Monday").exit_code == 0
    told = cli("history", ref).stdout
    assert "on behalf of Requester" in told
    assert "By phone on Monday" in told


def test_waive(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """A refusal that can be waived says how, and is passed with a reason that the history keeps."""
    consent = stored(program, cast)
    first, twin = (
        json.loads(
            cli("create", "request", *AS_REQUESTER, "--form", request_form(cast, consent=consent), "--json").stdout
        )
        for _ in range(2)
    )
    told = refused(cli("fire", twin["ref"], "validate", *AS_BROKER), first["ref"], "--waive ")
    code = told.split("--waive ")[1].split("=")[0]
    refused(cli("fire", twin["ref"], "validate", *AS_BROKER, "--waive", f"{code}= "), "Give a reason for the waiver")
    both = ("--waive", f"{code}=Two markets", "--waive", "nothing=x")
    refused(cli("fire", twin["ref"], "validate", *AS_BROKER, *both), "waive.nothing: This cannot be waived here.")
    assert cli("fire", twin["ref"], "validate", *AS_BROKER, "--waive", f"{code}=Two markets").exit_code == 0
    assert f"waived {code}" in cli("history", twin["ref"]).stdout
    assert "why: Two markets" in cli("history", twin["ref"]).stdout


def stored(program: app.Connect, cast: Cast) -> str:
    """The id of a consent."""
    with program.database.begin() as connection:
        content = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
        return documents.store(
            connection,
            name="consent.pdf",
            content=content,
            person=cast.ids["requester"],
        )


def test_waive_is_code_and_reason(cli: Cli, ref: str) -> None:
    """A waiver without a reason is wrong usage."""
    assert cli("fire", ref, "validate", *AS_BROKER, "--waive", "twin").exit_code == 2


def test_silent(cli: Cli, program: app.Connect, ref: str) -> None:
    """A broker moves a case without a letter by giving a reason; a look before it says the same."""
    silent = ("fire", ref, "reject", *AS_BROKER, *REJECT, "--silent", "They know already.")
    assert "Letters" not in cli(*silent, "--preview").stdout
    assert "Letters" not in cli(*silent).stdout
    assert "waived letters\n   why: They know already." in cli("history", ref).stdout
    with program.database.begin() as connection:
        statuses = connection.scalars(select(outbox.c.status).order_by(outbox.c.id)).all()
    assert statuses[-1] == "dropped"


# --- preview ------------------------------------------------------------------------------------------------------------


def test_preview(cli: Cli, program: app.Connect, ref: str) -> None:
    """A preview shows the move and every letter in full, and changes nothing."""
    before = written(program)
    told = cli("fire", ref, "reject", *AS_BROKER, *REJECT, "--preview").stdout
    assert told.startswith(f"{ref}: Reject: Submitted → Rejected, version 2.")
    assert "Letters that would be owed:" in told
    assert "  | Dear Requester," in told
    assert "It is about something else." in told
    assert f"/portal/cases/{ref}" in told
    assert written(program) == before
    assert json.loads(cli("cases", "--json").stdout)[0]["state"] == "submitted"


def test_preview_json(cli: Cli, ref: str) -> None:
    """Programs get the same, with the texts of the letters."""
    told = json.loads(cli("fire", ref, "reject", *AS_BROKER, *REJECT, "--preview", "--json").stdout)
    assert told["allowed"]
    assert [move["target"] for move in told["moves"]] == ["rejected"]
    assert [ref in letter["text"] for letter in told["texts"]] == [True]


def test_preview_blocked(cli: Cli, ref: str) -> None:
    """A preview of what would be refused says so, with the reasons."""
    refused(cli("fire", ref, "validate", *AS_BROKER, "--preview"), "This would be refused:\n- ")
    result = cli("fire", ref, "validate", *AS_BROKER, "--preview", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert not told["allowed"]
    assert {"code", "message", "facts", "mend"} <= told["blockers"][0].keys()


def test_preview_of_creation(cli: Cli, program: app.Connect, cast: Cast) -> None:
    """A case can be previewed before there is one; no number is drawn."""
    ask = ("create", "request", *AS_REQUESTER, "--form", request_form(cast))
    told = cli(*ask, "--preview").stdout
    assert cli(*ask).stdout.split(":")[0] == told.split(":")[0]


# --- actions ------------------------------------------------------------------------------------------------------------


def test_actions(cli: Cli, ref: str) -> None:
    """Every trigger from here is listed, allowed or with its reasons; those of other states when asked."""
    told = cli("actions", ref, *AS_BROKER).stdout
    possible, _, refusals = told.partition("Not possible:")
    assert "  reject: Reject → Rejected (asks a form)" in possible
    assert "  validate: Validate → Validated\n      " in refusals
    assert "still_wanted" not in told
    assert "still_wanted" in cli("actions", ref, *AS_BROKER, "--all").stdout


def test_actions_json(cli: Cli, ref: str) -> None:
    """For programs an action has the keys that were promised."""
    listed = json.loads(cli("actions", ref, *AS_BROKER, "--all", "--json").stdout)
    for one in listed:
        assert {"trigger", "label", "to", "allowed", "blockers", "form_required", "form"} <= one.keys()
    by_trigger = {one["trigger"]: one for one in listed}
    assert by_trigger["reject"]["allowed"]
    assert by_trigger["still_wanted"]["blockers"][0]["code"] == "not_from_this_state"
    refused(cli("actions", "REQ-1999-0001", *AS_BROKER), "There is no case REQ-1999-0001")
