"""What the desk found about invoices stands in the summary of a round: for the house each invoice, else counts."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from pdf_structure import faults, text_of
from sample_review import sample_facts
from test_gathering import REVIEW, played_day

from kollegie.intake.checklists import find_checklist
from kollegie.model.actions import Action, ActionState
from kollegie.model.amounts import kronor
from kollegie.model.invoices import (
    DebtorKind,
    DeskFinding,
    InvoiceAnswer,
    InvoiceReview,
    InvoiceState,
    Reclaim,
    ReclaimState,
    invoice_answer_id,
    invoice_review_id,
)
from kollegie.model.register import Person
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import FindingState
from kollegie.planning.locking import lock_review, reopen_review
from kollegie.planning.making_visits import keep_version
from kollegie.summary.compiling import compile_content
from kollegie.summary.content import DeskReview, Edition, SeverityGroup
from kollegie.summary.facts import Facts, InvoiceFact, InvoiceFindingFact, MoneyFact
from kollegie.summary.pdf import print_pdf
from kollegie.summary.workbook import write_workbook

REVIEWED = InvoiceState.APPROVED


def test_the_invoices_of_a_round_are_gathered_and_stay_as_they_stood_when_it_was_locked(
    tmp_path: Path,
) -> None:
    day = played_day(tmp_path)
    without = day.facts()
    with day.store.work("desk") as work:
        host = work.get(Person, work.person_id).municipality_id
        version = keep_version(work, find_checklist("assistans-fakturor"))
        for provider, number, month in (
            ("P-01", "F-1", "2026-10"),
            ("P-01", "F-2", "2026-10"),
            ("P-01", "F-3", "2026-09"),
            ("P-99", "F-4", "2026-10"),
        ):
            id = invoice_review_id(provider, number)
            state = InvoiceState.DISPUTED if number == "F-1" else InvoiceState.OPEN
            hash = version.content_hash
            work.add(InvoiceReview(id, host, provider, number, month, state, disputed_ore=120_000, checklist_hash=hash))
            if number != "F-2":
                answer = invoice_answer_id(id, "pf01")
                work.add(InvoiceAnswer(answer, host, id, "pf01", "nej", "Schemat saknas."))
                grave = Severity.DEFICIENCY
                work.add(DeskFinding(work.new_id(), host, id, "pf01", 0, Category.TIF, grave, "?"))
                removed = FindingState.REMOVED
                work.add(DeskFinding(work.new_id(), host, id, "pf15", 0, Category.TIF, grave, "?", removed))
        invoice = work.first(DeskFinding, question="pf01", invoice_review_id=invoice_review_id("P-01", "F-3"))
        action = Action(work.new_id(), host, REVIEW, invoice.id, "police_report", "Anmäls", "Jurist")
        reclaim = Reclaim(
            work.new_id(), host, DebtorKind.PERSON, "K-3", "B-1", REVIEW, state=ReclaimState.DEMANDED, demanded_ore=500
        )
        work.add(action, reclaim)
        dropped = replace(reclaim, debtor_kind=DebtorKind.COMPANY, debtor_ref="P-01", user_ref="", demanded_ore=0)
        heard = replace(dropped, id=work.new_id(), state=ReclaimState.HEARD, calculated_ore=700)
        never = replace(dropped, id=work.new_id(), state=ReclaimState.CALCULATED, calculated_ore=900)
        empty = replace(dropped, id=work.new_id(), state=ReclaimState.NOT_CALCULATED)
        work.add(heard, never, empty)
    with day.store.work("written off") as work:
        for one in (heard, never, empty):
            work.save(replace(one, state=ReclaimState.WRITTEN_OFF))
    facts = day.facts()
    id = invoice_review_id("P-01", "F-1")
    lock_review(day.store, REVIEW, facts.checksum())
    with day.store.work("the desk goes on") as work:
        review = work.get(InvoiceReview, id)
        work.save(replace(review, state=InvoiceState.CREDITED))
        work.save(replace(work.get(InvoiceAnswer, invoice_answer_id(id, "pf01")), note="Schemat har kommit."))
        work.delete(work.first(DeskFinding, invoice_review_id=id, question="pf01"))
        other = replace(review, id=invoice_review_id("P-01", "F-9"), invoice_ref="F-9")
        work.add(other)
        work.save(replace(action, state=ActionState.DONE))
        work.save(replace(reclaim, state=ReclaimState.PAID, paid_ore=500))
    locked = day.facts()
    reopen_review(day.store, REVIEW)
    later = day.facts()
    lock_review(day.store, REVIEW, without.checksum())  # as an earlier program did, which knew no invoices
    old = day.facts()
    reopen_review(day.store, REVIEW)
    lock_review(day.store, REVIEW, replace(later, actions=(), money=()).checksum())  # as one that knew no actions did
    middle = day.facts()
    day.store.close()

    assert (locked.version, locked.invoices, locked.invoice_findings) == ("1.0", facts.invoices, facts.invoice_findings)
    assert (locked.actions, locked.money) == (facts.actions, facts.money)
    assert (middle.changed_since, middle.invoices, middle.actions, middle.money) == ("", later.invoices, (), ())
    ((told,), dispute, demanded, *written_off) = facts.actions, *facts.money
    assert {(one.amount_ore, one.told) for one in written_off} == {(700, True), (900, False), (None, False)}
    assert (told.invoice, told.provider, told.question, told.confidential) == ("F-3", "P-01", "PF01", True)
    assert (dispute.invoice, dispute.amount_ore) == ("F-1", 120_000)
    assert (demanded.case, demanded.person, demanded.amount_ore) == ("4-001", True, 500)
    assert later.money[2].state is ReclaimState.PAID
    assert [(one.invoice, one.state) for one in later.invoices] == [
        ("F-1", InvoiceState.CREDITED),
        ("F-9", InvoiceState.DISPUTED),
    ]
    assert later.invoice_findings == ()
    assert (old.version, old.changed_since, old.invoices, old.invoice_findings) == ("1.1", "", (), ())
    (invoice,) = facts.invoices
    assert (invoice.invoice, invoice.state, invoice.answered) == ("F-1", InvoiceState.DISPUTED, ("PF01",))
    (finding,) = facts.invoice_findings
    assert (finding.invoice, finding.question, finding.note) == (invoice.id, "PF01", "Schemat saknas.")
    assert finding.claim not in ("", "?")
    assert without.invoices == ()
    assert facts.checksum() != without.checksum()
    assert replace(facts, invoices=(), invoice_findings=(), actions=(), money=()).checksum() == without.checksum()


def with_invoices(number: int, *, severity: Severity = Severity.DEFICIENCY) -> Facts:
    """A round where `number` invoices were answered about, one more of each provider about something else."""
    facts = sample_facts()
    ref = facts.providers[0].ref
    invoices = [
        InvoiceFact(f"i{place}", ref, f"F-{place}", "2026-11", REVIEWED, 0, ("PF01",)) for place in range(number)
    ]
    invoices += [
        InvoiceFact(f"x{place}", one.ref, f"X-{place}", "2026-11", InvoiceState.DISPUTED, 4_100_00, ("PF05",))
        for place, one in enumerate(facts.providers)
    ]
    found = [
        InvoiceFindingFact(f"f{place}", f"i{place}", "PF01", Category.TIF, severity, "Underlaget saknas", "Agda ringde")
        for place in range(2)
    ]
    found.append(InvoiceFindingFact("y", "x1", "PF05", Category.ARB, Severity.SERIOUS, "Avtal saknas", "Agda sade det"))
    return replace(facts, invoices=tuple(invoices), invoice_findings=tuple(found))


def desk_of(facts: Facts, edition: Edition, provider: str = "") -> DeskReview:
    desk = compile_content(facts, edition, provider=provider).desk
    assert desk is not None
    return desk


def told(groups: tuple[SeverityGroup, ...]) -> list[tuple[str, int, int]]:
    return [(line.question, line.share.part, line.share.whole) for group in groups for line in group.lines]


def test_the_house_sees_each_invoice_and_the_public_only_what_stands_on_five() -> None:
    facts = with_invoices(6)
    internal, public = desk_of(facts, Edition.INTERNAL), desk_of(facts, Edition.PUBLIC)

    assert told(internal.groups) == [("PF05", 1, 3), ("PF01", 2, 6)]
    assert [note.case for note in internal.groups[1].lines[0].cases] == ["F-0", "F-1"]
    assert "bestriden 3" in internal.lead
    assert "12" in internal.lead
    assert told(public.groups) == [("PF01", 2, 6)]
    assert "Bestritt belopp" not in public.lead
    assert "Läge" not in public.lead  # the three that are not approved would be told
    begun = [replace(facts.invoices[0], id=f"b{place}", state=InvoiceState.OPEN) for place in range(2)]
    more = desk_of(replace(facts, invoices=(*facts.invoices, *begun)), Edition.PUBLIC)
    assert more.lead.endswith("Läge: godkänd 6 och övriga 5.")
    said = repr(public)
    assert not [word for word in ("Agda", "F-0", "X-0", facts.providers[0].name) if word in said]


def test_a_provider_sees_only_its_own_and_no_notes() -> None:
    facts = with_invoices(6)
    mine, other = (desk_of(facts, Edition.PROVIDER, one.ref) for one in facts.providers[:2])

    assert told(mine.groups) == [("PF01", 2, 6)]
    assert told(other.groups) == [("PF05", 1, 1)]
    assert "Agda" not in repr((mine, other))


def test_few_invoices_are_not_told_of_and_few_acute_ones_stand_without_their_question() -> None:
    few = replace(with_invoices(4), invoices=with_invoices(4).invoices[:4])
    grave = desk_of(with_invoices(6, severity=Severity.ACUTE), Edition.PUBLIC)

    assert desk_of(few, Edition.PUBLIC) == DeskReview("Grupperna är för små för att redovisas.")
    assert told(grave.groups) == [("–", 2, 9)]


def with_money(reclaims: int) -> Facts:
    """A round with an action and a dispute at an invoice, a reclaim of the firm, and some of persons."""
    facts = with_invoices(6)
    firm = facts.providers[0].ref
    action = replace(facts.actions[0], id="at-desk", text="Agda anmäls", visit="", provider=firm, invoice="2026001234")
    disputed = MoneyFact("d", InvoiceState.DISPUTED, firm, "2026001234", "", False, 4_100_00, facts.made_on)
    counted = MoneyFact("c", ReclaimState.WRITTEN_OFF, firm, "", "4-001", False, 900_00, None, told=False)
    demanded = MoneyFact("e", ReclaimState.DEMANDED, firm, "", "4-002", False, 700_00, None, 700_00)
    persons = [
        MoneyFact(f"p{place}", ReclaimState.DEMANDED, f"K-{place}", "", number, True, 100_00, None, 100_00)
        for place, number in enumerate([*(f"4-0{place + 10}" for place in range(reclaims - 1)), "191212121212"])
    ]
    return replace(facts, actions=(*facts.actions, action), money=(disputed, counted, demanded, *persons))


def test_money_is_told_with_case_numbers_at_home_and_only_what_it_knows_to_a_provider() -> None:
    facts = with_money(2)
    home = compile_content(facts, Edition.INTERNAL).actions
    own = compile_content(facts, Edition.PROVIDER, provider=facts.providers[0].ref).actions
    other = compile_content(facts, Edition.PROVIDER, provider=facts.providers[1].ref).actions
    few, enough = (compile_content(with_money(number), Edition.PUBLIC).actions for number in (2, 5))

    assert "Agda anmäls (faktura 2026001234, Exempelvård Norr AB)" in [line.text for line in home.lines]
    assert [(line.text, line.about) for line in home.money.lines] == [
        ("Bestriden faktura från Exempelvård Norr AB", "Faktura 2026001234"),
        ("Återkrav mot Exempelvård Norr AB", "Ärende 4-001"),
        ("Återkrav mot Exempelvård Norr AB", "Ärende 4-002"),
        ("Återkrav mot en person", "Ärende 4-010"),
        ("Återkrav mot en person", "Ärende [uppgift borttagen]"),
    ]
    assert [(line.text, line.about) for line in own.money.lines] == [
        ("Bestriden faktura från Exempelvård Norr AB", "Faktura 2026001234"),
        ("Återkrav mot Exempelvård Norr AB", ""),
    ]
    assert (other.money, few.money) == (None, None)
    assert " ".join(own.money.lead.split()).endswith(". Ett återkrav: 700 kr krävt och 0 kr betalt.")
    paid_few = "Vad som betalts rör för få för att redovisas."
    assert (enough.money.lines, enough.money.lead) == ((), f"Sju återkrav: {kronor(1_200_00)} krävt. {paid_few}")
    one_demanded = [replace(one, demanded_ore=0) for one in with_money(5).money if one.person]
    drawn = replace(with_money(5), money=(with_money(5).money[2], *one_demanded))
    assert "kr" not in compile_content(drawn, Edition.PUBLIC).actions.money.lead.split()
    assert not [
        word for word in ("Agda", "K-1", "4-010", "2026001234") if word in repr((own.lines, other, few, enough))
    ]


@pytest.mark.parametrize("edition", [Edition.INTERNAL, Edition.PUBLIC])
def test_it_is_printed_whole_and_tagged(edition: Edition) -> None:
    content = compile_content(with_money(5), edition)
    printed = print_pdf(content)
    text = text_of(printed.pdf)

    assert faults(printed.pdf) == []
    assert "Fakturagranskning" in [entry.title for entry in printed.outline]
    assert ("F-0" in text) is (edition is Edition.INTERNAL)
    assert ("mot en person" in text) is (edition is Edition.INTERNAL)
    assert "återkrav" in text
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(content)))
    assert "Fakturagranskning" in {row[0] for row in book["Iakttagelser"].values}
    _, *money = book["Bestridet och återkrav"].values
    said = [money.index(row) for row in money if row[0] == content.actions.money.lead]
    assert said == [len(content.actions.money.lines)]
    assert [row[2] for row in money[: said[0]]] == [4100, 900, 700, *[100] * 5][: said[0]]
    assert len(list(book["Åtgärder"].values)) == 1 + len(content.actions.lines)
