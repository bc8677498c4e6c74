"""What somebody is on this laptop: what they have use for, and what they may see and do, follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from kollegie.model.reviews import Grant, Role
from kollegie.store.work import Reading


class Roles(frozenset[str]):
    """What somebody is in the rounds on a laptop, and what follows from it."""

    @property
    def lead(self) -> bool:
        """Whether they lead a round here, or set one up since they have no part in any."""
        return Role.LEAD.value in self

    @property
    def only_reads(self) -> bool:
        """Whether they read and do no more: a server would never take what they settled."""
        return self == Roles((Role.READER.value,))

    @property
    def sees_the_desk(self) -> bool:
        """Whether what is decided at the desk of invoices is for them, wherever it would stand: for those who lead.

        Whoever has no part in any round works alone, and sees their own.
        """
        return self.lead


def roles_in(reading: Reading, me: UUID) -> Roles:
    """What a person is in the rounds on this laptop; somebody with no part yet sets up rounds.

    A lead with visits of their own also has the visitor's rooms.
    """
    return roles_from(lambda query, values: reading.connection.exec_driver_sql(query, values).all(), me)


def roles_from(rows: Callable[[str, tuple[bytes, ...]], Iterable[Sequence[Any]]], me: UUID) -> Roles:
    """The same of what answers questions in SQL, as a laptop's line in a sync does."""
    tables = (("role", "participant"), ("role", "grant_"), (f"'{Role.VISITOR.value}'", "assignment"))
    of_me = " UNION ".join(f"SELECT {role} FROM {table} WHERE person_id = ? AND deleted = 0" for role, table in tables)
    return Roles(str(role) for (role,) in rows(of_me, (me.bytes,) * len(tables))) or Roles((Role.LEAD.value,))


def leads_hub(reading: Reading, me: UUID) -> bool:
    """Whether a person leads the hub: may see all of it, and let others in and out."""
    return reading.first(Grant, person_id=me, role=Role.LEAD, to_scope=None) is not None
