"""V31: a provider that invoices without a valid licence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from kollegie.model.records import Noun
from kollegie.model.severity import Severity
from kollegie.screening.billed_services import billed_services
from kollegie.screening.licences import LICENSED_BY, LICENSED_SERVICES, Licences
from kollegie.screening.material import Material
from kollegie.screening.rules import Chosen, Hit, Parameter, Rule, rows, subjects
from kollegie.screening.swedish_time import FAR_FUTURE, NONE
from kollegie.screening.wording import LINES, day_text, many


def invoiced_without_licence(material: Material, chosen: Chosen) -> Iterator[Hit]:
    """V31: invoiced days outside the licence, or a board changed without a new check."""
    invoices, licences = material["invoices"], Licences(material)
    services = {word.casefold() for word in chosen.words("licensed")}
    lines: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at, (service, provider) in enumerate(
        zip(material.shared(billed_services), invoices["provider_id"].tolist(), strict=True)
    ):
        if service in services and licences.concerns(provider):
            lines[provider, service].append(at)
    for (provider, service), places in sorted(lines.items()):
        outside: list[int] = []
        days: list[tuple[int, int]] = []
        for at in places:
            first, last = int(invoices["period_from"][at]), int(invoices["period_to"][at])
            gaps = licences.gaps(provider, service, first, last)
            if gaps:
                outside.append(at)
                days += gaps
        if outside:
            yield _licence_hit(material, licences, provider, service, outside, days)
    yield from _owner_changed(material, licences)


def _licence_hit(
    material: Material, licences: Licences, provider: int, service: str, lines: list[int], days: list[tuple[int, int]]
) -> Hit:
    name = material.noun(Noun.PROVIDER)[provider]
    amount = sum(max(0, int(ore)) for ore in material["invoices"]["amount"][lines])
    held = licences.held(provider, service)
    known = ", ".join(f"{day_text(a)} – {day_text(b) if b != FAR_FUTURE else '…'}" for a, b, _ in held)
    first, last = min(a for a, _ in days), max(b for _, b in days)
    return Hit(
        subjects(provider=(name,)),
        first,
        last,
        {"lines": len(lines), "amount_ore": amount},
        (rows("invoices", lines), rows("licences", [at for _, _, at in held])),
        Severity.SERIOUS,
        (
            (f"Tillstånd för {service}: {known or 'inget'}.", f"Licence for {service}: {known or 'none'}."),
            (
                f"{many(len(lines), LINES)[0]} gäller dagar utan tillstånd, {day_text(first)} – {day_text(last)}.",
                f"{many(len(lines), LINES)[1]} on days without licence, {day_text(first)} – {day_text(last)}.",
            ),
        ),
        service,
    )


def _owner_changed(material: Material, licences: Licences) -> Iterator[Hit]:
    register = material["licences"]
    providers = {
        at: code
        for code in material["providers"]["provider_id"].tolist()
        for service in {register.text("service", row) for row in range(len(register))}
        for _, _, at in licences.held(code, service)
    }
    for at in np.flatnonzero(register["changed_on"] != NONE).tolist():
        changed, checked = int(register["changed_on"][at]), int(register["checked_on"][at])
        if changed <= material.as_of and (checked == NONE or checked < changed) and at in providers:
            yield Hit(
                subjects(provider=(material.noun(Noun.PROVIDER)[providers[at]],)),
                changed,
                material.as_of,
                {"days": material.as_of - changed},
                (rows("licences", [at]),),
                Severity.DEFICIENCY,
                (
                    (
                        f"Ägare eller ledning ändrades {day_text(changed)}; någon ny prövning är inte noterad.",
                        f"Owners or management changed on {day_text(changed)}; no new check is noted.",
                    ),
                ),
                f"changed:{register.text('service', at)}",
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
