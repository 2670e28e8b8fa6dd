"""A spreadsheet of requests: looked at first, imported whole or not at all, and warned of when it comes twice."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from records import sheets
from tests.web.site import Site
from tests.web.visitor import Page
from web import importing

HEADING = (
    "governments,topic,challenge,hoped_for,period_first,period_last,languages,people,on_behalf_of,on_behalf_reason"
)
NORTH = (
    "north,Waste management,Waste is burnt.,Households served | 100 | 500,2018-04-01,2018-12-31,English; fr,"
    "north@connect.example,north@connect.example,An e-mail of 2 March."
)
SOUTH = NORTH.replace("north", "south")


def csv_file(*rows: str, heading: str = HEADING) -> bytes:
    """A spreadsheet with these rows."""
    return "\n".join([heading, *rows]).encode("utf-8-sig")


def xlsx_file(*rows: str) -> bytes:
    """The same as an XLSX file."""
    book, written = Workbook(), BytesIO()
    for row in (HEADING, *rows):
        book.worksheets[0].append(row.split(","))
    book.save(written)
    return written.getvalue()


def chosen(site: Site, content: bytes, name: str = "requests.csv", status: int = 303, at: str = "/desk/import") -> Page:
    """The page after a broker has chosen a file."""
    visitor = site.visitor("broker")
    form = visitor.get(at).forms[at]
    sent = {**form.to_dict(), "file": (BytesIO(content), name)}
    answer = visitor.client.post(at, data=sent, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text
    return visitor.get(answer.location) if status == 303 else Page(answer.text)


def confirmed(site: Site, page: Page, status: int = 303, **more: str) -> Page:
    """The page after the import was confirmed."""
    address = next(one for one in page.forms if one.startswith("/desk/import/"))
    answer = site.visitor("broker").post(address, {**page.forms[address].to_dict(), **more})
    assert answer.status_code == status, answer.text
    return site.visitor("broker").get(answer.location) if status == 303 else Page(answer.text)


@pytest.mark.parametrize(("content", "name"), [(csv_file(NORTH, SOUTH), "a.csv"), (xlsx_file(NORTH, SOUTH), "a.xlsx")])
def test_looked_at_then_imported(site: Site, content: bytes, name: str) -> None:
    """A file is shown with what it would do, and changes nothing until it is confirmed; then every row is a request."""
    page = chosen(site, content, name)
    assert "2 rows. 2 letters would be written" in page.text
    assert site.programme.rows("cases") == []
    page = confirmed(site, page)
    assert "Imported: 2 cases, from REQ-2018-0001 to REQ-2018-0002." in page.text
    entry = site.programme.entries("REQ-2018-0001")[0]
    assert (entry.actor, entry.on_behalf_of) == (site.programme.people["broker"], site.programme.people["north"])
    assert (entry.via, entry.at) == ("import", site.programme.now)
    assert site.programme.case("REQ-2018-0001").facts["languages"] == ["en", "fr"]


def test_what_is_wrong_is_told_by_row_and_column(site: Site) -> None:
    """Every mistake is told with its row and its column, and nothing can be imported while there is one."""
    bad = NORTH.replace("Waste management", "Rubbish").replace("north,", "nowhere,").replace("2018-12-31", "soon")
    page = chosen(site, csv_file(NORTH, bad, SOUTH.replace("English; fr", "")))
    assert "3 governments · Governments No organisation is called nowhere." in page.text
    assert "4 languages · Languages in which you can work Fill this in." in page.text
    assert [one for one in page.forms if one.startswith("/desk/import/")] == []
    assert "3 topic · Topic No topic is called Rubbish." in page.text
    mended = bad.replace("nowhere", "north").replace("Rubbish", "Waste management")
    page = chosen(site, csv_file(mended))
    assert "2 period_last · When could it be? · Last day Write a day like 2018-06-10" in page.text


def test_all_or_nothing(site: Site) -> None:
    """What has become wrong between looking and confirming stops every row, and the page says which one."""
    from records import accounts

    page = chosen(site, csv_file(NORTH, SOUTH))
    with site.program.database.begin() as connection:
        person = site.programme.people["south"]
        accounts.revoke(connection, person, "requester", actor=person, now=site.programme.now, via="test")
    page = confirmed(site, page, 422)
    assert "Nothing was imported. What is wrong, in number: 1." in page.text
    assert site.programme.rows("cases") == []


def test_twice_warns_of_twins(site: Site) -> None:
    """The same file again looks like what is there: it says so, and wants a word before it imports it again."""
    first = chosen(site, csv_file(NORTH, NORTH))
    assert "Row 3: The same government and topic as row 2." in first.text
    confirmed(site, first, 409)
    confirmed(site, first, twins_too="yes")
    again = chosen(site, csv_file(NORTH, NORTH))
    assert "Row 2: The same government and topic as REQ-2018-0001, which is still going on." in again.text
    refused = confirmed(site, again, 409)
    assert "4 rows" not in refused.text
    assert "look like a case that is there already, or like another row: 2." in refused.text
    assert len(site.programme.rows("cases")) == 2


def test_pressed_twice(site: Site) -> None:
    """The button pressed twice imports once, and answers as before."""
    page = chosen(site, csv_file(NORTH))
    one, other = confirmed(site, page), confirmed(site, page)
    assert "REQ-2018-0001" in one.text
    assert "Imported: REQ-2018-0001." in other.text
    assert len(site.programme.rows("cases")) == 1


def test_two_at_once(site: Site) -> None:
    """Who looked before somebody else imported the same is warned of it, though their page showed no twins."""
    one, other = (chosen(site, csv_file(NORTH)) for _ in range(2))
    foreseen = importing._foresee

    def meanwhile(*given: Any) -> Any:
        found = foreseen(*given)
        if not site.programme.rows("cases"):
            monkey.undo()
            confirmed(site, one)
        return found

    with pytest.MonkeyPatch.context() as monkey:
        monkey.setattr(importing, "_foresee", meanwhile)
        refused = confirmed(site, other, 409)
    assert "look like a case that is there already, or like another row: 1." in refused.text
    assert len(site.programme.rows("cases")) == 1


def test_without_rows(site: Site) -> None:
    """A spreadsheet that has only a heading imports nothing and says so."""
    there = {row.id for row in site.programme.rows("documents")}
    page = chosen(site, csv_file())
    assert "There is no row below the heading." in page.text
    (document,) = {row.id for row in site.programme.rows("documents")} - there
    sent = {"csrf_token": page.forms["/desk/import"]["csrf_token"], "key": "k"}
    answer = site.visitor("broker").post(f"/desk/import/{document}", sent)
    assert answer.status_code == 422
    assert "Nothing was imported: there is no row below the heading." in Page(answer.text).text


def test_what_is_no_spreadsheet(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be read, one that is too long, and none at all are each told with what to do."""
    assert "cannot be read as a spreadsheet" in chosen(site, b"PK\x03\x04 rubbish", "a.xlsx", 422).text
    assert "cannot be read as a spreadsheet" in chosen(site, b"\xff\xfe\x00", "a.csv", 422).text
    assert "Choose a file first." in chosen(site, b"", "", 422).text
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)
    assert "Rows that are imported at once: 1 at most." in chosen(site, csv_file(NORTH, SOUTH), status=422).text


def test_columns_that_are_missing_or_strange(site: Site) -> None:
    """A needed column that is not there is missed; one that nobody asks for is named and left out."""
    page = chosen(site, csv_file("north,2017", heading="governments,year of the exchange"))
    assert "These columns are not imported: year of the exchange." in page.text
    assert "topic · Topic This column is missing from the spreadsheet." in page.text


def test_the_empty_spreadsheet(site: Site) -> None:
    """The spreadsheet to download has every column, and says on a second sheet what belongs into each."""
    answer = site.visitor("broker").client.get("/desk/import/template.xlsx")
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["Requests", "Columns"]
    heading = [cell.value for cell in book["Requests"][1]]
    assert set(HEADING.split(",")) < set(heading)
    explained = {row[0].value: row[3].value for row in book["Columns"].iter_rows(min_row=2)}
    assert set(explained) == set(heading)
    assert "waste (Waste management)" in explained["topic"]


def test_what_somebody_else_uploaded(site: Site) -> None:
    """A spreadsheet that another brought, and that no case names, is not there: neither to look at nor to import."""
    address = next(one for one in chosen(site, csv_file(NORTH)).forms if one.startswith("/desk/import/"))
    lead = site.visitor("lead")
    token = lead.get("/desk/import").forms["/desk/import"]["csrf_token"]
    lead.get(address, 404)
    assert lead.post(address, {"csrf_token": token, "key": "k"}).status_code == 404
    assert site.programme.rows("cases") == []


def test_only_brokers(site: Site) -> None:
    """The committee, which shares the desk, imports nothing."""
    for address in ("/desk/import", "/desk/import/template.xlsx", "/desk/import/DOC-0001"):
        assert "Only the broker can do this." in site.visitor("committee").get(address, 403).text


# --- exchanges of the past ------------------------------------------------------------------------------------------------

EXCHANGES = "/desk/import?of=exchanges"
HELD_HEADING = "type,governments,experts,topic,first_day,last_day,working_language,invited,conclusion"
HELD = "Expert assignment,north,city,waste,2017-05-15,2017-05-19,English,ghana,Five days with 40 participants."
VISIT = "study_visit,south,town,Water,2017-09-04,2017-09-06,en,,A delegation of four went round."


def held(site: Site, *rows: str, status: int = 303) -> Page:
    """The page after a broker has chosen a file of exchanges."""
    return chosen(site, csv_file(*rows, heading=HELD_HEADING), "past.csv", status, EXCHANGES)


def test_exchanges_are_recorded(site: Site) -> None:
    """Each row is an exchange that is over, with one entry that says who recorded it when, and from which file; nobody is
    written to and nothing is to come."""
    page = held(site, HELD, VISIT)
    assert "2 rows. 0 letters would be written" in page.text
    page = confirmed(site, page)
    assert "Imported: 2 cases, from EXC-2018-0001 to EXC-2018-0002." in page.text
    case = site.programme.case("EXC-2018-0001")
    assert (case.type, case.state, case.title) == ("expert_assignment", "evaluated", "Waste management: north – city")
    (entry,) = site.programme.entries("EXC-2018-0001")
    assert (entry.trigger, entry.via, entry.at) == ("record_past", "import", site.programme.now)
    assert (entry.actor, entry.on_behalf_of) == (site.programme.people["broker"], None)
    assert (site.programme.rows("outbox"), site.programme.rows("follow_ups")) == ([], [])
    told = site.page("broker", "EXC-2018-0001").text
    for said in ("Record an exchange of the past", "Imported from past.csv.", "Five days with 40 participants."):
        assert said in told
    assert "EXC-2018-0001" in site.visitor("north").get("/portal?ended=yes").text


def test_exchanges_all_or_none(site: Site) -> None:
    """A row that does not fit is told with its column, and keeps every row out."""
    wrong = [
        ("Expert assignment", "Picnic", "2 type · Type Say of which type it is"),
        ("2017-05-19", "2018-03-05", "2 the whole row 5 March 2018 has not passed yet."),
        ("2017-05-19", "2017-05-01", "2 last_day · Last day The last day is before the first."),
        ("city", "ghana", "2 the whole row ghana is not a government."),
        ("Five days with 40 participants.", "", "2 conclusion · What is known of it Fill this in"),
    ]
    for good, bad, told in wrong:
        page = held(site, HELD.replace(good, bad), VISIT)
        assert told in page.text
        assert [one for one in page.forms if "/desk/import/" in one] == []
    assert site.programme.rows("cases") == []


def test_exchanges_twice(site: Site) -> None:
    """A file that is chosen again is told to be there already, and is imported again only by whoever says that it is another."""
    confirmed(site, held(site, HELD))
    page = held(site, HELD, HELD.replace("waste", "water"))
    assert "Row 2: The same government and first day as EXC-2018-0001." in page.text
    assert "Row 3: The same government and first day as row 2." in page.text
    confirmed(site, page, status=409)
    confirmed(site, page, twins_too="yes")
    assert len(site.programme.rows("cases")) == 3


def test_recorded_by_mistake(site: Site) -> None:
    """What was recorded by mistake is taken back with a reason; the history keeps both."""
    confirmed(site, held(site, HELD))
    site.programme.fire("EXC-2018-0001", "retract", "broker", reason="It was another government.")
    assert site.programme.case("EXC-2018-0001").state == "cancelled"
    assert [one.trigger for one in site.programme.entries("EXC-2018-0001")] == ["record_past", "retract"]


def test_empty_spreadsheet_of_exchanges(site: Site) -> None:
    """The empty spreadsheet names the columns, and which types there are."""
    content = site.visitor("broker").client.get("/desk/import/template.xlsx?of=exchanges").data
    rows = sheets.read(content, "connect-exchanges.xlsx")
    assert set(HELD_HEADING.split(",")) <= set(rows.headings)
    explained = load_workbook(BytesIO(content)).worksheets[1]
    said = {row[0].value: row[3].value for row in explained.iter_rows()}
    assert "study_visit (Study visit)" in said["type"]
