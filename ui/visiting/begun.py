"""What is written at a visit and not stored: forms, comments, signatures and amendments, by question and field.

It stands in its field again whatever is read anew meanwhile, and goes when it is stored.
"""

from __future__ import annotations

from kollegie.model.checklist import ATTACHING, Checklist
from kollegie.visiting.answering import AMENDING
from kollegie.visiting.attaching import SIGNING
from kollegie.visiting.commenting import FIELD
from kollegie.visiting.consenting import FIELD as CONSENT
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.opening import OpenVisit
from kollegie.visiting.pinned import row_of
from kollegie.visiting.signing import DROPPING


class Begun(dict[tuple[Cell, str], str]):
    """The texts of one visit that are begun. `consent` is the form for consent as it was being filled in when the
    program stopped, None where none was."""

    consent: str | None = None

    def take_drafts(self, seen: OpenVisit) -> None:
        """Take what the store has of them; what is written here just now is newer than what the disk has."""
        latest = {at: text for at, text in self.items() if at[1] in (FIELD, *SIGNING)}
        drafts = {(Cell(one.question, row_of(one.row)), one.field): one.text for one in seen.drafts}
        self.clear()
        self.update({at: text for at, text in drafts.items() if stays_begun(seen.checklist, *at)} | latest)
        consent = (one.text for one in seen.drafts if one.field == CONSENT and not one.question)
        self.consent = next(consent, None)

    def at(self, cell: Cell) -> dict[str, str]:
        """The comment and the signature, typed or drawn, that are begun at a question, by field."""
        return {field: text for (at, field), text in self.items() if at == cell and field in (FIELD, *SIGNING)}

    def amendment(self, cell: Cell) -> dict[str, str]:
        """An amendment of an answer that was being written and is not stored: its value, note and reason by field."""
        return {field: text for (at, field), text in self.items() if at == cell and field in AMENDING}

    def signatures(self) -> set[Cell]:
        """The questions where a signature is typed or drawn and not kept."""
        return {cell for (cell, field), text in self.items() if field in SIGNING and text.strip()}


def stays_begun(checklist: Checklist, cell: Cell, field: str) -> bool:
    """Whether what is written in a field stays begun until it is stored: it becomes no answer by being left."""
    if field in SIGNING:
        question = checklist.question(cell.name)
        return question is not None and question.type in ATTACHING
    return field in (*AMENDING, DROPPING, FIELD)
