"""The schema is brought up to date while the pages go on."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from records import migrate
from tests.web.site import Site

CLIENTS, PRESSES, UPGRADES = 3, 6, 5


@pytest.fixture
def site(postgres_url: str, tmp_path: Path) -> Iterator[Site]:
    """The pages on PostgreSQL."""
    site = Site(postgres_url, tmp_path)
    yield site
    site.close()


@pytest.mark.slow
def test_while_it_serves(site: Site) -> None:
    """Whoever presses while the database is upgraded waits at most, and everything that was pressed is there."""
    programme, broker = site.programme, site.visitor("broker")
    refs = [[programme.request() for _ in range(PRESSES)] for _ in range(CLIENTS)]
    sent = broker.get(f"/desk/cases/{refs[0][0]}").trigger("validate").to_dict()
    statuses: list[int] = []

    def presses(mine: list[str]) -> None:
        for ref in mine:
            form = {**sent, "key": ref, "waive.no_twin": "It is about another place."}
            cookie = broker.client.get_cookie("connect")
            assert cookie is not None
            client = site.app.test_client()
            client.set_cookie("connect", cookie.value)
            statuses.append(client.post(f"/desk/cases/{ref}/transitions/validate", data=form).status_code)

    threads = [threading.Thread(target=presses, args=(mine,)) for mine in refs]
    for thread in threads:
        thread.start()
    url = site.program.settings.database_url
    found = [migrate.upgrade(url).schema for _ in range(UPGRADES)]
    for thread in threads:
        thread.join()
    assert statuses == [303] * (CLIENTS * PRESSES)
    assert found == [migrate.Schema.RIGHT] * UPGRADES
    assert {row.state for row in programme.rows("cases")} == {"validated"}
    assert programme.differences() == []
