"""What a PostgreSQL server or its driver says when it does not go, in words a caseworker can act on.

Nobody gets in, or the tables are of another shape than ours once somebody is in.
"""

from __future__ import annotations

import re

from kollegie.language import say

LOGIN_REFUSED = re.compile(r'password authentication failed|role ".*" does not exist|no password supplied')
"""The server knows no such login, or another password."""

REASONS = (
    (
        r"no encryption|server does not support SSL",
        "servern tar bara emot krypterade anslutningar, eller ingen alls härifrån; adressen ska sluta med "
        "?sslmode=verify-full",
        "the server takes encrypted connections only, or none from here; the address should end with "
        "?sslmode=verify-full",
    ),
    (
        r"database \".*\" does not exist",
        "databasen finns inte på servern; administratören gör den",
        "there is no such database on the server; the administrator makes it",
    ),
    (
        r"(column|relation|function|operator) .*does not exist|of type|data type|cannot be (matched|cast)|input syntax",
        "navets tabeller är inte som Kollegie gjorde dem; visa det för administratören, som lägger tillbaka dem",
        "the tables of the hub are not as Kollegie made them; show it to the administrator, who puts them back",
    ),
    (
        r"pg_hba.conf|is not permitted to log in|permission denied for database",
        "servern tar inte emot den här inloggningen; fråga administratören",
        "the server does not take this login; ask the administrator",
    ),
    (
        r"certificate|root\.crt|channel binding",
        "serverns certifikat gick inte att kontrollera; adressen ska peka ut kommunens certifikat med sslrootcert=",
        "the certificate of the server could not be checked; the address should name the certificate with sslrootcert=",
    ),
    (
        r"resolve host|could not translate host|Name or service not known|getaddrinfo",
        "servernamnet hittades inte; kontrollera nätet och adressen",
        "the name of the server was not found; check the network and the address",
    ),
    (
        r"starting up|shutting down|recovery|administrator command|too many clients|remaining connection slots",
        "servern startar, stängs eller är full; vänta en stund",
        "the server is starting, stopping or full; wait a while",
    ),
    (
        r"refused|Is the server running|timeout|timed out|unreachable|No route",
        "ingen server svarar på adressen; kontrollera nätet",
        "no server answers at the address; check the network",
    ),
    (
        r"closed the connection|connection is lost|input failed|terminat|reset by peer|broken pipe|EOF|SSL SYSCALL",
        "kontakten bröts",
        "the connection was broken",
    ),
)
"""What is found in the server's English, and the reason in Swedish and English; the first that fits is said."""


def reason_of_server(said: str) -> str:
    """The reason in the user's language; what nobody has translated stands as it is, on one line."""
    for pattern, sv, en in REASONS:
        if re.search(pattern, said, re.IGNORECASE):
            return say(sv, en)
    return " ".join(said.split()).rstrip(".")
