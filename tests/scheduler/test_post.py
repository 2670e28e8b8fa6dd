"""Letters leave: each once, as it was rendered, to whoever it is for."""

from tests.scheduler.office import Office


def test_a_letter_leaves(office: Office) -> None:
    """A letter that is due is rendered, handed over, kept as it was, and not sent again."""
    ref = office.programme.request()
    tally = office.tick()
    ((row,), (mail,)) = office.letters(), office.mails
    assert (tally.done, tally.left, row.status) == (1, 0, "sent")
    assert mail["Subject"] == row.subject == f"{ref}: we have received your request"
    assert mail["To"] == "north <north@connect.example>"
    assert row.body.startswith("Dear north,")
    assert office.tick().done == 0
    assert len(office.mails) == 1


def test_the_grace_period(office: Office) -> None:
    """No letter leaves while the act that owes it can still be taken back."""
    office.programme.request()
    assert (office.tick(grace=False).done, office.statuses()) == (0, ["created"])
