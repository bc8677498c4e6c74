"""What the lead and the visitors agree on at the debrief: a finding's area, severity or words, also after signing.

The visitors' own word stays in history with who and when; the reason tells why it was changed (method step 12).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kollegie.model.reviews import Visit
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Finding, FindingState
from kollegie.store import Store
from kollegie.visiting.errors import FindingMissing
from kollegie.visiting.findings import edit_finding

DEBRIEF = "debrief"


def calibrate_finding(
    store: Store,
    finding_id: UUID,
    *,
    category: Category | None = None,
    severity: Severity | None = None,
    text: str | None = None,
    reason: str = DEBRIEF,
    at: datetime | None = None,
) -> Finding:
    """Change a finding of any visit; of a signed one as an amendment with its reason.

    Raises: FindingMissing.
    """
    with store.reading() as reading:
        finding = reading.first(Finding, id=finding_id)
        if finding is None:
            raise FindingMissing
        signed = reading.get(Visit, finding.visit_id).signed_at is not None
    if not signed:
        return edit_finding(store, finding.visit_id, finding_id, category=category, severity=severity, text=text, at=at)
    with store.work(reason, at=at) as work:
        standing = work.get(Finding, finding_id)
        return work.save(
            replace(
                standing,
                category=category or standing.category,
                severity=severity or standing.severity,
                text=standing.text if text is None else text.strip(),
                state=FindingState.CONFIRMED,
            )
        )
