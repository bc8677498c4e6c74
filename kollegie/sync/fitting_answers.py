"""Whether an answer that came from a hub is one to its question, by the checklists this laptop holds.

A program of ours writes no choice that its checklist does not offer. But a visit may be moved to another version, and
what was answered in the earlier one stays: an answer counts as one if any version held here takes it. Where the
visit's own version is not here, or a newer program wrote one, nobody here can tell, and the answer is taken as it is.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from kollegie.errors import KollegieError
from kollegie.model.answer_values import value_from_text
from kollegie.model.checklist import ATTACHING, NOT_ANSWERED, ControlQuestion, QuestionType
from kollegie.model.checklist_answers import fault_in
from kollegie.model.checklist_text import checklist_from_text
from kollegie.sync.lines import Line
from kollegie.sync.staging import Page

FREE = ATTACHING | NOT_ANSWERED | {QuestionType.TEXT, QuestionType.ACKNOWLEDGE}
"""Questions that any text answers, as far as a checklist tells."""

MOST_KNOWN = 50_000
"""Answers remembered as fit for their questions, so that memory stays flat."""


class FittingAnswers:
    """What one sync knows of the questions held here, until another version of a checklist arrives."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._fit: set[tuple[str, str]] = set()
        self._asked: dict[str, dict[str, list[ControlQuestion]]] = defaultdict(dict)
        """By name and checklist a question as each version asks it, unless just any text answers one of them."""
        self._told: dict[tuple[str, str, str | None], bool] = {}
        self._held: set[tuple[str, str]] = set()
        self._unread: set[str] = set()
        for checklist, version, text in line.rows("SELECT checklist, content_hash, text FROM checklist_version"):
            questions = _questions_of(text)
            if questions is None:
                self._unread.add(checklist)
                continue
            self._held.add((checklist, version))
            for question in questions:
                self._asked[question.name].setdefault(checklist, []).append(question)
        for name, asked in list(self._asked.items()):
            bound = {where: every for where, every in asked.items() if not any(one.type in FREE for one in every)}
            self._asked[name] = bound
            if not bound:
                del self._asked[name]

    def misfits(self, page: Page) -> set[int]:
        """Which rows of a page of answers, counted from 1, hold a value that their question cannot have.

        Shape: an answer that is taken back fits with any value: nobody reads it, and it must not stay visible here.
        """
        if not self._asked:
            return set()
        given, fit, asked = page.values, self._fit, self._asked
        questions, values = given["question"], given["value"]
        pairs = zip(questions, values, strict=True)
        new = {one for one in pairs if one[0] in asked and one not in fit and isinstance(one[1], str)}
        odd = {one for one in new if self._is_odd(*one)}
        if len(fit) + len(self._told) > MOST_KNOWN:
            fit.clear()
            self._told.clear()
        fit |= new - odd
        if not odd:
            return set()
        pinned: dict[bytes, str | None] = {}
        found = set()
        rows = zip(given["visit_id"], given["deleted"], questions, values, strict=True)
        for number, (visit, deleted, *one) in enumerate(rows, start=1):
            if tuple(one) not in odd or deleted == 1:
                continue
            if visit not in pinned:
                pinned[visit] = self._checklist_of(visit)
            where = pinned[visit]
            if where is not None and self._is_odd(one[0], one[1], where):
                found.add(number)
        return found

    def _is_odd(self, name: str, value: str, checklist: str | None = None) -> bool:
        """Whether no version takes the value: of one checklist, or of any that asks a question of that name."""
        told = self._told.get((name, value, checklist))
        if told is None:
            asked = self._asked[name].items()
            told = any(
                not any(_takes(one, value) for one in every) for where, every in asked if checklist in (None, where)
            )
            self._told[name, value, checklist] = told
        return told

    def _checklist_of(self, visit: bytes) -> str | None:
        """The checklist a visit is pinned to; None where this laptop cannot tell what that version asks."""
        pinned = self._line.one("SELECT checklist, checklist_hash FROM visit WHERE id = ?", (visit,))
        return None if pinned not in self._held or pinned[0] in self._unread else str(pinned[0])


@lru_cache(256)
def _questions_of(text: str) -> tuple[ControlQuestion, ...] | None:
    """The questions of a kept checklist; None where this program cannot read it."""
    try:
        return checklist_from_text(text).questions
    except Exception:  # whoever has the key of a hub writes anything: one row must not stop a whole sync
        return None


def _takes(question: ControlQuestion, text: str) -> bool:
    """Whether the question can have the value; one that cannot even be judged waits with those that it cannot."""
    try:
        return fault_in(question, value_from_text(text)) is None
    except (KollegieError, ValueError, RecursionError):  # no answer in any form: that is found before
        return True
    except Exception:
        return False
