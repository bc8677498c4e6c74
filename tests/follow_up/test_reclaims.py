"""The reclaim register: proposed from payouts without a report, decided by people, every sum in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from kollegie.follow_up.errors import (
    DueDayPassed,
    GroundNotChosen,
    PayoutHasReport,
    ReclaimStepNotPossible,
    SumMissing,
    WriteOffWithoutReason,
)
from kollegie.follow_up.reclaim_rows import paid_for, why_no_sum
from kollegie.follow_up.reclaims import (
    cost_share,
    latest_round,
    list_reclaims,
    move_reclaim,
    propose_reclaim,
    sums_by_round,
    sums_of,
    undo_reclaim,
)
from kollegie.model.desk_looks import Difference, PayoutLook
from kollegie.model.invoices import NEXT_RECLAIM_STATES, DebtorKind, LegalGround, Reclaim, ReclaimState
from kollegie.model.register import Person
from kollegie.model.reviews import Review
from kollegie.model.severity import Severity
from kollegie.model.signals import EvidenceRow, SignalState, WarningSignal
from kollegie.store import Store

R = ReclaimState


def payout(month: str, payee: str = "k1", *, reported: bool = False, company: bool = False) -> PayoutLook:
    row = int(month[-2:])
    return PayoutLook(
        payee,
        "u1",
        "kontaktperson",
        month,
        120_000,
        180 if reported else 0,
        1 if reported else 0,
        2.0,
        None,
        "utbetalningar.csv",
        row,
        is_company=company,
        differences=() if reported else (Difference.NO_REPORTS,),
        evidence=(EvidenceRow("payouts", "utbetalningar.csv", row, days_of(month)),),
    )


def days_of(month: str) -> tuple[tuple[str, str], ...]:
    return ("period_from", f"{month}-01"), ("period_to", f"{month}-28")


def proposed(store: Store, payee: str = "k1", *, company: bool = False) -> Reclaim:
    months = ("2026-01", "2026-02", "2026-03")
    (made,) = propose_reclaim(store, [payout(month, payee, company=company) for month in months])
    return made


def demanded(store: Store, payee: str = "k1", ore: int = 360_000) -> Reclaim:
    made = proposed(store, payee)
    move_reclaim(store, made.id, R.CALCULATED, amount_ore=ore)
    move_reclaim(store, made.id, R.HEARD)
    return move_reclaim(store, made.id, R.DEMANDED, ground=LegalGround.CIVIL_LAW, due=date(2026, 12, 31))


def test_payouts_without_report_are_proposed_never_decided(store: Store) -> None:
    made = proposed(store)

    assert (made.state, made.calculated_ore, made.demanded_ore, made.ground) == (
        R.NOT_CALCULATED,
        0,
        0,
        LegalGround.NOT_CHOSEN,
    )
    assert (made.period_from, made.period_to) == (date(2026, 1, 1), date(2026, 3, 31))
    assert [row.row for row in made.evidence] == [1, 2, 3]
    assert "3\u00a0600\u00a0kr" in made.reason


def test_no_month_is_ever_in_two_entries_whatever_is_proposed_later(store: Store) -> None:
    (first,) = propose_reclaim(store, [payout("2026-04"), payout("2026-05")])
    move_reclaim(store, first.id, R.CALCULATED, amount_ore=240_000)
    wide = [payout(f"2026-0{number}") for number in range(2, 8)]

    around = propose_reclaim(store, wide)
    part = propose_reclaim(store, [payout("2026-07")])
    earlier = propose_reclaim(store, [payout("2026-01"), *wide])

    def periods(made: Sequence[Reclaim]) -> list[tuple[int, int]]:
        return [(one.period_from.month, one.period_to.month) for one in made]

    assert periods(around) == [(2, 3), (6, 7)]
    assert [one.id for one in part] == [around[1].id]
    assert periods(earlier)[0] == (1, 3)
    with store.reading() as reading:
        every = list_reclaims(reading)
        months = [month for low, high in periods(every) for month in range(low, high + 1)]
    assert sorted(months) == sorted(set(months)) == list(range(1, 8))
    assert sum(len(one.evidence) for one in every) == 7


def test_a_reclaim_keeps_the_signals_that_speak_of_its_payouts(store: Store) -> None:
    day = date(2026, 2, 1)
    with store.work("test") as work:
        host = work.get(Person, work.person_id).municipality_id
        signals = {
            payee: WarningSignal(
                work.new_id(), host, "V17", Severity.NOTE, day, day, subjects=(("staff", payee), ("user", "u1"))
            )
            for payee in ("k1", "k2", "k3")
        }
        work.add(signals["k1"], signals["k2"], replace(signals["k3"], state=SignalState.REFUTED))

    assert proposed(store).signals == (("V17", str(signals["k1"].id)),)
    assert proposed(store, "k3").signals == ()


def test_every_signal_that_asks_about_its_payouts_is_kept_with_a_reclaim_and_no_other(store: Store) -> None:
    day, row = date(2026, 2, 1), payout("2026-02").evidence
    with store.work("test") as work:
        host = work.get(Person, work.person_id).municipality_id

        def signal(rule: str, *subjects: tuple[str, str], rows: tuple[EvidenceRow, ...] = ()) -> WarningSignal:
            return work.save(
                WarningSignal(
                    work.new_id(),
                    host,
                    rule,
                    Severity.NOTE,
                    day,
                    day,
                    subjects=(("user", "u1"), *subjects),
                    evidence=rows,
                )
            )

        dead, firm, fewer = signal("V12", ("staff", "k1")), signal("V18", rows=row), signal("V29")
        signal("V12", ("staff", "k2"))
        signal("V18", ("staff", "k1"))
        signal("V30", ("staff", "k1"), rows=row)

    assert proposed(store).signals == (("V12", str(dead.id)), ("V18", str(firm.id)), ("V29", str(fewer.id)))


def test_the_sum_proposed_is_what_is_left_when_money_was_taken_back_and_however_many_rows_it_has(store: Store) -> None:
    back = EvidenceRow("payouts", "utbetalningar.csv", 9, (*days_of("2026-02"), ("amount", "-400.00")))
    february = payout("2026-02")
    drawn_off = replace(february, amount_ore=-40_000, row=9, evidence=(back,))
    weekly = [
        replace(payout("2026-05", "k2"), row=row, evidence=(EvidenceRow("payouts", "u.csv", row, days_of("2026-05")),))
        for row in range(2, 82)
    ]

    (net,) = propose_reclaim(store, [payout("2026-01"), february, drawn_off])
    (many,) = propose_reclaim(store, [replace(look, file="u.csv", amount_ore=10_050) for look in weekly])

    assert [row.cell("counted") for row in net.evidence] == ["1200.00", "1200.00", "-400.00"]
    assert (paid_for(net), why_no_sum(net)) == (200_000, "")
    assert (paid_for(many), len(many.evidence)) == (80 * 10_050, 80)
    assert "allt är taget tillbaka" in why_no_sum(replace(net, evidence=net.evidence[2:]))
    before = replace(net, evidence=(*february.evidence, back))
    assert (paid_for(before), "en gång till" in why_no_sum(before)) == (None, True)
    assert "finns inte kvar" in why_no_sum(replace(net, evidence=()))  # as when a protected identity was removed


def test_a_month_that_was_left_out_within_an_entry_is_proposed_later(store: Store) -> None:
    (first,) = propose_reclaim(store, [payout("2026-01"), payout("2026-03")])
    move_reclaim(store, first.id, R.CALCULATED, amount_ore=240_000)

    before, between = propose_reclaim(store, [payout("2025-12"), payout("2026-02")])

    assert (before.period_from, before.period_to) == (date(2025, 12, 1), date(2025, 12, 31))  # not over January too
    assert between.id != first.id
    assert (between.period_from, [row.row for row in between.evidence]) == (date(2026, 2, 1), [2])
    assert propose_reclaim(store, [payout("2026-03")])[0].id == first.id


def test_a_month_between_is_proposed_later_however_many_rows_the_entry_around_it_tells_all_of(store: Store) -> None:
    weekly = [replace(payout(month), row=row) for month in ("2026-01", "2026-03") for row in range(30)]
    own = [
        replace(one, evidence=(replace(one.evidence[0], row=100 * int(one.month[-2:]) + one.row),)) for one in weekly
    ]
    (sixty,) = propose_reclaim(store, own)
    move_reclaim(store, sixty.id, R.CALCULATED, amount_ore=240_000)

    (between,) = propose_reclaim(store, [payout("2026-02")])

    assert (len(sixty.evidence), between.id == sixty.id) == (60, False)
    thousand = tuple(replace(sixty.evidence[0], row=row) for row in range(1_001))
    assert paid_for(replace(sixty, evidence=thousand[:1_000])) is not None
    assert paid_for(replace(sixty, evidence=thousand)) is None
    assert "mer än 1\u00a0000 rader" in why_no_sum(replace(sixty, evidence=thousand))


def test_what_was_taken_back_in_a_month_is_no_payout_of_it_in_an_entry(store: Store) -> None:
    back = EvidenceRow("payouts", "utbetalningar.csv", 9, (*days_of("2026-02"), ("amount", "-400")))
    january = replace(payout("2026-01"), evidence=(*payout("2026-01").evidence, back))
    (first,) = propose_reclaim(store, [january, payout("2026-03")])
    move_reclaim(store, first.id, R.CALCULATED, amount_ore=200_000)

    (between,) = propose_reclaim(store, [payout("2026-02")])

    assert between.id != first.id


def test_what_was_paid_is_told_by_its_days_and_never_guessed(store: Store) -> None:
    def rows(*paid: tuple[str, str, str]) -> tuple[EvidenceRow, ...]:
        names = ("amount", "period_from", "period_to")
        return tuple(
            EvidenceRow("payouts", "u.csv", at, tuple(zip(names, one, strict=True))) for at, one in enumerate(paid)
        )

    january = replace(proposed(store), period_from=date(2026, 1, 1), period_to=date(2026, 1, 31))
    own, quarter = ("1200.55", "2026-01-01", "2026-01-31"), ("9000.00", "2026-01-01", "2026-03-31")
    back = ("-6000.00", "2026-01-01", "2026-02-28")

    assert paid_for(replace(january, evidence=rows(own, quarter))) == 120_055 + 310_000
    for unknown in ((), (own, back), (own,) * 60, (("mycket", *own[1:]),), (("5.00", "", ""),)):
        assert paid_for(replace(january, evidence=rows(*unknown))) is None
    assert propose_reclaim(store, [replace(payout("2026-09"), amount_ore=50_050)])[0].reason.endswith("500,50\xa0kr.")


def test_what_has_a_report_is_not_proposed(store: Store) -> None:
    with pytest.raises(PayoutHasReport):
        propose_reclaim(store, [payout("2026-01", reported=True)])

    (made,) = propose_reclaim(store, [payout("2026-01", reported=True), payout("2026-02")])
    assert made.period_from == date(2026, 2, 1)


def test_proposed_again_it_grows_until_somebody_has_calculated_it(store: Store) -> None:
    first = proposed(store)
    months = [payout(f"2026-0{number}") for number in range(1, 6)]

    (grown,) = propose_reclaim(store, months)
    move_reclaim(store, first.id, R.CALCULATED, amount_ore=500_000)
    again = propose_reclaim(store, [*months, payout("2026-06")])

    assert (grown.id, grown.period_to) == (first.id, date(2026, 5, 31))
    assert [(one.period_from, one.period_to) for one in again] == [(date(2026, 6, 1), date(2026, 6, 30))]
    assert propose_reclaim(store, months)[0].calculated_ore == 500_000
    with store.reading() as reading:
        assert len(list_reclaims(reading)) == 2


def test_nobody_pays_before_they_are_heard_and_a_ground_is_chosen(store: Store) -> None:
    made = proposed(store)
    with pytest.raises(SumMissing):
        move_reclaim(store, made.id, R.CALCULATED)
    move_reclaim(store, made.id, R.CALCULATED, amount_ore=360_000)

    with pytest.raises(ReclaimStepNotPossible, match="hörs"):
        move_reclaim(store, made.id, R.DEMANDED, ground=LegalGround.CONTRACT)
    move_reclaim(store, made.id, R.HEARD)
    with pytest.raises(GroundNotChosen):
        move_reclaim(store, made.id, R.DEMANDED)
    with pytest.raises(SumMissing, match="krävs"):
        move_reclaim(store, made.id, R.DEMANDED, ground=LegalGround.CONTRACT, amount_ore=0)

    done = move_reclaim(store, made.id, R.DEMANDED, ground=LegalGround.CONTRACT, amount_ore=300_000)
    assert (done.calculated_ore, done.demanded_ore, done.outstanding_ore) == (360_000, 300_000, 300_000)
    assert done.due == date(2026, 12, 17)  # thirty days, so that what is not paid is late one day
    with pytest.raises(DueDayPassed, match="2026-11-17 har redan kommit"):
        move_reclaim(store, done.id, R.DEMANDED, due=date(2026, 11, 17))


def test_no_state_is_reached_past_the_hearing() -> None:
    reached, waiting = {R.NOT_CALCULATED}, [R.NOT_CALCULATED]
    while waiting:
        for then in NEXT_RECLAIM_STATES[waiting.pop()]:
            if then not in reached and then is not R.HEARD:
                reached.add(then)
                waiting.append(then)

    assert reached == {R.NOT_CALCULATED, R.CALCULATED, R.WRITTEN_OFF}


def test_part_paid_contested_and_written_off_keep_their_sums(store: Store) -> None:
    made = demanded(store)
    part = move_reclaim(store, made.id, R.PARTLY_PAID, amount_ore=100_000)
    with pytest.raises(SumMissing):
        move_reclaim(store, made.id, R.PARTLY_PAID, amount_ore=360_000)
    move_reclaim(store, made.id, R.CONTESTED)
    move_reclaim(store, made.id, R.COURT)
    with pytest.raises(WriteOffWithoutReason):
        move_reclaim(store, made.id, R.WRITTEN_OFF)

    off = move_reclaim(store, made.id, R.WRITTEN_OFF, reason="Dödsbo utan tillgångar")

    assert part.outstanding_ore == 260_000
    assert (off.paid_ore, off.written_off_ore, off.outstanding_ore) == (100_000, 260_000, 0)
    assert undo_reclaim(store, made.id)
    with store.reading() as reading:
        back = reading.get(Reclaim, made.id)
    assert (back.state, back.written_off_ore, back.reason) == (R.COURT, 0, made.reason)


def test_a_reclaim_taken_up_again_owes_its_whole_sum_and_what_came_in_stays(store: Store) -> None:
    made = demanded(store)
    move_reclaim(store, made.id, R.PARTLY_PAID, amount_ore=100_000)
    move_reclaim(store, made.id, R.WRITTEN_OFF, reason="Dödsbo utan tillgångar")

    move_reclaim(store, made.id, R.CALCULATED, amount_ore=360_000)
    move_reclaim(store, made.id, R.HEARD)
    again = move_reclaim(store, made.id, R.DEMANDED, amount_ore=300_000)
    move_reclaim(store, made.id, R.CONTESTED)
    stands = move_reclaim(store, made.id, R.DEMANDED)
    paid = move_reclaim(store, made.id, R.PAID)
    back = move_reclaim(store, made.id, R.DEMANDED)

    assert (again.paid_ore, again.written_off_ore, again.outstanding_ore) == (100_000, 0, 200_000)
    assert stands.demanded_ore == 300_000
    assert (paid.outstanding_ore, back.outstanding_ore) == (0, 300_000)


def test_a_sum_that_is_not_the_whole_is_neither_paid_nor_written_off(store: Store) -> None:
    made = demanded(store)

    with pytest.raises(SumMissing, match="delbetalt"):
        move_reclaim(store, made.id, R.PAID, amount_ore=200_000)
    with pytest.raises(SumMissing, match="kvar"):
        move_reclaim(store, made.id, R.WRITTEN_OFF, amount_ore=1, reason="Dödsbo utan tillgångar")

    with store.reading() as reading:
        assert reading.get(Reclaim, made.id).state is R.DEMANDED


def test_the_totals_are_those_of_the_seed(store: Store) -> None:
    """Skellefteå 2022: four persons, 34 877 kr, the rest not calculated; a cost of 1 588 021 kr (S0-10, S0-11)."""
    for number, ore in enumerate((1_200_000, 900_000, 887_700, 500_000)):
        demanded(store, f"k{number}", ore)
    proposed(store, "k9")
    proposed(store, "p1", company=True)
    with store.reading() as reading:
        reclaims = list_reclaims(reading)

    sums = sums_of(reclaims)

    assert (sums.persons, sums.companies, sums.not_calculated) == (5, 1, 2)
    assert (sums.demanded, sums.outstanding) == (3_487_700, 3_487_700)
    assert cost_share(reclaims, 158_802_050).sentence == "Återkraven är 2,1 % av kostnaden 1\u00a0588\u00a0021\u00a0kr"
    assert {one.debtor_kind for one in reclaims if one.debtor_ref == "p1"} == {DebtorKind.COMPANY}


def test_a_paid_reclaim_owes_nothing(store: Store) -> None:
    made = move_reclaim(store, demanded(store).id, R.PAID)

    assert (made.paid_ore, made.outstanding_ore, made.state.open) == (360_000, 0, False)
    assert replace(made, paid_ore=1).outstanding_ore == 359_999


def test_each_round_has_its_totals_and_the_newest_open_one_takes_what_is_found(store: Store) -> None:
    with store.work("test") as work:
        host, old, new = work.get(Person, store.me).municipality_id, work.new_id(), work.new_id()
        days = {old: date(2025, 11, 1), new: date(2026, 11, 1)}
        for id, name in ((old, "Hösten 2025"), (new, "Hösten 2026")):
            work.add(Review(id, id, name, "hemtjänst", host, store.me, days[id]))
    with store.reading() as reading:
        assert latest_round(reading) == new
    propose_reclaim(store, [payout("2026-01", "k1"), payout("2026-02", "k2")], review_id=new)
    (first,) = propose_reclaim(store, [payout("2025-01", "k3")], review_id=old)
    move_reclaim(store, first.id, R.CALCULATED, amount_ore=100)
    proposed(store, "k4")

    with store.reading() as reading:
        rounds = sums_by_round(reading)
        assert [one.debtor_ref for one in list_reclaims(reading, review_id=new)] == ["k1", "k2"]

    assert [(name, sums.count, sums.calculated) for name, sums in rounds] == [
        ("Hösten 2025", 1, 100),
        ("Hösten 2026", 2, 0),
        ("", 1, 0),
    ]
