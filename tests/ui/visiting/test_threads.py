"""What is said about an answer: sent back, replied to, settled, and kept while it is typed."""

from __future__ import annotations

from leading import make_lead
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kollegie.model.ids import derived_id
from kollegie.model.visits import Comment, CommentKind
from kollegie.visiting.commenting import FIELD, send_back
from kollegie.visiting.evaluation import Cell
from kollegie.visiting.opening import open_visit
from ui.visiting import VisitPage


class TestThreads:
    def test_what_is_sent_back_is_seen_replied_to_and_settled(self, take_up, desk):
        visit = derived_id("visit", "4-017")
        make_lead(desk.store)
        send_back(desk.store, visit, "Vilken vecka var det?", "hb12")
        reviewer = take_up("4-017", "hb12")
        seen = reviewer.card.talk.lines
        marked = [line.id for line in reviewer.page.columns.panel.outline.lines if getattr(line, "sent_back", False)]

        reviewer.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(reviewer.card.talk.words, "Vecka 45.")
        reviewer.card.talk.reply.click()
        reviewer.settle()
        replied = [one.kind for one in reviewer.stored(Comment)]
        reviewer.card.talk.settle.click()
        reviewer.settle()

        assert [line.split(": ", 1)[1] for line in seen] == ["Vilken vecka var det?"]
        assert marked == ["HB12"]
        assert replied == [CommentKind.SENT_BACK, CommentKind.REPLY]
        assert all(one.resolved_at for one in reviewer.stored(Comment) if one.kind is CommentKind.SENT_BACK)
        assert not any(getattr(line, "sent_back", False) for line in reviewer.page.columns.panel.outline.lines)

    def test_a_comment_being_typed_is_kept_over_a_stop(self, reviewer, open_desk, qtbot):

        reviewer.ctrl(Qt.Key.Key_M)
        QTest.keyClicks(reviewer.card.talk.words, "Fraga dottern")
        reviewer.settle()

        again = VisitPage(open_desk())
        qtbot.addWidget(again)
        again.show()
        again.open_visit(derived_id("visit", "4-017"), "hb06")
        qtbot.waitUntil(lambda: again.visit is not None and bool(again.section.cards), timeout=5_000)
        words = again.section.cards[Cell("hb06")].talk.words.text()
        again.flush()
        again.writer.close()

        assert words == "Fraga dottern"
        assert reviewer.stored(Comment) == ()

    def test_an_empty_comment_is_not_written_and_says_why(self, reviewer):
        reviewer.ctrl(Qt.Key.Key_M)

        reviewer.card.talk.comment.click()
        reviewer.settle()

        assert "Skriv vad du vill säga" in reviewer.card.talk.words.accessibleDescription()
        assert reviewer.stored(Comment) == ()

    def test_the_whole_visit_is_commented_on_beside_the_questions(self, reviewer):
        talk = reviewer.page.columns.context.talk
        QTest.keyClicks(talk.words, "Bra bemotande.")

        talk.comment.click()
        reviewer.settle()

        assert [(one.question, one.text) for one in reviewer.stored(Comment)] == [("", "Bra bemotande.")]
        assert "Bra bemotande." in talk.lines[0]

    def test_a_comment_that_is_begun_outlives_what_is_read_anew_and_another_section(self, reviewer):
        page = reviewer.page
        QTest.keyClicks(page.columns.context.talk.words, "Bra bem")
        page.refresh()  # as after a sync
        reviewer.settle()
        page.columns.context.identity_wanted.emit()
        reviewer.wait(lambda: "Tolvan" in page.columns.context.shown_words())
        beside = page.columns.context.talk.words.text()
        here = page.section.current
        reviewer.ctrl(Qt.Key.Key_M)
        QTest.keyClicks(reviewer.card.talk.words, "Fraga")
        page.go_to(page.visit.cells(page.visit.sections()[-1].name)[-1])
        page.go_to(here)
        again = reviewer.card.talk.words.text()
        page.writer.flush()
        before = open_visit(reviewer.desk.store, page.visit.visit.id)  # a look that still finds the draft
        reviewer.card.talk.comment.click()
        page.visit.show(before)
        handed_over = page.visit.begun.at(here).get(FIELD)
        reviewer.settle()
        page.go_to(page.visit.cells(page.visit.sections()[-1].name)[-1])
        page.go_to(here)

        assert (beside, again, handed_over) == ("Bra bem", "Fraga", "")
        assert (reviewer.card.talk.words.text(), page.columns.context.talk.words.text()) == ("", "Bra bem")
        assert [one.text for one in reviewer.stored(Comment)] == ["Fraga"]
