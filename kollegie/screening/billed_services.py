"""Which service an invoice line bills, whatever it is called there: the same for the rules and the invoice desk."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from kollegie.model.services import SERVICES
from kollegie.screening.licences import LICENSED_SERVICES
from kollegie.screening.material import Material

KNOWN_SERVICES: Mapping[str, str] = {
    **{name: name for name in LICENSED_SERVICES.split(";")},
    **{word: name for name, others in SERVICES for word in (name, *others)},
}
"""Services that are known as such also where nobody has a decision on them, by each of their names."""


def services_by_user(material: Material) -> dict[int, set[str]]:
    """The services each user has decisions on, in lower case."""
    decisions, found = material["decisions"], defaultdict(set)
    names = decisions.names_of("service")
    for user, code in zip(decisions["user_id"].tolist(), decisions["service"].tolist(), strict=True):
        found[user].add(names[code].casefold())
    return dict(found)


def named_services(material: Material) -> list[str]:
    """The service each invoice line names, in lower case; "" where it names none or several.

    Shape: a known service by one of its names alone or within a longer one ("Hemtjänst mars 2026"); the longest where
    one lies within another. What nobody with decisions has is called as it stands.
    """
    invoices, decided = material["invoices"], material.shared(services_by_user)
    known = dict(KNOWN_SERVICES) | {name: name for name in set().union(*decided.values()) - KNOWN_SERVICES.keys()}
    known.pop("", None)
    longest_first = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    held = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)")
    names = [name.casefold() for name in invoices.names_of("service").all]
    meant = [{known[word] for word in ([name] if name in known else held.findall(name))} for name in names]
    found = []
    for code, user in zip(invoices["service"].tolist(), invoices["user_id"].tolist(), strict=True):
        services = meant[code] if code >= 0 else set()
        as_it_stands = names[code] if code >= 0 and not services and user not in decided else ""
        found.append(next(iter(services)) if len(services) == 1 else as_it_stands)
    return found


def billed_services(material: Material) -> list[str]:
    """The service each invoice line is counted to, "" where the records do not tell which of a user's it is.

    Shape: the one it names; a line without a word about its service is of the user's only one.
    """
    invoices, decided = material["invoices"], material.shared(services_by_user)
    codes, users = invoices["service"].tolist(), invoices["user_id"].tolist()
    found = []
    for service, code, user in zip(material.shared(named_services), codes, users, strict=True):
        theirs = decided.get(user, ())
        found.append(next(iter(theirs)) if code < 0 and len(theirs) == 1 else service)
    return found
