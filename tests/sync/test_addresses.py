from __future__ import annotations

import pytest

from kollegie.sync.addresses import shows_password, split_password, with_password, without_password
from kollegie.sync.errors import BadHubAddress
from kollegie.sync.hubs import open_hub

SERVER = "postgresql+psycopg://vera:h%40l%3Axyz@db.example/nav?sslmode=verify-full"


def test_a_password_is_taken_out_of_an_address_and_put_back_as_it_was():
    address, password = split_password(SERVER)

    assert (address, password) == ("postgresql+psycopg://vera@db.example/nav?sslmode=verify-full", "h@l:xyz")
    assert with_password(address, password) == SERVER
    assert with_password(SERVER, "another") == SERVER
    assert with_password("sqlite:////srv/hub.kollegie", "lösenfras") == "sqlite:////srv/hub.kollegie"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("postgresql+psycopg://vera", False),
        ("postgresql+psycopg://vera:h", True),
        ("postgresql+psycopg://vera:55", True),
        ("postgresql+psycopg://vera:h@db", True),
        ("postgresql+psycopg://vera@db:5432/nav", False),
        ("postgresql+psycopg://db:5432/nav", False),
        ("postgresql+psycopg://vera@db/nav?password=hemligt", True),
        ("sqlite:///C:/nav/hub.kollegie", False),
        ("postgresql://[::1]:5432/nav", False),
        ("/srv/nav: höst/hub.kollegie", False),
    ],
)
def test_an_address_shows_a_password_from_its_first_letter_on(written, shown):
    assert shows_password(written) is shown


@pytest.mark.parametrize(
    "written",
    [
        "mysql://vera:hemligt@db/nav",
        "postgresql://vera:hemligt",
        "postgresql://vera:hem@hemligt@db",
        "sqlite://vera:hemligt@db/nav",
        "postgresql://vera@db?password=hemligt",
        "postgresql//vera:hemligt@db/nav",
    ],
)
def test_a_bad_address_is_told_without_its_password(written):
    with pytest.raises(BadHubAddress) as refused:
        open_hub(written, None)

    assert "hemligt" not in refused.value.sentence() + repr(refused.value) + without_password(written)
