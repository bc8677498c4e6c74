"""Fills the cards of a section with what the visit in hand knows of their questions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.language import say
from kollegie.visiting.commenting import FIELD
from kollegie.visiting.evaluation import Cell, Changed
from ui.visiting.answer_flow import AnswerFlow
from ui.visiting.finding_block import FindingBlock
from ui.visiting.in_hand import VisitInHand
from ui.visiting.question_card import QuestionCard
from ui.visiting.section_view import SectionView
from ui.visiting.visit_words import answer_words


def show_standing(visit: VisitInHand, card: QuestionCard, *, keep_typing: bool = True) -> None:
    """Show the answer that stands, or what was typed in its place and cannot be one."""
    card.unfit = visit.unfit[card.cell][0] if card.cell in visit.unfit and not visit.held else ""
    card.show_answer(visit.answer(card.cell), keep_typing=keep_typing)


class CardShowing(QObject):
    """Shows what is known of a question on its card; `action_wanted` tells a finding to do something about."""

    action_wanted = Signal(object)

    def __init__(self, flow: AnswerFlow, me: UUID, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._flow = flow
        self._me = me

    def show_card(self, visit: VisitInHand, card: QuestionCard, *, keep_typing: bool = True) -> None:
        """Show on a card what is known of its question; what is being typed stays, unless told otherwise."""
        cell = card.cell
        card.part.show_choices(visit.sheet.choices(*cell))
        if not keep_typing:
            visit.unfit.pop(cell, None)
        if card.answerable:
            show_standing(visit, card, keep_typing=keep_typing)
        else:
            card.show_calculated(visit.sheet.shown(*cell))
        self.show_findings(visit, card)
        self.show_faults(visit, card)
        card.show_saved(self._written(visit, cell))
        card.set_locked(visit.held, signed=visit.locked)
        card.amending.begun = visit.begun.amendment(cell)
        self.show_thread(visit, card)
        card.show_attachments(visit.attached(card.cell))
        for field, text in visit.begun.at(cell).items():
            if field == FIELD or not visit.held:
                card.take_up(field, text)

    def show_thread(self, visit: VisitInHand, card: QuestionCard) -> None:
        """Show what is said about an answer."""
        card.show_thread(visit.thread(card.cell), visit.seen.people, lead=visit.seen.reviewing)

    def show_findings(self, visit: VisitInHand, card: QuestionCard) -> None:
        """Show the standing findings of a question."""
        findings = visit.findings(card.cell)
        known = set(card.blocks)
        card.show_findings(findings)
        words = answer_words(visit, card.cell)
        for finding in findings:
            block = card.blocks[finding.id]
            if finding.id not in known:
                self._listen(card.cell, block)
                block.set_locked(visit.held)
            block.show_finding(finding, card.question.id, words, visit.action_of(finding), visit.seen.leads)

    def show_faults(self, visit: VisitInHand, card: QuestionCard) -> None:
        """Say what is wrong with an answer; it is saved all the same."""
        said = []
        for fault in visit.faults(card.cell):
            ask = say("Rätta eller skriv varför.", "Put it right or say why.") if fault.soft else ""
            kept = say("Svaret är sparat.", "The answer is saved.")
            said.append(" ".join(part for part in (fault.message.in_(), ask, kept) if part))
        if card.cell in visit.unfit and not visit.held:
            said.append(visit.unfit[card.cell][1].sentence())
        card.show_faults(said)

    def _listen(self, cell: Cell, block: FindingBlock) -> None:
        block.edited.connect(partial(self._flow.edit_finding, cell))
        block.removed.connect(partial(self._flow.remove_finding, cell))
        block.told_lead.connect(partial(self._flow.tell_lead, cell))
        block.typed.connect(partial(self._flow.type_wording, cell))
        block.action_wanted.connect(self.action_wanted)

    def _written(self, visit: VisitInHand, cell: Cell) -> str:
        """When the answer was stored, and who wrote it where it was somebody else."""
        authors = visit.seen.authors.get(visit.answer(cell).id, {})
        latest = max(authors.values(), key=lambda author: author.at, default=None)
        if latest is None:
            return ""
        if latest.by == self._me:
            return say("Sparat {}", "Saved {}").format(f"{latest.at.astimezone():%H:%M:%S}")
        return f"{visit.seen.people.get(latest.by, '')} {latest.at.astimezone():%H.%M}".strip()


class Showing(CardShowing):
    """Fills all cards of a section, and brings them in line with what is asked."""

    def __init__(self, section: SectionView, flow: AnswerFlow, me: UUID, parent: QObject | None = None) -> None:
        super().__init__(flow, me, parent)
        self._section = section
        section.came.connect(self._fill)

    def show_all(self, visit: VisitInHand, *, undone: Collection[Cell] = ()) -> None:
        """Show on every card what is known of its question; what is being typed stays, but where an undo reached."""
        for card in self._section.cards.values():
            self.show_card(visit, card, keep_typing=card.cell not in undone)

    def show_answer(self, visit: VisitInHand, cell: Cell) -> None:
        """Show an answer that has just been taken, and what is wrong with it."""
        card = self._section.cards.get(cell)
        if card is not None:
            show_standing(visit, card)
            self.show_faults(visit, card)

    def show_changed(self, visit: VisitInHand, cell: Cell, changed: Changed) -> None:
        """Show what an answer has led to elsewhere: questions that opened or closed, and those that are judged anew."""
        section = self._section.section
        names = visit.sheet.plan.section_names
        opened = any(names.get(one.name) == section or one.name == section for one in changed.relevance)
        if opened or changed.rows:
            self.show_rows(visit)
        elif changed.values and cell.row:
            for place, bar in self._section.bars.items():
                bar.show_rows(visit, place)  # a row is named by what is answered in it
        for touched in dict.fromkeys((*changed.judged, *changed.values)):
            card = self._section.cards.get(Cell(*touched))
            if card is not None and card.cell != cell:
                self.show_card(visit, card)

    @Slot(object)
    def _fill(self, card: QuestionCard) -> None:
        """Fill a card of a long section that was made later."""
        if self._section.visit is not None:
            self.show_card(self._section.visit, card)

    def show_rows(self, visit: VisitInHand, at: Sequence[Cell] = ()) -> None:
        """Bring the cards in line with what is asked, and fill the new ones; those of `at` are there at once."""
        known = set(self._section.cards)
        self._section.show_changes(at)
        for fresh in set(self._section.cards) - known:
            self.show_card(visit, self._section.cards[fresh])
