"""The case ids agreed with providers for their electronic invoices, each with the user it stands for.

They are kept apart from the invoices, and looked up whenever those are read, so that an invoice that came before its
case id was agreed finds its user all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from kollegie.model.register import ServiceUser
from kollegie.store import laptop_tables
from kollegie.store.work import Reading

CASE_IDS = "case-ids:"


def kept_cases(reading: Reading) -> dict[str, dict[str, str]]:
    """By provider: each case id as it was agreed, with the user it stands for."""
    query = select(laptop_tables.setting.c.name, laptop_tables.setting.c.value).where(
        laptop_tables.setting.c.name.startswith(CASE_IDS)
    )
    return {
        str(name)[len(CASE_IDS) :]: {str(case): str(user) for case, user in json.loads(value).items()}
        for name, value in reading.connection.execute(query)
    }


def agreed_cases(reading: Reading) -> dict[str, dict[str, str]]:
    """The same without the case ids that are a user's own number: those name just that user."""
    kept = kept_cases(reading)
    if not kept:
        return {}
    users = set(reading.values(ServiceUser, "user_ref"))
    return {
        provider: {case: user for case, user in cases.items() if case not in users} for provider, cases in kept.items()
    }


def with_agreed_users(table: Any, cases: Mapping[str, Mapping[str, str]]) -> Any:
    """The lines of invoices with the users their case ids stand for; all others as they were read."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not cases or not {"provider_id", "user_id"} <= set(table.column_names):
        return table
    provider, user = (table[name].cast(pa.string()) for name in ("provider_id", "user_id"))
    for name, agreed in cases.items():
        place = pc.index_in(user, pa.array(list(agreed), pa.string()))
        theirs = pc.and_(pc.fill_null(pc.equal(provider, name), False), pc.is_valid(place))
        if pc.any(theirs).as_py():
            user = pc.if_else(theirs, pa.array(list(agreed.values()), pa.string()).take(place.combine_chunks()), user)
    return table.set_column(table.column_names.index("user_id"), "user_id", user.dictionary_encode())
