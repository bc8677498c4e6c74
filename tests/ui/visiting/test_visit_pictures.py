"""Pictures, files and signatures at the visit: taken up, covered, kept, shown, undone and left out."""

from __future__ import annotations

import threading

import pytest
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtCore import QMimeData, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QLabel
from visiting_pictures import SECRET, as_bytes, camera_jpeg, two_halves

from kollegie.model.answer_values import Withheld
from kollegie.model.attachments import Attachment, AttachmentKind
from kollegie.model.reviews import Visit
from kollegie.model.visits import Answer
from kollegie.progress import Progress
from kollegie.store.attachments import keep_attachment, read_content, sealed_content
from kollegie.visiting.attaching import DRAWN
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.picture_errors import PictureUnreadable
from ui import tasks
from ui.visiting import attaching, attachment_sheet
from ui.widgets.buttons import PlainButton


def keep_as_it_came(store, visit, content: bytes, **facts) -> None:
    """An attachment as another laptop may have made it, looked through by nobody."""
    with sealed_content(store, content, name="a.b") as sealed, store.work() as work:
        scope = work.get(Visit, visit).scope
        keep_attachment(work, sealed, scope, visit, "ub19", "", file_name="a.b", **facts)


class TestAtTheVisit:
    @pytest.fixture
    def board(self, take_up):
        """The visit to the provider, at the question for a picture of the planning board."""
        return take_up("P-03", "ub19")

    def form(self, reviewer):
        reviewer.wait(lambda: reviewer.page.attaching.form is not None)
        return reviewer.page.attaching.form

    def test_a_picture_is_covered_kept_shown_undone_and_answers_the_question(self, board, tmp_path):
        path = tmp_path / "tavla.jpg"
        path.write_bytes(camera_jpeg())
        board.card.attachments.chosen.emit(path)
        form = self.form(board)
        before = board.stored(Attachment)
        board.page.flow.note(Cell("ub02"), "Tavlan")
        form.caption.setFocus()
        board.ctrl(Qt.Key.Key_Z)  # in an empty field: what lies behind the sheet stays
        assert board.answer("ub02").note == "Tavlan"
        form.view.add(QRect(0, 0, 200, 100))
        form.caption.setText("Planeringstavlan")
        form.day.line.setText("i går")
        form.keep.click()
        refused = (form.day._field._error.sentence, board.stored(Attachment))
        form.day.line.setText("2026-11-20")
        form.keep.click()
        board.settle()

        (kept,) = board.stored(Attachment)
        content = read_content(board.desk.store, kept)
        answered = board.answer("ub19").value
        lines = [line.words for line in board.card.attachments.lines()]
        board.page.undo()
        board.settle()
        image = QImage.fromData(content)

        assert before == ()
        assert (kept.kind, kept.caption, kept.file_name) == (AttachmentKind.PHOTO, "Planeringstavlan", "")
        assert image.pixelColor(100, 50).lightness() < 60
        assert SECRET not in content
        assert answered == str(kept.id)
        assert "2026-11-20" in refused[0]
        assert refused[1] == ()
        assert "Planeringstavlan · från 2026-11-20" in lines[0]
        assert board.stored(Attachment) == ()
        assert board.card.attachments.lines() == ()

    def test_the_day_a_file_is_from_is_given_beside_it_and_undone(self, board, tmp_path):
        path = tmp_path / "plan.pdf"
        path.write_bytes(b"%PDF-1.7 plan")
        board.page.go_to(Cell("ub02"))
        board.card.evidence.open()
        board.card.attachments.chosen.emit(path)
        board.wait(lambda: board.card.attachments.lines())
        (line,) = board.card.attachments.lines()
        line.day.click()
        board.press("2999-01-01")
        board.press(Qt.Key.Key_Return)
        assert "framtiden" in board.card._fault.sentence
        line.form.asked.line.clear()
        board.press("2026-11-03")
        board.page.showing.show_all(board.page.visit)
        board.settle()
        assert line.form.asked.line.text() == "2026-11-03"  # also when the card is shown anew
        board.press(Qt.Key.Key_Return)
        board.wait(lambda: "från 2026-11-03" in board.card.attachments.lines()[0].words)

        (kept,) = board.stored(Attachment)
        assert kept.taken_at.astimezone().date().isoformat() == "2026-11-03"
        board.page.undo()
        board.settle()
        assert board.stored(Attachment)[0].taken_at is None
        board.page.redo()
        board.settle()
        board.card.attachments.lines()[0].day.click()
        board.card.attachments.lines()[0].form.asked.line.clear()
        board.press(Qt.Key.Key_Return)  # nobody knows after all
        board.wait(lambda: board.stored(Attachment)[0].taken_at is None)
        board.wait(lambda: board.card.attachments.lines()[0].form is None)

    def test_a_refusal_loses_neither_the_picture_nor_its_covers(self, board, monkeypatch):
        def refuse(*_anything: object, **_named: object) -> None:
            raise PictureUnreadable(name="tavla.png")

        QGuiApplication.clipboard().setImage(two_halves())
        board.card.attachments.paste.click()
        form = self.form(board)
        form.view.add(QRect(0, 0, 50, 50))
        with monkeypatch.context() as patched:
            patched.setattr(attaching, "attach", refuse)
            form.keep.click()
            board.settle()
        kept_before = board.stored(Attachment)
        held = board.page.attaching.form is form and form.isEnabled()
        covers = form.view.covers
        form.keep.click()
        board.settle()

        assert kept_before == ()
        assert held
        assert covers == (QRect(0, 0, 50, 50),)
        assert len(board.stored(Attachment)) == 1
        assert board.page.attaching.form is None

    def test_a_picture_left_out_is_nowhere(self, board, tmp_path):
        path = tmp_path / "tavla.png"
        path.write_bytes(as_bytes(two_halves(), "png"))
        board.card.attachments.chosen.emit(path)

        self.form(board).give_up.click()
        board.settle()

        assert board.stored(Attachment) == ()
        assert board.page.attaching.form is None
        assert board.answer("ub19") is None

    def test_esc_loses_neither_the_picture_nor_its_covers_nor_its_question(self, board, tmp_path):
        QGuiApplication.clipboard().setImage(two_halves())
        board.card.attachments.paste.click()
        self.form(board).view.add(QRect(0, 0, 50, 50))
        board.press(Qt.Key.Key_Escape)
        said = board.page.strip.said
        board.page.go_to(Cell("ub02"))  # a file that cannot be read is chosen at another question meanwhile
        board.card.evidence.open()
        (tmp_path / "annan.heic").write_bytes(b"ftyp")
        board.card.attachments.chosen.emit(tmp_path / "annan.heic")
        board.wait(lambda: "annan.heic" in board.card.attachments.file.accessibleDescription())

        board.page.strip.strip.button("picture").click()
        seen = (board.page.attaching.sheet.isHidden(), self.form(board).view.covers)
        self.form(board).keep.click()
        board.settle()

        assert "inte sparad" in said
        assert seen == (False, (QRect(0, 0, 50, 50),))
        assert [one.question for one in board.stored(Attachment)] == ["ub19"]

    def test_a_picture_of_one_visit_is_never_kept_at_another(self, board, visits):
        QGuiApplication.clipboard().setImage(two_halves())
        board.card.attachments.paste.click()
        self.form(board)

        board.open(visits["4-017"], "hb06")

        assert board.page.attaching.form is None
        assert board.page.attaching.sheet.isHidden()
        assert board.stored(Attachment) == ()

    def test_what_cannot_be_read_is_said_at_the_field(self, board, tmp_path):
        path = tmp_path / "tavla.heic"
        path.write_bytes(b"ftypheic")
        board.card.attachments.chosen.emit(path)

        board.wait(lambda: "tavla.heic" in board.card.attachments.file.accessibleDescription())

        assert "JPEG" in board.card.attachments.file.accessibleDescription()

    @pytest.mark.parametrize("name", ["IMG_1.jfif", "IMG_1"])
    def test_a_picture_is_known_by_its_content_and_comes_to_be_covered_whatever_it_is_called(
        self, board, tmp_path, name
    ):
        path = tmp_path / name
        path.write_bytes(camera_jpeg(orientation=6))
        board.card.attachments.chosen.emit(path)
        self.form(board).keep.click()
        board.settle()

        (kept,) = board.stored(Attachment)
        assert (kept.kind, kept.mime) == (AttachmentKind.PHOTO, "image/jpeg")
        assert SECRET not in read_content(board.desk.store, kept)

    def test_a_picture_is_pasted_and_an_empty_clipboard_is_told(self, board):
        QGuiApplication.clipboard().clear()
        board.card.attachments.paste.click()
        told = board.card.attachments.file.accessibleDescription()
        QGuiApplication.clipboard().setImage(two_halves())
        board.card.attachments.paste.click()
        self.form(board).keep.click()
        board.settle()

        assert "ingen bild" in told
        assert len(board.stored(Attachment)) == 1

    def test_a_file_is_dropped_on_any_question(self, board, tmp_path):
        path = tmp_path / "schema.pdf"
        path.write_bytes(b"%PDF-1.7 schema")
        board.page.go_to(board.page.visit.cell_named("ub04"))
        board.card.marks.attach.click()
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        none = Qt.KeyboardModifier.NoModifier
        drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
        board.card.attachments.dropEvent(drop)
        board.wait(lambda: len(board.stored(Attachment)) > 0)  # the file is read beside the window

        (kept,) = board.stored(Attachment)
        assert (kept.question, kept.kind, kept.file_name) == ("ub04", AttachmentKind.FILE, "schema.pdf")

    def test_a_signature_handed_over_is_not_kept_twice_by_a_card_made_anew(self, board):
        take = board.page.attaching.take_signature
        take(board.card.cell, two_halves())
        take(board.card.cell, two_halves())  # before the first one is stored
        board.settle()
        once = len(board.stored(Attachment))
        take(board.card.cell, two_halves())
        board.settle()

        assert (once, len(board.stored(Attachment))) == (1, 2)

    def test_one_reason_for_the_rest_is_not_given_for_a_signature_that_is_being_written(self, board):
        asked = board.page.visit.to_pass_over()
        board.page.visit.begun[board.card.cell, DRAWN] = "40,75 300,75"
        board.page.ask_to_sign()
        words = {label.text() for label in board.page.dialog.findChildren(QLabel)}
        buttons = board.page.dialog.findChildren(PlainButton)
        next(one for one in buttons if one.text() == "Ej observerat").click()
        board.settle()

        given = {one.question for one in board.stored(Answer) if one.value is Withheld.EJ_OBSERVERAT}
        assert given == {cell.name for cell in asked} - {board.card.cell.name}
        assert f"Ange skäl för alla {len(given)}:" in words
        board.page.dialog.reject()

    def test_it_is_taken_away_and_the_question_is_open_again(self, board):
        QGuiApplication.clipboard().setImage(two_halves())
        board.card.attachments.paste.click()
        self.form(board).keep.click()
        board.settle()

        board.card.attachments.lines()[0].remove.click()
        board.settle()

        assert board.stored(Attachment) == ()
        assert board.answer("ub19").value is None

    def test_what_somebody_else_attached_is_shown_as_text_and_only_as_the_picture_it_says_it_is(self, board):
        visit = board.page.visit.visit.id
        svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><rect width='40' height='40'/></svg>"
        for kind, mime, content in (
            (AttachmentKind.PHOTO, "image/png", as_bytes(two_halves(), "png")),
            (AttachmentKind.PHOTO, "image/png", svg),
            (AttachmentKind.FILE, "application/pdf", b"%PDF-1.7"),
        ):
            keep_as_it_came(board.desk.store, visit, content, kind=kind, mime=mime, caption="<b>x</b>")
        shown = []
        for one in board.stored(Attachment):
            board.page.attaching.show(one)
            board.wait(lambda: board.page.attaching.shown._task is None)
            labels = board.page.attaching.shown.findChildren(QLabel)
            words = next(label for label in labels if "a.b" in label.text() or "<b>" in label.text())
            shown.append((words.text()[:8], any(not label.pixmap().isNull() for label in labels)))
            assert words.textFormat() is Qt.TextFormat.PlainText

        assert shown == [("<b>x</b>", True), ("a.b (1 k", False), ("a.b (1 k", False)]
        assert "visit open-attachment" in words.text()

    def test_what_comes_late_from_the_hub_opens_over_nothing_somebody_has_gone_on_to(self, board, monkeypatch):
        came, asked, ended = threading.Event(), [], []

        def content(_store: object, one: Attachment, progress: Progress) -> tuple[Attachment, bytes]:
            asked.append(one.caption)
            came.wait(10)
            ended.append(one.caption)
            progress.check()
            return one, b""

        monkeypatch.setattr(attachment_sheet, "content_to_show", content)
        visit, sheet = board.page.visit.visit.id, board.page.attaching.shown
        for caption in ("A", "B"):
            facts = {"kind": AttachmentKind.PHOTO, "mime": "image/png", "caption": caption}
            keep_as_it_came(board.desk.store, visit, b"x", **facts)
        first, second = board.stored(Attachment)
        note = board.card.focusWidget() or board.page
        board.page.attaching.show(first)
        opened = not sheet.isHidden()
        board.page.attaching.show(first)  # pressed twice
        board.press(Qt.Key.Key_Escape)
        board.page.attaching.show(second)
        board.page.hide()
        board.page.show()
        left = sheet.isHidden()
        note.setFocus()
        came.set()
        board.wait(lambda: len(ended) == 2 and not tasks._running)

        assert (opened, left) == (True, True)
        assert sorted(asked) == ["A", "B"]
        assert sheet.isHidden()
        assert board.page.window().focusWidget() is note

    @pytest.mark.parametrize("scale", [1.0, 2.0])
    def test_nothing_is_cut_and_everything_can_be_hit_and_named(self, board, look, scale):
        look.show_as(text_scale=scale)
        QGuiApplication.clipboard().setImage(two_halves())
        board.card.attachments.paste.click()
        board.settle()
        sheet = board.page.attaching.sheet
        form = (clipped_texts(sheet), unnamed(sheet), small_targets(sheet))
        self.form(board).keep.click()
        board.settle()

        assert form == ([], [], [])
        assert (clipped_texts(board.page), unnamed(board.page), small_targets(board.page)) == ([], [], [])
