"""The way of a picture, file or signature from where it comes to its question; pictures are covered on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.model.attachments import Attachment, AttachmentKind
from kollegie.visiting.attaching import DRAWN, SIGNING, EvidenceInTheFuture, attach, describe, noon_of, take_away
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.pinned import row_text
from ui.tasks import Task
from ui.visiting.attach_block import AttachBlock
from ui.visiting.attachment_sheet import AttachmentSheet
from ui.visiting.camera_sheet import CameraSheet
from ui.visiting.photos import bounded, is_picture, read_picture, written
from ui.visiting.picture_form import PictureForm
from ui.visiting.watching import CameraFinder
from ui.widgets.sheet import Sheet, SheetPlace

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.visiting.answer_flow import AnswerFlow
    from ui.visiting.in_hand import VisitInHand
    from ui.visiting.question_card import QuestionCard
    from ui.visiting.writing import Receipt


class Attaching(QObject):
    """Works for one page. A picture is read in a limited process off the window's thread, and shown to be covered.

    `opening` tells that a sheet opens, `waiting` that a picture with its covers waits to be kept, `failed` what
    belongs to no question.
    """

    opening = Signal()
    waiting = Signal()
    failed = Signal(Exception)

    def __init__(
        self, over: QWidget, desk: Desk, flow: AnswerFlow, card_at: Callable[[Cell], QuestionCard | None]
    ) -> None:
        super().__init__(over)
        self._over = over
        self._desk = desk
        self._flow = flow
        self._card_at = card_at
        self._cell: Cell | None = None
        self._aimed_for: Cell | None = None
        self._covered_for: Cell | None = None
        self._visit: UUID | None = None
        self._path = Path()
        self._task: Task | None = None
        self.form: PictureForm | None = None
        self.sheet = Sheet(say("Täck namn och ansikten", "Cover names and faces"), over, SheetPlace.MIDDLE, width=860)
        self.shown = AttachmentSheet(desk, over)
        self.finder = CameraFinder(self)
        self.camera: CameraSheet | None = None
        self.shown.failed.connect(self.failed)
        self.sheet.closed.connect(self._offer_again)
        self._signing: set[tuple[UUID, Cell]] = set()
        """Signatures handed over and not stored yet, which a card made anew would offer once more."""

    def listen(self, cell: Cell, block: AttachBlock) -> None:
        """Take what a question's block tells."""
        block.chosen.connect(partial(self.take_file, cell))
        block.pasted.connect(partial(self.take_pixels, cell))
        block.camera_wanted.connect(partial(self.open_camera, cell))
        block.offer_camera(bool(self.finder.cameras))
        self.finder.found.connect(block.offer_camera)
        self.finder.look()
        if block.signing is not None:
            block.signing.signed.connect(partial(self.take_signature, cell))
            block.signing.drawn.connect(partial(self.take_lines, cell))
        block.removed.connect(self.take_away)
        block.dated.connect(partial(self.give_day, cell))
        block.opened.connect(self.show)

    def take_file(self, cell: Cell, path: Path) -> None:
        """Take a file: a picture is shown to be covered, anything else is kept as it is."""
        if self._held():
            return
        self._cell, self._path = cell, path
        self._task = Task(partial(_read, path))
        self._task.succeeded.connect(self._take_read)
        self._task.failed.connect(self._refuse)
        self._task.start()

    def take_pixels(self, cell: Cell, image: QImage) -> None:
        """Take a picture from the clipboard or a drop."""
        if self._held():
            return
        self._cell = cell
        try:
            self._show_form(bounded(image))
        except KollegieError as problem:
            self._refuse(problem)

    def open_camera(self, cell: Cell) -> None:
        """Let a picture be taken with the computer's own camera; it goes on as one from the clipboard does."""
        if self._held() or not self.finder.cameras:
            return
        if self.camera is None:
            self.camera = CameraSheet(self._over)
            self.camera.taken.connect(self._take_seen)
            self.camera.other_way.connect(self._offer_other_ways)
        self._aimed_for = cell
        self.opening.emit()
        self.camera.offer(self.finder.cameras)

    @Slot(QImage)
    def _take_seen(self, image: QImage) -> None:
        if self._aimed_for is not None:
            self.take_pixels(self._aimed_for, image)

    @Slot()
    def _offer_other_ways(self) -> None:
        """The camera gives no picture: stand where a file is chosen and the clipboard is beside."""
        card = self._card_at(self._aimed_for) if self._aimed_for is not None else None
        if card is not None and card.attachments is not None:
            card.attachments.file.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_lines(self, cell: Cell, lines: str) -> None:
        """Keep what is drawn as a signature until it is one, as words are kept while they are typed."""
        visit = self._flow.visit
        if visit is not None and not visit.held:
            self._flow.type(cell, DRAWN, lines, 0)

    def take_signature(self, cell: Cell, image: QImage, typed: bool = False) -> None:
        """Take what was written on the pad; whoever looks at it later is told that it was typed."""
        visit = self._flow.visit
        if self._held() or visit is None or (visit.visit.id, cell) in self._signing:
            return
        caption = say("skriven med tangentbordet", "signed with the keyboard") if typed else ""
        receipt = self._attach_picture(cell, image, AttachmentKind.SIGNATURE, caption)
        if receipt is not None:
            self._signing.add((visit.visit.id, cell))
            receipt.done.connect(self._end_signing)
            receipt.refused.connect(self._end_signing)

    @Slot(object, object)
    def _end_signing(self, _told: object, about: tuple[VisitInHand, Cell]) -> None:
        """Stored or refused: what is on the pad now, perhaps that of a card made anew, may be kept again."""
        visit, cell = about
        self._signing.discard((visit.visit.id, cell))
        card = self._card_at(cell) if visit is self._flow.visit else None
        signing = card.attachments.signing if card is not None and card.attachments is not None else None
        if signing is not None:
            signing.allow()

    @Slot(object)
    def take_away(self, one: Attachment) -> None:
        """Take an attachment away; undo brings it back."""
        visit = self._flow.visit
        if visit is not None and not visit.held:
            self._flow.do(partial(take_away, self._desk.store, visit.visit.id, one.id))

    def give_day(self, cell: Cell, one: Attachment, day: date | None) -> None:
        """Say which day an attachment is from, or that nobody knows; undo takes it back."""
        visit = self._flow.visit
        if visit is not None and not visit.held:
            said = partial(describe, self._desk.store, visit.visit.id, one.id, taken_on=day)
            self._flow.do(said, cell)

    @Slot(object)
    def show(self, one: Attachment) -> None:
        """Show a picture whole; of another file, what it is."""
        self.shown.show_attachment(one)

    @Slot(object)
    def leave(self, visit_id: UUID) -> None:
        """Another visit is opened: a picture of one visit is never kept at another."""
        self.shown.close_sheet()
        if self.camera is not None:
            self.camera.close_sheet()
        if self._visit is not None and self._visit != visit_id:
            self._visit = None
            self._forget()

    def close_sheet(self) -> bool:
        """Close the sheet that lies over the page. False if none does."""
        for sheet in (self.sheet, self.shown, self.camera):
            if sheet is not None and not sheet.isHidden():
                sheet.close_sheet()
                return True
        return False

    def _held(self) -> bool:
        """Whether nothing can be added; if something can, it belongs to the visit that is open now."""
        visit = self._flow.visit
        self._visit = visit.visit.id if visit is not None else None
        return visit is None or visit.held

    @Slot(object)
    def _take_read(self, image: QImage | None) -> None:
        """A file has been looked into: a picture is shown, anything else is kept as it is."""
        if image is not None:
            self._show_form(image)
        elif self._flow.visit is not None and self._flow.visit.visit.id == self._visit and self._cell is not None:
            self._attach(self._cell, self._path, None, file_name=self._path.name)

    @Slot(object)
    def _show_form(self, image: QImage) -> None:
        if self._flow.visit is None or self._flow.visit.visit.id != self._visit:
            return  # another visit was opened while it was read
        self.opening.emit()
        self._covered_for = self._cell
        self.form = PictureForm(image)
        self.form.kept.connect(self._keep)
        self.form.given_up.connect(self._forget)
        self.sheet.put_content(self.form)
        self.sheet.open_sheet()
        self.form.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object, str, object)
    def _keep(self, image: QImage, caption: str, day: date | None) -> None:
        cell = self._covered_for
        if cell is None:
            return
        receipt = self._attach_picture(cell, image, AttachmentKind.PHOTO, caption, day)
        if receipt is not None and self.form is not None:  # until it is stored the picture and its covers stay
            self.form.setEnabled(False)
            receipt.done.connect(self._forget)
            receipt.refused.connect(self._try_again)

    @Slot(Exception)
    def _try_again(self, problem: Exception) -> None:
        if self.form is not None:
            self.form.setEnabled(True)
            if isinstance(problem, EvidenceInTheFuture):
                self.form.day.show_fault(problem.sentence())

    def _attach_picture(
        self, cell: Cell, image: QImage, kind: AttachmentKind, caption: str, day: date | None = None
    ) -> Receipt | None:
        made = written(image, sharp=kind is AttachmentKind.SIGNATURE)
        return self._attach(
            cell,
            made.content,
            kind,
            mime=made.mime,
            thumbnail=made.thumbnail,
            caption=caption,
            taken_at=noon_of(day) if day is not None else None,
        )

    def _attach(
        self,
        cell: Cell,
        content: Path | bytes,
        kind: AttachmentKind | None,
        *,
        mime: str = "",
        file_name: str = "",
        caption: str = "",
        thumbnail: bytes | None = None,
        taken_at: datetime | None = None,
    ) -> Receipt | None:
        if self._visit is None:
            return None
        act = partial(
            attach,
            self._desk.store,
            self._visit,
            cell.name,
            content,
            row_text(cell.row),
            kind=kind,
            mime=mime,
            file_name=file_name,
            caption=caption,
            thumbnail=thumbnail,
            taken_at=taken_at,
        )
        receipt = self._flow.do(act, cell)
        receipt.done.connect(self._drop_name)
        return receipt

    @Slot(object, object)
    def _drop_name(self, _done: object, about: tuple[VisitInHand, Cell]) -> None:
        """What is attached answers the question: what was begun there as a signature is done with."""
        visit, cell = about
        for field in SIGNING:
            visit.begun.pop((cell, field), None)

    @Slot()
    def go_on(self) -> None:
        """Go on with a picture whose sheet was closed; its covers are still there."""
        if self.form is not None:
            self.sheet.open_sheet()

    @Slot()
    def _offer_again(self) -> None:
        if self.form is not None:
            self.waiting.emit()

    @Slot()
    def _forget(self) -> None:
        """Nothing of a picture that was not kept stays."""
        self.form = None
        self.sheet.close_sheet()
        self.sheet.put_content(QWidget())

    @Slot(Exception)
    def _refuse(self, problem: Exception) -> None:
        card = self._card_at(self._cell) if self._cell is not None else None
        block = card.attachments if card is not None else None
        if block is not None and isinstance(problem, KollegieError):
            block.show_fault(problem.sentence())
        else:
            self.failed.emit(problem)


def _read(path: Path, progress: object) -> QImage | None:
    from kollegie.progress import Progress

    if not is_picture(path):
        return None
    return read_picture(path, path.name, progress if isinstance(progress, Progress) else None)
