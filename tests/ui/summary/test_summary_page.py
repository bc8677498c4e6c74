"""The summary page: the pages one sees are the pages one saves, and each figure leads to its visits."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from looking import clipped_texts, settle, small_targets, unnamed
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from review_day import PROVIDERS, REVIEW, ROUND
from sqlalchemy import select

from kollegie.follow_up.actions import create_action
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Review, ReviewState
from kollegie.model.severity import Severity
from kollegie.model.visits import Finding
from kollegie.planning.rounds import create_review
from kollegie.store.laptop_tables import reading as readings
from kollegie.summary.content import Edition
from kollegie.summary.preview import Pages
from kollegie.summary.tracing import trace
from ui.desk import Desk
from ui.summary import SummaryPage
from ui.summary.before_locking import PointButton
from ui.summary.parts import PartKind
from ui.theme import Theme
from ui.widgets.strip import StripKind


def settled(page: SummaryPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.made is not None and not page.busy, timeout=20_000)


def choose(page: SummaryPage, qtbot: QtBot, edition: Edition) -> None:
    page.sources.editions.choose(edition)
    settled(page, qtbot)


def words(pdf: bytes) -> list[str]:
    with Pages(pdf) as pages:
        return [pages.text(number) for number in range(len(pages))]


def logged(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.store.reading() as reading:
        rows = reading.connection.execute(select(readings.c.act, readings.c.record, readings.c.detail)).all()
    return [(row.act, row.record, row.detail) for row in rows]


def texts(page: SummaryPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_without_a_review_the_page_leads_to_where_one_is_set_up(empty_desk: Desk, qtbot: QtBot) -> None:
    page = SummaryPage(empty_desk)
    qtbot.addWidget(page)
    page.resize(1316, 830)
    page.show()
    page.refresh()
    qtbot.waitUntil(page._empty.isVisible, timeout=10_000)

    with qtbot.waitSignal(page.going) as going:
        page._empty.acted.emit()

    assert going.args == ["reviews", None]
    assert not page.save.isVisible()


def test_making_the_pages_does_not_hold_the_window_up(page: SummaryPage, qtbot: QtBot) -> None:
    before = page.made

    page.sources.editions.choose(Edition.INTERNAL)

    assert page.busy
    assert page.made is before
    settled(page, qtbot)
    assert page.made.wish.edition is Edition.INTERNAL


def test_the_page_that_is_seen_is_the_page_that_is_saved(page: SummaryPage, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(page.telling, timeout=20_000) as told:
        page.save_to(tmp_path / "ut.pdf")

    assert told.args[0] is StripKind.DONE
    assert words((tmp_path / "ut.pdf").read_bytes()) == words(page.made.printed.pdf)


def test_the_parts_stand_in_the_outline_and_turn_the_paper(page: SummaryPage) -> None:
    findings = next(part for part in page.outline.parts_list.shown if part.kind is PartKind.FINDINGS)

    page.outline.parts_list.setCurrentIndex(page.outline.parts_list.model().index(2, 0))

    assert page.paper.page == findings.page > 0
    assert f"Sida {findings.page + 1} av {page.made.printed.pages}" in texts(page)


def test_alt_and_arrows_change_part(page: SummaryPage, qtbot: QtBot) -> None:
    page.paper.setFocus()

    for _ in range(3):
        qtbot.keyClick(page, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(page, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)

    assert page.outline.parts_list.current().kind is PartKind.FINDINGS


def test_a_figure_that_is_clicked_shows_its_visits(page: SummaryPage, qtbot: QtBot) -> None:
    spot = next(spot for spot in page.paper.spots if spot.key.startswith("area:"))
    page.paper.go_to(spot.page, spot.top)

    qtbot.mouseClick(page.paper.viewport(), Qt.MouseButton.LeftButton, pos=page.paper.place_of(spot).center().toPoint())
    qtbot.waitUntil(lambda: bool(page.sources.visits.things), timeout=5_000)

    behind = trace(page.made.facts, Edition.PUBLIC, spot.key)
    assert page.sources.visits.things == behind.visits
    assert behind.title in texts(page)
    assert f"kommer från {len({one.visit for one in behind.visits})} besök" in texts(page)


def test_the_keys_reach_a_figure_and_only_enter_follows_it(page: SummaryPage, qtbot: QtBot) -> None:
    page.paper.setFocus()

    qtbot.keyClick(page.paper, Qt.Key.Key_Right)
    qtbot.keyClick(page.paper, Qt.Key.Key_Right)

    assert page.paper.reached is not None
    assert not page.sources.visits.things
    qtbot.keyClick(page.paper, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.sources.visits.things), timeout=5_000)


def test_a_visit_behind_a_figure_can_be_opened(page: SummaryPage, qtbot: QtBot) -> None:
    page._follow("findings")
    qtbot.waitUntil(lambda: bool(page.sources.visits.things), timeout=5_000)
    first = page.sources.visits.things[0]

    with qtbot.waitSignal(page.going) as going:
        page.sources.visits.activated.emit(page.sources.visits.model().index(0, 0))

    assert going.args == ["visit", (derived_id("visit", first.case), first.question.lower())]


def test_the_internal_edition_is_logged_and_the_public_is_not(page: SummaryPage, desk: Desk, qtbot: QtBot) -> None:
    assert logged(desk) == []

    choose(page, qtbot, Edition.INTERNAL)

    assert logged(desk) == [("shown", "review", "internal")]
    assert any("4-001" in text for text in words(page.made.printed.pdf))


def test_a_summary_that_is_saved_stands_in_the_log(page: SummaryPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(page.telling, timeout=20_000):
        page.save_to(tmp_path / "ut.pdf")

    assert logged(desk) == [("printed", "review", "public")]


def test_a_provider_edition_is_for_the_provider_chosen(page: SummaryPage, qtbot: QtBot) -> None:
    choose(page, qtbot, Edition.PROVIDER)
    page.sources.providers.chosen.emit("P-02")
    settled(page, qtbot)

    said = " ".join(words(page.made.printed.pdf))

    assert page.sources.providers.isVisible()
    assert "Exempelvård Söder AB" in said
    assert PROVIDERS[0][1] not in said


def test_the_pages_are_made_anew_when_something_is_found_or_decided(
    page: SummaryPage, desk: Desk, qtbot: QtBot
) -> None:
    before = page.made.printed
    with desk.store.reading() as reading:
        finding = reading.find(Finding, severity=Severity.ACUTE)[0]

    desk.act(create_action, desk.store, finding.id, "Spisvakt monteras i dag", "Enhetschef", None)
    qtbot.waitUntil(lambda: page.made.printed is not before, timeout=20_000)

    assert any("Spisvakt monteras" in text for text in words(page.made.printed.pdf))


def test_the_same_facts_are_not_printed_again(page: SummaryPage, qtbot: QtBot) -> None:
    before = page.made.printed

    page.refresh()
    settled(page, qtbot)

    assert page.made.printed is before


def test_an_open_point_says_what_is_missing_and_leads_there(page: SummaryPage, qtbot: QtBot) -> None:
    buttons = {button.text(): button for button in page.before.findChildren(PointButton)}

    assert "2 besök är inte signerade" in buttons
    with qtbot.waitSignal(page.going) as going:
        buttons["2 besök är inte signerade"].click()
    assert going.args == ["reviews", None]


def test_own_words_are_stored_and_come_on_the_page(page: SummaryPage, desk: Desk, qtbot: QtBot) -> None:
    before = page.made.printed
    conduct = next(part for part in page.made.parts if part.kind is PartKind.CONDUCT)
    page._go_to_part(conduct)

    page.sources.purpose.insertPlainText("Se hur kvällarna fungerar.")
    page.sources.flush()
    qtbot.waitUntil(lambda: page.made.printed is not before, timeout=20_000)

    with desk.store.reading() as reading:
        assert reading.get(Review, REVIEW).purpose == "Se hur kvällarna fungerar."
    assert any("Se hur kvällarna fungerar." in text for text in words(page.made.printed.pdf))
    for typed in ("Se hur kvällarna fungerar. Mer.", "Se hur kvällarna fungerar."):
        page.sources.purpose.setPlainText(typed)  # and taken back before the summary is made anew
        page.sources.flush()
    assert page.flush()
    with desk.store.reading() as reading:
        assert reading.get(Review, REVIEW).purpose == "Se hur kvällarna fungerar."


def test_saving_can_be_stopped_and_leaves_no_file(page: SummaryPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.save_to(tmp_path / "ut.pdf")

    page.stop.click()
    qtbot.waitUntil(page.save.isEnabled, timeout=20_000)

    assert not (tmp_path / "ut.pdf").exists()
    assert not page.stop.isVisible()


def test_a_folder_that_is_not_there_is_told_with_what_to_do(page: SummaryPage, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(page.failed, timeout=20_000) as told:
        page.save_to(tmp_path / "borta" / "ut.pdf")

    assert "borta" in told.args[0].sentence()


def test_ctrl_p_asks_where_with_a_name_that_names_no_one(
    page: SummaryPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed = []

    def asked(_parent: object, _title: str, name: str, _kinds: str) -> Path:
        proposed.append(name)
        return tmp_path / "mitt.pdf"

    monkeypatch.setattr("ui.summary.saving.choose_new_file", asked)
    page.paper.setFocus()
    with qtbot.waitSignal(page.telling, timeout=20_000):
        qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    assert proposed == ["hemtjänst-hösten-2026-offentlig-utgåva-2026-11-24.pdf"]
    assert (tmp_path / "mitt.pdf").read_bytes().startswith(b"%PDF")


def test_another_round_is_chosen_where_there_are_several(page: SummaryPage, desk: Desk, qtbot: QtBot) -> None:
    assert not page.rounds.isVisible()
    other = create_review(desk.store, "Hemtjänst våren 2027", "hemtjänst")
    page.refresh()
    settled(page, qtbot)

    assert page.made.review.name == ROUND
    page.rounds.chosen.emit(other.id)
    settled(page, qtbot)

    assert page.made.review.name == "Hemtjänst våren 2027"
    assert page.rounds.currentText() == "Hemtjänst våren 2027"
    page.show_place(REVIEW)  # as Granskningar asks for the round it shows
    settled(page, qtbot)
    assert page.made.review.name == ROUND


def test_pictures_are_drawn_dot_for_dot(page: SummaryPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.paper.has_picture(0), timeout=10_000)

    wanted, image = page.paper._pictures[0]

    assert abs(image.width() / page.paper.devicePixelRatio() - page.paper._page_size()[0]) < 2
    assert wanted.scale == pytest.approx(page.paper._scale * page.paper.devicePixelRatio(), abs=0.001)


def test_a_screen_reader_hears_the_page_and_its_words(page: SummaryPage, qtbot: QtBot) -> None:
    page.paper.go_to(2)

    qtbot.waitUntil(lambda: "Samlad bild" in page.paper.accessibleDescription(), timeout=5_000)

    assert page.paper.accessibleName() == f"Sida 3 av {page.made.printed.pages}"


def test_where_the_window_is_narrow_the_sources_become_a_panel(page: SummaryPage, qtbot: QtBot) -> None:
    page.resize(1156, 650)
    qtbot.waitUntil(page.bar.sources.isVisible)
    assert not page.sources.isVisible()

    page.paper.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_F9)

    assert page.sources.isVisible()
    page.resize(1316, 830)
    assert page.spread.beside.isAncestorOf(page.sources)
    assert page.sources.isVisible()


def test_a_figure_followed_in_a_narrow_window_opens_the_panel(page: SummaryPage, qtbot: QtBot) -> None:
    page.resize(1156, 650)
    page.paper.setFocus()

    page.paper.figure_chosen.emit("findings")

    qtbot.waitUntil(page.sources.isVisible, timeout=5_000)


def test_at_double_text_the_outline_becomes_a_drop_down(page: SummaryPage, look: Theme, qtbot: QtBot) -> None:
    look.show_as(text_scale=2.0)
    qtbot.waitUntil(page.bar.parts.isVisible)
    assert not page.outline.isVisible()

    page.bar.parts.chosen.emit("actions")

    actions = next(part for part in page.made.parts if part.kind is PartKind.ACTIONS)
    assert page.paper.page == actions.page
    page.spread.sheet.open_sheet()
    qtbot.waitUntil(page.before.isVisible)  # what is open, and the lock, stand with the sources there
    look.show_as(text_scale=1.0)
    qtbot.waitUntil(lambda: page.outline.isAncestorOf(page.before) and page.before.isVisible())


@pytest.mark.parametrize(("wide", "high"), [(1316, 830), (1156, 650)])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_is_cut_off_too_small_or_nameless(
    page: SummaryPage, look: Theme, qtbot: QtBot, scale: float, wide: int, high: int
) -> None:
    page._follow("findings")
    qtbot.waitUntil(lambda: bool(page.sources.visits.things), timeout=5_000)
    page.resize(wide, high)
    look.show_as(text_scale=scale)
    settle()
    if not page.sources.isVisible():
        page.spread.sheet.open_sheet()
        qtbot.wait(20)
        check = (clipped_texts(page.spread.sheet), small_targets(page.spread.sheet), unnamed(page.spread.sheet))
        assert check == ([], [], [])
        page.spread.sheet.close_sheet()

    assert clipped_texts(page) == []
    assert small_targets(page) == []
    assert unnamed(page) == []


def test_a_page_can_be_seen_whole_and_back_in_full_width(page: SummaryPage) -> None:
    wide = page.paper.place_of(page.paper.spots[0]).width()

    page.bar.zoom.click()
    assert page.paper.whole_page
    assert page.paper.place_of(page.paper.spots[0]).width() < wide
    page.bar.zoom.click()

    assert page.paper.place_of(page.paper.spots[0]).width() == wide


def test_scrolling_and_keys_turn_the_pages(page: SummaryPage, qtbot: QtBot) -> None:
    page.paper.setFocus()
    turn = partial(qtbot.keyClick, page.paper)

    turn(Qt.Key.Key_PageDown)
    turn(Qt.Key.Key_PageDown)
    assert page.paper.page == 2
    turn(Qt.Key.Key_PageUp)
    assert page.paper.page == 1
    turn(Qt.Key.Key_End)
    assert page.paper.page == page.made.printed.pages - 1
    turn(Qt.Key.Key_Home)
    assert page.paper.page == 0
    assert not page.bar.previous.isEnabled()
    page.bar.next.click()
    assert page.paper.page == 1
    page.bar.previous.click()

    assert page.paper.page == 0
    assert page.paper.spot_at(QPoint(1, 1)) is None


def test_the_lead_locks_what_is_read_and_a_late_finding_makes_it_a_draft_again(page: SummaryPage, qtbot: QtBot) -> None:
    card, store = page.before.locking, page.desk.store
    assert page.made is not None
    assert page.made.points
    qtbot.mouseClick(card.lock, Qt.MouseButton.LeftButton)
    settle()
    with store.reading() as reading:
        assert reading.get(Review, REVIEW).version is None  # the first press only says what is still open
    assert card.lock.text() == "Ja, lås ändå"

    qtbot.mouseClick(card.lock, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.made is not None and page.made.facts.version == "1.0", timeout=20_000)
    settled(page, qtbot)
    assert not card.lock.isVisible()
    assert "kontrollsumma" in " ".join(words(page.made.printed.pdf))

    with store.reading() as reading:
        finding = reading.find(Finding)[0]
    page.desk.act(create_action, store, finding.id, "Följ upp", "Enhetschefen", None)
    qtbot.waitUntil(lambda: page.made is not None and page.made.facts.changed_since == "1.0", timeout=20_000)
    settled(page, qtbot)
    assert card.lock.text() == "Lås version 1.1"

    qtbot.mouseClick(card.open, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not card.open.isVisible(), timeout=20_000)
    settled(page, qtbot)
    with store.reading() as reading:
        assert reading.get(Review, REVIEW).state is ReviewState.COMPILING
