"""Who a signal's subjects are, for the one who asks: written in the log of readings before it is shown."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from kollegie.model.register import Provider, ServiceUser, UserIdentity
from kollegie.model.signals import WarningSignal
from kollegie.store import Store
from kollegie.store.records import read_records, record_sets

Subject = tuple[str, str]


def names_in(store: Store, signal: WarningSignal) -> dict[Subject, str]:
    """The names of a signal's users, staff, providers and representatives, by noun and id; unknown ones are left out.

    Shape: that they were read is logged first, one line per user and one for the others.
    Raises: StoreError when the log cannot be written; then nothing is read.
    """
    users = set(signal.subjects_of("user"))
    found: dict[Subject, str] = {}
    with store.work("names shown") as work:
        known = {user.user_ref: user.id for user in work.find(ServiceUser, scope=signal.scope, user_ref=users)}
        for ref in sorted(known):
            work.log_reading("shown", "user_identity", known[ref], f"signal {signal.rule}")
        work.log_reading("shown", "warning_signal", signal.id, "names")
        identities: dict[UUID, UserIdentity] = {one.id: one for one in work.find(UserIdentity, id=set(known.values()))}
        for ref, id in known.items():
            if id in identities and identities[id].name:
                found["user", ref] = identities[id].name
        for provider in work.find(Provider, provider_ref=set(signal.subjects_of("provider"))):
            found["provider", provider.provider_ref] = provider.name
    for noun, kind, column in (
        ("staff", "staff", "staff_id"),
        ("representative", "representatives", "representative_id"),
    ):
        for ref, name in _from_records(store, kind, column, set(signal.subjects_of(noun))).items():
            found[noun, ref] = name
    return found


def _from_records(store: Store, kind: str, column: str, wanted: Collection[str]) -> dict[str, str]:
    """Names by id from the newest file that has them."""
    found: dict[str, str] = {}
    for one in record_sets(store, kind) if wanted else ():
        table = read_records(store, one, [column, "name"])
        if {column, "name"} <= set(table.column_names):
            for ref, name in zip(table[column].to_pylist(), table["name"].to_pylist(), strict=True):
                if ref in wanted and name:
                    found[ref] = name
    return found
