"""Where the rows of each kind of record are kept: which values of the model they make, field by field."""

from __future__ import annotations

from dataclasses import dataclass

from kollegie.model.register import Decision, Provider, ProviderChoice, ServiceUser, UserIdentity


@dataclass(frozen=True, slots=True)
class Target:
    """One value of the model made from a row.

    Shape: `fields` pairs the model's field with the canonical column; a column's doubt (a failed check digit) is
    found under "column.doubt". `keeps_extra` is true for the value that keeps columns nobody knows.
    """

    kind: type
    fields: tuple[tuple[str, str], ...]
    keeps_extra: bool = True


def _same(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in names)


TARGETS: dict[str, tuple[Target, ...]] = {
    "users": (
        Target(
            ServiceUser,
            (
                ("user_ref", "user_id"),
                *_same("municipality_registered", "registered_from", "registered_to", "deceased_on", "protected"),
                *_same("district", "latitude", "longitude"),
            ),
        ),
        Target(
            UserIdentity,
            (
                *_same("name", "identity_number"),
                ("identity_problem", "identity_number.doubt"),
                *_same("address", "postcode"),
            ),
            keeps_extra=False,
        ),
    ),
    "providers": (
        Target(
            Provider,
            (
                ("provider_ref", "provider_id"),
                *_same("name", "organisation_number", "kind", "contract", "unannounced_clause", "relatives_allowed"),
            ),
        ),
    ),
    "decisions": (
        Target(
            Decision,
            (
                ("decision_ref", "decision_id"),
                ("user_ref", "user_id"),
                *_same("service", "decided_on", "law", "valid_from", "valid_to", "amount", "unit", "double_hours"),
                ("provider_ref", "provider_id"),
                *_same(
                    "caseworker", "executed_on", "interrupted_on", "resumed_on", "followed_up_on", "basis", "applied_on"
                ),
            ),
        ),
    ),
    "provider-choices": (
        Target(
            ProviderChoice,
            (
                ("user_ref", "user_id"),
                ("provider_ref", "provider_id"),
                ("chosen_from", "from"),
                ("chosen_to", "to"),
            ),
        ),
    ),
}
"""By kind; the first value of a row has the row's key, all of them share its id."""
