"""Whom to meet and where: read only on purpose, and every reading is logged before anything is shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kollegie.model.reviews import Case, CaseIdentity
from kollegie.store import Store


def read_identity(store: Store, case_id: UUID, *, at: datetime | None = None) -> CaseIdentity | None:
    """Name, number and address of the person of a case, None where this laptop has none.

    The reading is stored in the same unit of work: if it cannot be logged, nothing is shown.
    Source: HSLF-FS 2016:40, 4 kap. 9 § is the stricter model for logging.
    """
    with store.work(at=at) as work:
        identity = work.first(CaseIdentity, id=case_id)
        if identity is not None:
            work.log_reading("show", "case_identity", work.get(Case, case_id).id)
        return identity
