"""What is noted at the door: consent, refusal and the times of the visit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kollegie.model.visits import Consent, ConsentState
from kollegie.store.drafts import drafts_of
from ui.visiting import VisitPage


class TestDoor:
    def test_consent_is_written_down_by_keyboard(self, reviewer):
        reviewer.ctrl(Qt.Key.Key_J)
        form = reviewer.page.door.form
        form.state.choose(ConsentState.GIVEN)
        form.speaker.show_value("personen")
        form.told.button("vilka").click()
        form.save.click()
        reviewer.settle()

        (said,) = reviewer.stored(Consent)
        assert (said.state, said.said_by, said.told) == (ConsentState.GIVEN, "personen", (("vilka", ""),))
        assert "Ja till besöket" in reviewer.page.columns.context.door.said.text()

    def test_a_refusal_asks_what_the_person_knew_and_ends_the_visit(self, reviewer):
        reviewer.ctrl(Qt.Key.Key_J)
        form = reviewer.page.door.form
        form.state.choose(ConsentState.REFUSED)
        form.speaker.show_value("personen")
        form.save.click()
        asked = form.consequence.button("yes").accessibleDescription()
        form.consequence.choose("yes")
        form.save.click()
        reviewer.settle()
        dropped = reviewer.page.visit.visit.dropped_because
        said = reviewer.page.strip.said
        reviewer.press("j")
        reviewer.page.strip.strip.button("reopen").click()
        reviewer.settle()

        assert "vad ett nej kan leda till" in asked
        assert (dropped, "avböjt" in said) == ("declined", True)
        assert reviewer.answer("hb06") is None
        assert reviewer.page.visit.visit.dropped_because == ""

    def test_esc_closes_the_form_and_loses_nothing_of_it(self, reviewer):
        reviewer.ctrl(Qt.Key.Key_J)
        reviewer.page.door.form.note.show_text("Dottern var med.")
        reviewer.press(Qt.Key.Key_Escape)
        closed = reviewer.page.door.sheet.isHidden()

        reviewer.ctrl(Qt.Key.Key_J)

        assert closed
        assert reviewer.page.door.form.note.text() == "Dottern var med."
        assert reviewer.stored(Consent) == ()

    def test_a_form_that_was_never_saved_is_there_after_a_crash(self, reviewer, open_desk, visits, qtbot):
        reviewer.ctrl(Qt.Key.Key_J)
        form = reviewer.page.door.form
        form.state.choose(ConsentState.REFUSED)
        form.told.button("vilka").click()
        form.consequence.choose("no")
        form.at.line.setFocus()
        form.at.line.selectAll()
        QTest.keyClicks(form.at.line, "9.15")
        form.note.setFocus()
        QTest.keyClicks(form.note, "Dottern svarade i porten.")
        store = reviewer.desk.store

        def kept() -> bool:
            with store.reading() as reading:
                return any("i porten." in one.text for one in drafts_of(reading))

        reviewer.wait(kept)
        page = VisitPage(open_desk())  # the program is started anew; nothing was handed over before
        qtbot.addWidget(page)
        page.show()
        again = type(reviewer)(page.desk, page).open(visits["4-017"])
        door = page.columns.context.door
        assert "påbörjat" in door.said.text()
        door.consent.click()
        form = page.door.form
        assert (form.state.value(), form.told.values(), form.consequence.value()) == (
            ConsentState.REFUSED,
            ("vilka",),
            "no",
        )
        assert (form.at.line.text(), form.note.text()) == ("09:15", "Dottern svarade i porten.")

        form.speaker.show_value("personen")
        form.save.click()
        again.settle()
        with page.desk.store.reading() as reading:
            assert [one for one in drafts_of(reading) if one.field == "consent"] == []
        (said,) = again.stored(Consent)
        assert (said.note, f"{said.said_at.astimezone():%H.%M}") == ("Dottern svarade i porten.", "09.15")
        page.writer.close()

    def test_what_is_said_at_one_door_is_never_noted_at_another(self, reviewer, visits):
        reviewer.ctrl(Qt.Key.Key_J)
        form = reviewer.page.door.form
        form.state.choose(ConsentState.GIVEN)
        form.speaker.show_value("personen")

        reviewer.open(visits["4-021"], "hb01")

        assert reviewer.page.door.sheet.isHidden()
        assert reviewer.page.door.form is None

    def test_times_are_noted_by_one_press_corrected_and_answered_in_the_checklist(self, take_up):
        reviewer = take_up("P-03", "ub02")
        door = reviewer.page.columns.context.door
        door.arrived.now.click()
        reviewer.settle()
        came = reviewer.page.visit.visit.arrived_at
        noted = reviewer.answer("ub02").value
        door = reviewer.page.columns.context.door
        door.arrived.line.setText("8.05")
        door.arrived.line.returnPressed.emit()
        reviewer.settle()

        assert noted == f"{came.astimezone():%H:%M}"
        assert reviewer.answer("ub02").value == "08:05"
        assert f"{reviewer.page.visit.visit.arrived_at.astimezone():%H:%M}" == "08:05"
        assert "Pågått" in reviewer.page.columns.context.door.lasted.text()

    def test_what_is_no_time_or_the_wrong_way_round_is_said(self, take_up):
        reviewer = take_up("P-03", "ub02")
        door = reviewer.page.columns.context.door
        door.arrived.line.setText("halv nio")
        door.arrived.line.returnPressed.emit()
        unread = door.arrived.line.accessibleDescription()
        door.arrived.line.setText("09:00")
        door.arrived.line.returnPressed.emit()
        reviewer.settle()
        refused = []
        reviewer.page.failed.connect(lambda problem: refused.append(problem.sentence()))
        door = reviewer.page.columns.context.door
        door.left.line.setText("08:00")
        door.left.line.returnPressed.emit()
        reviewer.settle()

        assert "halv nio är inget klockslag" in unread
        assert "före ankomsten 09.00" in refused[0]
        assert reviewer.page.visit.visit.left_at is None
