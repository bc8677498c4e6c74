"""What libpq and the server say in English reaches nobody who reads Swedish."""

from __future__ import annotations

import pytest

from kollegie.sync.server_words import reason_of_server


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            'failed: FATAL:  pg_hba.conf rejects connection for host "10.0.0.9", no encryption',
            "krypterade anslutningar",
        ),
        ('failed: FATAL:  database "saknas" does not exist', "databasen finns inte"),
        ('pg_hba.conf rejects connection for host "10.0.0.9", SSL encryption', "tar inte emot den här inloggningen"),
        ('column "note" does not exist', "navets tabeller är inte som Kollegie gjorde dem"),
        ('root certificate file "/x/ca.crt" does not exist', "serverns certifikat gick inte att kontrollera"),
        ("failed to resolve host 'nav.example': [Errno -2] Name or service not known", "servernamnet hittades inte"),
        (
            "connection failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP"
            " connections?",
            "ingen server svarar på adressen",
        ),
        ("FATAL:  the database system is starting up", "servern startar"),
        ("DETAIL:  Consistent recovery state has not been yet reached.", "servern startar"),
        ("the connection is lost", "kontakten bröts"),
        ("connection failed: SSL error: unexpected eof while reading", "kontakten bröts"),
        ("connection failed: SSL error: certificate verify failed", "serverns certifikat"),
        ("något\nannat.", "något annat"),
    ],
)
def test_a_reason_is_told_in_swedish(said: str, told: str) -> None:
    assert reason_of_server(said).startswith(told) or told in reason_of_server(said)
