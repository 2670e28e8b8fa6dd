"""Letters to whoever files without an account: the link is theirs when the letter leaves, and in nothing that is kept."""

from records import filing_links, filings
from tests.scheduler.office import Office
from workflow import outbox


def test_the_link(desk: Office) -> None:
    """The letter is kept with a plain address; what leaves for the address that was given opens the draft."""
    now, program = desk.programme.now, desk.program
    said = {"email": "awa@town.example", "name": "Awa", "language": "en"}
    with program.database.begin() as connection:
        handle = filings.begin(connection, "request", None, now=now)
        filings.keep(connection, handle, [("challenge", "Waste")], (), **said, now=now)
        body = f"Go on here:\n{filing_links.draft(program.settings.base_url, handle)}\n"
        owed = {"subject": "A draft", "body": body, "language": "en", "zone": "UTC", "act": "ACT-1"}
        outbox.owe(connection, f"{filing_links.FILING}{handle}", "filing_begun", not_before=now, **owed)
    desk.tick()
    (mail,) = desk.mails
    plain = mail.get_body(("plain",))
    assert plain is not None
    link = next(line for line in plain.get_content().splitlines() if "/file/draft/" in line)
    key = program.settings.secret_key
    assert filing_links.read(filing_links.DRAFT, link.rsplit("/", 1)[-1], key=key) == (handle, 0)
    assert "Awa <awa@town.example>" in mail["To"]
    (row,) = desk.letters()
    assert (row.status, row.body) == ("sent", body)
