"""V31: a provider that invoices without a valid licence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.columns import Records
from kollegie.screening.credited import credited_services, credited_shares, moved_said, netted_invoices, uncredited
from kollegie.screening.licences import LICENSED_BY, LICENSED_SERVICES, Licences, billed_by_licence
from kollegie.screening.material import Material
from kollegie.screening.netting import taken_back
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, rows, subjects
from kollegie.screening.swedish_time import FAR_FUTURE, FAR_PAST, NONE
from kollegie.screening.wording import LINES, day_text, many


def invoiced_without_licence(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V31: invoiced days outside the licence, or a board changed without a new check.

    Shape: what has been credited whole is invoiced no longer, and a service granted under the Social Services Act
    alone, but for home care, is none of LSS 9 §.
    """
    invoices, licences = netted_invoices(material), Licences(material)
    services = {word.casefold() for word in chosen.words("licensed")}
    lines: dict[tuple[int, str], list[int]] = defaultdict(list)
    columns, shares = (invoices[name].tolist() for name in ("provider_id", "user_id")), credited_shares(material)
    for at, (counted, provider, user) in enumerate(zip(credited_services(material), *columns, strict=True)):
        for service in [share.service for share in shares.get(at, ())] or [counted]:
            if service in services and licences.concerns(provider) and billed_by_licence(material, user, service):
                lines[provider, service].append(at)
    for (provider, service), places in sorted(lines.items()):
        gaps: dict[int, list[tuple[int, int]]] = {}
        for at in places:
            first, last = int(invoices["period_from"][at]), int(invoices["period_to"][at])
            if without := licences.gaps(provider, service, first, last):
                gaps[at] = without
        outside = uncredited(material, np.asarray(list(gaps), np.int64)).tolist()
        if outside:
            days = [span for at in outside for span in gaps[at]]
            yield _licence_hit(material, licences, provider, service, outside, days)
    yield from _owner_changed(material, licences, services)


def _licence_hit(
    material: Material, licences: Licences, provider: int, service: str, lines: list[int], days: list[tuple[int, int]]
) -> Hit:
    name = material.noun(Noun.PROVIDER)[provider]
    invoices = material["invoices"]
    amount = sum(max(0, int(ore)) for ore in invoices["amount"][lines])
    count = len(lines) - int(taken_back(invoices, np.asarray(lines)).sum())
    held = licences.held(provider, service)
    known = ", ".join(f"{day_text(a)} – {day_text(b) if b != FAR_FUTURE else '…'}" for a, b, _ in held)
    first, last = min(a for a, _ in days), max(b for _, b in days)
    return Hit(
        subjects(provider=(name,)),
        first,
        last,
        {"lines": count, "amount_ore": amount},
        (rows("invoices", lines), rows("licences", [at for _, _, at in held])),
        Severity.SERIOUS,
        (
            (f"Tillstånd för {service}: {known or 'inget'}.", f"Licence for {service}: {known or 'none'}."),
            (
                f"{many(count, LINES)[0]} gäller dagar utan tillstånd, {day_text(first)} – {day_text(last)}.",
                f"{many(count, LINES)[1]} on days without licence, {day_text(first)} – {day_text(last)}.",
            ),
            *moved_said(material, lines),
        ),
        service,
    )


def _owner_changed(material: Material, licences: Licences, services: set[str]) -> Iterator[Hit]:
    """Owners or management changed while a licence held, and none of the firm's for the service was tested since.

    Shape: a licence that begins after the change is one that was granted to the new owners. A test to come is none
    yet, and what changed before a licence or after its end is no change under it.
    """
    register = material["licences"]
    told: dict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)  # a firm may have several providers' ids
    for provider in sorted(frozenset(material["providers"]["provider_id"].tolist())):
        for service in sorted(services) if licences.concerns(provider) else ():
            held = licences.held(provider, service)
            tested = max((_last_tested(register, one, material.as_of) for one in held), default=FAR_PAST)
            changes: dict[int, list[int]] = defaultdict(list)
            for begin, end, at in held:
                changed = int(register["changed_on"][at])
                if begin <= changed <= min(end, material.as_of) and tested < changed:
                    changes[changed].append(at)
            for changed, places in changes.items():
                told[changed, tuple(places)].append(provider)
    for (changed, concerned), providers in sorted(told.items()):
        yield _changed_hit(material, providers, changed, concerned)


def _last_tested(register: Records, licence: tuple[int, int, int], as_of: int) -> int:
    """The last day up to which a licence's holder was tested: when it was looked at, else the day before it began."""
    begin, _, at = licence
    checked = int(register["checked_on"][at])
    looked = checked if checked != NONE and checked <= as_of else FAR_PAST
    return max(looked, begin - 1 if begin <= as_of else FAR_PAST)


def _changed_hit(material: Material, providers: list[int], changed: int, places: tuple[int, ...]) -> Hit:
    return Hit(
        subjects(provider=[material.noun(Noun.PROVIDER)[provider] for provider in providers]),
        changed,
        material.as_of,
        {"days": material.as_of - changed},
        (rows("licences", places),),
        Severity.DEFICIENCY,
        (
            (
                f"Ägare eller ledning ändrades {day_text(changed)}; någon ny prövning är inte noterad.",
                f"Owners or management changed on {day_text(changed)}; no new check is noted.",
            ),
        ),
        f"changed:{material['licences'].text('service', places[0])}",
    )


V31 = Rule(
    "V31",
    ("Utförare utan giltigt tillstånd", "Provider without a valid licence"),
    ("licences", "invoices", "providers", "decisions"),
    invoiced_without_licence,
    (
        "Att kontrollera: vad säger IVO:s register i dag? Saknas tillstånd: säg till IVO (assistans: LSS 15 § 11).",
        "To look into: what does IVO's register say today? Tell IVO where there is none (assistance: LSS 15 § 11).",
    ),
    (("Registret släpar efter.", "The register lags behind."),),
    ("S1-25",),
    (Parameter("licensed", LICENSED_SERVICES, LICENSED_BY, "Insatser som kräver tillstånd.", "Licensed services."),),
    needs=("licences", "invoices", "providers"),
)
