"""The link with which somebody answers without an account: signed, for one person, and made only on its way to them."""

from datetime import UTC, datetime, timedelta

import pytest

from records.answer_links import DAYS, NoLink, address, personal, read, token

NOW = datetime(2018, 6, 22, 9, tzinfo=UTC)
BASE, KEY = "https://connect.example", "only-for-tests-of-links"
CASE, PERSON = "EXC-2018-0001", "PER-0007"


def test_read() -> None:
    """A token says what it was made of, and until when it can be used."""
    claim = read(token(CASE, "evaluation", PERSON, key=KEY, now=NOW), key=KEY)
    assert (claim.ref, claim.questionnaire, claim.person) == (CASE, "evaluation", PERSON)
    assert claim.open(NOW + timedelta(days=DAYS, seconds=-1))
    assert not claim.open(NOW + timedelta(days=DAYS))


@pytest.mark.parametrize("given", ["", "x", "x.y", "WzFd.x", "é"])
def test_not_ours(given: str) -> None:
    """What we did not sign is no link."""
    with pytest.raises(NoLink):
        read(given, key=KEY)


def test_another_key() -> None:
    """What was signed with another key is no link, nor what was changed by a letter."""
    made = token(CASE, "evaluation", PERSON, key=KEY, now=NOW)
    with pytest.raises(NoLink):
        read(made, key=f"{KEY}2")
    with pytest.raises(NoLink):
        read(f"{'x' if made[0] != 'x' else 'y'}{made[1:]}", key=KEY)


def test_personal() -> None:
    """On its way to a person an address becomes their own link; every other address stays."""
    here, other = address(BASE, CASE, "evaluation"), f"{BASE}/portal/cases/{CASE}"
    sent = personal(f"Answer here:\n{here}\n\nThe case:\n{other}\n", PERSON, base_url=BASE, key=KEY, now=NOW)
    assert here not in sent
    assert other in sent
    own = next(line for line in sent.splitlines() if "/answer/" in line)
    assert read(own.rsplit("/", 1)[-1], key=KEY).person == PERSON


def test_of_another_base() -> None:
    """An address of another host is nobody's link."""
    said = address("https://elsewhere.example", CASE, "evaluation")
    assert personal(said, PERSON, base_url=BASE, key=KEY, now=NOW) == said
