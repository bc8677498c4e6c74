"""The password in the address of a hub on a server: taken out before it is shown, put back before it is used."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

_SCHEME = re.compile(r"\s*[\w+.-]+:?//")  # also where its colon is forgotten
_LOGIN = re.compile(r"^(?P<before>\s*[\w+.-]+:?//[^:/@]*):(?P<password>.*)@(?P<after>[^@]*)$", re.DOTALL)
_ASKED = re.compile(r"(?<=[?&]password=)[^&\s]*")
_PORT = re.compile(r"\d{1,5}/")


def split_password(written: str) -> tuple[str, str]:
    """The address without its password, and the password as it is typed; both as they are where there is none."""
    found = _LOGIN.match(written)
    if found is None:
        return written, ""
    return f"{found['before']}@{found['after']}", unquote(found["password"])


def with_password(address: str, password: str) -> str:
    """The address with the password after the login's name; one that has a password or no login stays as it is."""
    scheme, mark, rest = address.partition("://")
    login, at, place = rest.rpartition("@")
    if not password or not at or ":" in login:
        return address
    return f"{scheme}{mark}{login}:{quote(password, safe='')}@{place}"


def shows_password(written: str) -> bool:
    """Whether what is written so far shows a password, or the beginning of one."""
    scheme = _SCHEME.match(written)
    rest = written[scheme.end() :] if scheme is not None else "/"
    if rest.startswith(("/", "[")):
        return False
    if _ASKED.search(written) or _LOGIN.match(written):
        return True
    _login, colon, tail = rest.partition(":")
    return bool(colon) and "@" not in rest and _PORT.match(tail) is None


def without_password(written: str) -> str:
    """The address as it may be told: three stars where a password stands, or may stand."""
    told = _ASKED.sub("***", written)
    found = _LOGIN.match(told)
    if found is not None:
        return f"{found['before']}:***@{found['after']}"
    return f"{told.partition('//')[0]}//***" if shows_password(written) and told == written else told
