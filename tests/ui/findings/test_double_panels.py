"""Double visits side by side, and how alike the visitors judge: states alone until all have signed."""

from __future__ import annotations

import dataclasses

import pytest
from double_visits import acting_as, add_double, add_exercises
from looking import clipped_texts, small_targets, unnamed
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from kollegie.model.attachments import AttachmentKind
from kollegie.model.reviews import EXAMPLES, Case, Review, ReviewState, Visit
from kollegie.visiting.attaching import attach
from kollegie.visiting.doubles import double_visit
from ui.findings.agreement_cards import with_interval
from ui.findings.attached_by import AttachedBy
from ui.findings.calibration_panel import measure
from ui.findings.comparison_panel import gather_comparison
from ui.visiting.photos import written


def texts(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def show_double(page, visit, qtbot):
    page.show_place(("doubles", visit.id))
    qtbot.waitUntil(lambda: page.doubles.double is not None and page.doubles.double.visit.id == visit.id, timeout=5_000)
    return page.doubles


def test_nothing_but_states_is_shown_before_all_have_signed(page, desk, qtbot):
    visit = add_double(desk.store, signed=1)
    panel = show_double(page, visit, qtbot)

    assert "Duschen uteblev" not in texts(page)
    assert panel.questions == ()
    assert "Väntar på Ville Holm" in texts(panel)
    assert panel.sign.isHidden()
    assert panel.end.text() == "Gå vidare utan Ville Holm"
    page.show_findings()
    qtbot.waitUntil(lambda: not page.compare.isHidden(), timeout=5_000)
    assert all(line.visit.blind_of is None for line in page.list.things if hasattr(line, "visit"))


def test_what_differs_is_settled_with_a_reason_and_signed(page, desk, qtbot):
    visit = add_double(desk.store)
    panel = show_double(page, visit, qtbot)
    assert [card.compared.question.id for card in panel.questions] == ["HB03", "HB06"]
    assert "Duschen uteblev två gånger i oktober." in texts(panel)
    assert "Egna ord och bilagor: bådas följer med" in texts(panel)
    assert "Frukost och medicin. | Frukost, medicin och dusch." in texts(panel)
    panel.sign.click()
    with desk.store.reading() as reading:
        assert reading.get(Visit, visit.id).signed_at is None

    panel.questions[1].note.setPlainText("Duschen uteblev.")
    for number in range(2):
        card = panel.questions[number]
        card.choice.choose(0)
        card.save.click()
        assert "Skriv varför" in texts(card)  # a choice without a reason is not taken
        card.reason.setPlainText("Anteckningen är utförligare.")
        with qtbot.waitSignal(desk.writer.saved, timeout=5_000):
            card.save.click()
        qtbot.waitUntil(lambda n=number: len(panel.double.undecided()) == 1 - n, timeout=5_000)
        if number == 0:  # what is begun at the other question stays
            assert panel.questions[1].note.text() == "Duschen uteblev."
    assert "Skäl: Anteckningen är utförligare." in texts(panel)
    with qtbot.waitSignal(page.telling, timeout=5_000):
        panel.sign.click()

    with desk.store.reading() as reading:
        settled = double_visit(reading, visit.id)
    assert settled.settled
    assert settled.adjudicated["hb06", ()].value == "delvis"
    assert settled.adjudicated["hb06", ()].note == "Duschen uteblev."
    assert settled.adjudicated["hb05", ()].value == "Frukost och medicin.\nFrukost, medicin och dusch."


def test_what_was_written_goes_with_its_own_visit_though_another_is_shown_by_then(page, desk, qtbot):
    visit, other = add_double(desk.store), add_double(desk.store, "4-031")
    panel = show_double(page, visit, qtbot)
    card = panel.questions[0]
    card.choice.choose(0)
    card.reason.setPlainText("Anteckningen är utförligare.")
    assert panel._forms.of(visit.id, card.form_name)

    card.save.click()
    panel.list.go_to(next(at for at, one in enumerate(panel.list.things) if one.visit.id == other.id))

    qtbot.waitUntil(lambda: panel._forms.of(visit.id, card.form_name) == {}, timeout=5_000)
    assert panel.double.visit.id == other.id


def test_what_each_has_attached_is_seen_small_at_its_question_and_whole_when_asked_for(page, desk, qtbot):
    visit = add_double(desk.store)
    image = QImage(400, 300, QImage.Format.Format_RGB888)
    image.fill(QColor("#206040"))
    picture = written(image)
    with desk.store.reading() as reading:
        vera, ville = double_visit(reading, visit.id).records
    for record, question, caption in ((vera, "hb05", "Kylskåpet"), (ville, "hb06", "Planen på väggen")):
        with acting_as(desk.store, record.person_id):
            attach(
                desk.store,
                record.visit.id,
                question,
                picture.content,
                kind=AttachmentKind.PHOTO,
                mime=picture.mime,
                caption=caption,
                thumbnail=picture.thumbnail,
                reason="Bilden låg kvar i telefonen",
            )

    panel = show_double(page, visit, qtbot)
    beside, differing = (part.lines[0] for part in (panel.findChildren(AttachedBy)[-1], panel.questions[1].attached[0]))
    beside.open.click()
    assert not panel.shown.isHidden()
    qtbot.waitUntil(lambda: "Kylskåpet" in texts(panel.shown), timeout=5_000)

    assert "Vera Lind" in texts(beside.parentWidget())
    assert "Kylskåpet" in beside.words
    assert "Planen på väggen" in differing.words
    assert all(any(not label.pixmap().isNull() for label in one.findChildren(QLabel)) for one in (beside, differing))
    assert any(label.pixmap().width() >= 400 for label in panel.shown.findChildren(QLabel))
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Escape)
    assert panel.shown.isHidden()
    assert panel.isVisible()


def test_agreement_is_told_before_and_after_the_meeting_by_name_and_never_by_rank(page, desk, qtbot):
    add_exercises(desk.store)
    page.show_calibration()
    qtbot.waitUntil(lambda: "Var och en" in texts(page.calibration), timeout=10_000)
    shown = texts(page.calibration)
    assert "Att prata om: HB12." in shown  # of the latest exercise

    assert "0 % → 100 %" in shown  # HB06 after the meeting
    assert "0 % → 0 %, att prata om" in shown  # HB12 still
    assert "Ö-1 · Vera Lind: Nej, Ville Holm: Ja" in shown
    assert shown.index("Vera Lind: skiljer sig") < shown.index("Ville Holm: skiljer sig")
    assert not page.calibration.new.isHidden()
    with desk.store.reading() as reading:
        measured = measure(reading)
    for when, found in (("Före mötet", measured.before), ("Efter mötet", measured.after)):
        (hb12,) = (one.agreement for one in found.questions if one.question.name == "hb12")
        every = (("Krippendorffs alfa", hb12.alpha), ("Fleiss kappa", hb12.fleiss), ("Cohens kappa", hb12.cohen))
        words = [with_interval(name, one) for name, one in every]
        assert all(words)
        assert f"{when}: 0 % lika av {hb12.pairs} jämförda" in shown
        assert " · ".join(words) in shown


def test_agreement_and_comparison_stay_with_the_round_done_until_the_next_has_something_to_speak_of(desk, visits):
    with desk.store.work() as work:
        done = work.get(Review, next(iter(visits.values())).review_id)
        work.save(dataclasses.replace(done, state=ReviewState.LOCKED))
        case, coming = work.find(Case)[0], dataclasses.replace(done, id=work.new_id(), review_day=None)
        work.add(dataclasses.replace(coming, scope=coming.id))

    def spoken_of():
        with desk.store.reading() as reading:
            measured = measure(reading)
            return measured.review.id, gather_comparison(reading).review.id, measured.next.id

    assert spoken_of() == (done.id, done.id, coming.id)
    with desk.store.work() as work:
        example = dataclasses.replace(case, id=work.new_id(), review_id=coming.id, drawn=EXAMPLES[0])
        work.add(dataclasses.replace(example, scope=example.id))
    assert spoken_of() == (coming.id, done.id, coming.id)
    with desk.store.work() as work:
        visit = work.find(Visit)[0]
        work.add(dataclasses.replace(visit, id=work.new_id(), review_id=coming.id, started_at=work.at))
    assert spoken_of() == (coming.id, coming.id, coming.id)


def test_an_exercise_is_made_where_agreement_is_shown(page, desk, qtbot):
    with desk.store.work() as work:
        review = work.find(Review)[-1]
        work.save(dataclasses.replace(review, lead_id=desk.me))
    page.show_calibration()
    panel = page.calibration
    qtbot.waitUntil(lambda: not panel.new.isHidden(), timeout=5_000)
    panel.new.click()
    told = []
    panel.form.made.disconnect()
    panel.form.made.connect(lambda *given: told.append(given))
    panel.form.make.click()
    assert "Skriv vad de får veta" in texts(panel.form)
    panel.form.story.setPlainText("Elsa, 84 år.")
    panel.form.occasion.choose(EXAMPLES[1])
    panel.form.make.click()

    assert [given[1:] for given in told] == [("Elsa, 84 år.", EXAMPLES[1])]


@pytest.mark.parametrize("size", [(1316, 864), (1156, 684), (836, 560)])
def test_no_words_are_cut_off_and_every_part_has_a_name(page, desk, qtbot, size):
    visit = add_double(desk.store)
    add_exercises(desk.store)
    page.resize(*size)
    panel = show_double(page, visit, qtbot)
    for part in (panel, page.calibration):
        if part is page.calibration:
            page.show_calibration()
            qtbot.waitUntil(lambda: "Var och en" in texts(page.calibration), timeout=10_000)
        qtbot.wait(50)
        assert clipped_texts(part) == []
        assert small_targets(part) == []
        assert unnamed(part) == []
