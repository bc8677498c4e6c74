"""Which service an invoice line bills, whatever it is called there: the same for V15, V31, V32 and the invoice desk."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection

from kollegie.screening.licences import LICENSED_SERVICES
from kollegie.screening.material import Material

KNOWN_SERVICES = frozenset((*LICENSED_SERVICES.split(";"), "boendestöd"))
"""Services that are known as such also where nobody has a decision on them."""


def services_by_user(material: Material) -> dict[int, set[str]]:
    """The services each user has decisions on, in lower case."""
    decisions, found = material["decisions"], defaultdict(set)
    names = decisions.names_of("service")
    for user, code in zip(decisions["user_id"].tolist(), decisions["service"].tolist(), strict=True):
        found[user].add(names[code].casefold())
    return dict(found)


def billed_services(material: Material) -> list[str]:
    """The service of each invoice line in lower case, "" where the records do not tell which of a user's it is.

    Shape: a known service by its name alone or within a longer one ("Hemtjänst mars 2026"); a line that names none is
    of the user's only service. What nobody with decisions has is called as it stands.
    """
    invoices, decided = material["invoices"], material.shared(services_by_user)
    known = KNOWN_SERVICES.union(*decided.values()) - {""}
    names = [name.casefold() for name in invoices.names_of("service").all]
    meant = [_service_in(name, known) for name in names]
    found = []
    for code, user in zip(invoices["service"].tolist(), invoices["user_id"].tolist(), strict=True):
        service, theirs = meant[code] if code >= 0 else "", decided.get(user, ())
        if not service and len(theirs) == 1:
            (service,) = theirs
        found.append(service or (names[code] if code >= 0 and not theirs else ""))
    return found


def _service_in(name: str, known: Collection[str]) -> str:
    """The one known service a name is or holds; "" for none or several."""
    if name in known:
        return name
    held = [service for service in known if re.search(rf"(?<!\w){re.escape(service)}(?!\w)", name)]
    return held[0] if len(held) == 1 else ""
