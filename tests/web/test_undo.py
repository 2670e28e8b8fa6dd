"""A step is taken back on a page: undone by whoever pressed it, corrected by a broker, or told why not."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.web.site import Site
from tests.web.visitor import Page
from workflow import tables

BECAUSE = {"reason": "Not ours."}


def rejected(site: Site) -> str:
    """A request that a broker has just rejected."""
    ref = site.programme.request()
    assert site.press("broker", ref, "reject", BECAUSE).status_code == 303
    return ref


def send(
    site: Site, who: str, ref: str, *, room: str = "desk", page: Page | None = None, reason: str = "It was another one."
) -> TestResponse:
    """Somebody fills in the form of a page, that of the newest step unless another is given, and sends it."""
    address = f"/{room}/cases/{ref}/undo"
    sent = (page or site.visitor(who).get(address)).forms[address].copy()
    sent["reason"] = reason
    return site.visitor(who).post(address, sent)


def sent_off(site: Site) -> None:
    """All letters have left."""
    with site.program.database.begin() as connection:
        connection.execute(update(tables.outbox).values(status="sent", subject="Your request"))


def test_at_once(site: Site) -> None:
    """After a step the page says for how long it can be undone, and undoes it; the history strikes it out in words."""
    ref = rejected(site)
    site.programme.now += timedelta(seconds=23)
    page = site.page("broker", ref)
    assert "You can undo this for 97 more seconds." in page.text
    answer = send(site, "broker", ref, page=page)
    assert (answer.status_code, answer.location) == (303, f"/desk/cases/{ref}")
    page = site.page("broker", ref)
    assert f"Undone: {ref} is “Submitted” again. Letters that had not left are not sent." in page.text
    assert (
        "Reject : Submitted → Rejected 5 March 2018, 10:00 (Europe/Amsterdam) · broker (the broker) This was taken back by "
        "broker on 5 March 2018, 10:00 (Europe/Amsterdam), because: It was another one."
    ) in page.text
    assert "Taken back: Reject: Rejected → Submitted" in page.text
    assert "<s>Reject</s>" in page.html


def test_looked_at(site: Site) -> None:
    """The page of the newest step says what returns and whose letters stay, and keeps who follows the link from the case."""
    ref = rejected(site)
    address = f"/desk/cases/{ref}/undo"
    assert f'href="{address}"' in site.page("broker", ref).html
    text = site.visitor("broker").get(address).text
    assert "Take back: Reject" in text
    assert "Done by broker." in text
    assert "from “Rejected” to “Submitted”" in text
    assert "These will not be sent: north: " in text
    assert "Due again" in text


def test_no_reason(site: Site) -> None:
    """Without a reason nothing is taken back, and the form is there still, under the same key."""
    ref = rejected(site)
    with site.programme.unchanged():
        answer = send(site, "broker", ref, reason=" ")
    page = Page(answer.text)
    assert answer.status_code == 422
    assert "Something does not fit yet" in page.text
    assert page.invalid == ["reason"]


def test_too_late(site: Site) -> None:
    """Who is no broker is told until when it could be undone; the form that was sent too late does nothing."""
    ref = site.programme.request()
    site.press("north", ref, "withdraw", BECAUSE, room="portal")
    early = site.visitor("north").get(f"/portal/cases/{ref}/undo")
    site.programme.now += timedelta(minutes=2)
    with site.programme.unchanged():
        answer = send(site, "north", ref, room="portal", page=early)
    page = Page(answer.text)
    assert answer.status_code == 409
    assert "This could be undone until 5 March 2018, 09:02 (Africa/Accra)." in page.text
    assert f"/portal/cases/{ref}/undo" not in page.forms
    assert f"/portal/cases/{ref}/undo" not in site.page("north", ref, room="portal").html


def test_party(site: Site) -> None:
    """A party undoes its own step, and reads of its own letters, not of what the office has to do."""
    ref = site.programme.request()
    site.press("north", ref, "withdraw", BECAUSE, room="portal")
    text = site.visitor("north").get(f"/portal/cases/{ref}/undo").text
    assert f"These will not be sent: north: {ref}: the request was withdrawn" in text
    assert "Due again" not in text
    assert send(site, "north", ref, room="portal").status_code == 303
    assert site.programme.case(ref).state == "submitted"


def test_corrected(site: Site) -> None:
    """Later a broker corrects it: the page says why it is no undo, and who gets another letter."""
    ref = rejected(site)
    sent_off(site)
    site.programme.now += timedelta(days=1)
    page = site.visitor("other_broker").get(f"/desk/cases/{ref}/undo")
    assert "Only whoever did this, or a lead broker, can undo it." in page.text
    assert "These had a letter, and get another: north" in page.text
    assert send(site, "other_broker", ref).status_code == 303
    page = site.page("other_broker", ref)
    assert f"Corrected: {ref} is “Submitted” again. Who had a letter of it gets another." in page.text
    letter = site.programme.rows("outbox", template="correction")[-1]
    text = site.visitor("broker").get(f"/desk/cases/{ref}/letters/{letter.id}").text
    assert f"{ref}: an earlier letter no longer holds" in text
    assert "Its subject was “Your request”." in text
    assert "> It was another one." in text


def test_somebody_went_on(site: Site) -> None:
    """What stands on it is said, with who did it."""
    ref = site.programme.request()
    site.press("broker", ref, "ask_for_more", {"missing": "The letter.", "answer_by": "2018-03-20"})
    act = site.programme.entries(ref)[-1].act
    site.press("north", ref, "withdraw", BECAUSE, room="portal")
    page: Any = site.visitor("broker").get(f"/desk/cases/{ref}/undo?act={act}")
    assert f"north went on with {ref} on 5 March 2018" in page.text
    assert f"/desk/cases/{ref}/undo" not in page.forms


def test_another_reader(site: Site) -> None:
    """Who did nothing, and is no broker, reads that it is not theirs, and no more."""
    ref = rejected(site)
    assert f"/portal/cases/{ref}/undo" not in site.page("north", ref, room="portal").html
    text = site.visitor("north").get(f"/portal/cases/{ref}/undo").text
    assert "Only whoever did this, or a lead broker, can undo it." in text
    assert "Reject" not in text.replace("Rejected", "")
