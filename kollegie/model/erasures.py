"""The protocol of an erasure (gallring): what was erased, why and by whom, without saying whose it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure of a case, kept after the case itself is gone.

    Shape: `case_id` is the random id the case had. `counts` tells how many of each kind of record went. `subject_salt`
    and `subject_digest` let an import recognise the same person without the list naming anybody (hex). `signature` is
    the Ed25519 signature of the protocol's canonical text under `public_key` (hex).
    """

    id: UUID
    scope: UUID
    case_id: UUID
    reason: str
    erased_by: UUID
    erased_at: datetime
    counts: tuple[tuple[str, str], ...]
    subject_salt: str
    subject_digest: str
    public_key: str = ""
    signature: str = ""
