"""Who makes which visit: fair, mixed, and never where there is a conflict of interest."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kollegie.intake.checklists import shipped_checklists
from kollegie.language import Language
from kollegie.model.checklist import Checklist
from kollegie.model.register import Municipality, Person, Provider
from kollegie.model.reviews import (
    Assignment,
    Case,
    ChecklistVersion,
    DeclaredRelation,
    Grant,
    Participant,
    Review,
    Role,
    Track,
    Visit,
)
from kollegie.planning.assigning import (
    assign,
    assign_pair,
    put_back_participant,
    release_unannounced,
    remove_participant,
    unassign,
)
from kollegie.planning.conflict_of_interest import reason_against
from kollegie.planning.day import schedule_day
from kollegie.planning.errors import (
    ConflictOfInterest,
    LeadStays,
    NoReviewDay,
    NotAVisitor,
    NotInReview,
    Reason,
    ReviewExists,
    TooEarly,
    VisitBegun,
)
from kollegie.planning.making_visits import fitting, make_visits
from kollegie.planning.proposing import carry_out_proposal, make_pairs, propose_assignment
from kollegie.planning.roster import read_roster
from kollegie.planning.rounds import add_participant, change_review, create_review, declare_relation
from kollegie.store import Store
from kollegie.visiting.counting import answers_that_count

Register = Callable[..., None]
DAY = date(2026, 11, 17)


def grants_of(store: Store, person_id: object) -> set[object]:
    with store.reading() as reading:
        return {grant.to_scope for grant in reading.find(Grant, person_id=person_id)}


def of_track(visits: tuple[Visit, ...], track: Track) -> list[Visit]:
    return [visit for visit in visits if visit.kind is track]


@pytest.mark.parametrize(
    ("service", "first"),
    [
        ("Hemtjänst", "hemtjanst-brukarbesok"),
        ("personlig assistans", "assistans-brukarbesok"),
        ("kontaktperson", "kontaktperson"),
        ("boendestöd", "boendestod-ej-verkstallt"),
    ],
)
def test_the_checklist_of_the_service_comes_first(service: str, first: str) -> None:
    offered = fitting(service, shipped_checklists())

    assert offered[0].id == first
    assert "utforarbesok-oanmalt" not in {one.id for one in offered}


def test_every_case_gets_one_visit_pinned_to_one_stored_version(
    store: Store, review: Review, visits: tuple[Visit, ...], checklists: dict[Track, Checklist]
) -> None:
    assert Counter(visit.kind for visit in visits) == {Track.USER: 7, Track.PROVIDER: 2}
    assert make_visits(store, review.id, checklists, answers_that_count) == ()
    with store.reading() as reading:
        versions = {version.content_hash for version in reading.find(ChecklistVersion)}
    assert versions == {visit.checklist_hash for visit in visits}
    assert all(visit.announced is (visit.kind is Track.USER) for visit in visits)


def test_with_the_task_the_case_goes_to_the_visitors_laptop_and_back_again(
    store: Store, visits: tuple[Visit, ...], visitors: list[Participant]
) -> None:
    visit, anna = of_track(visits, Track.USER)[0], visitors[0].person_id

    assign(store, visit.id, [anna])
    assert visit.case_id in grants_of(store, anna)

    unassign(store, visit.id, anna)
    assert visit.case_id not in grants_of(store, anna)
    with store.reading() as reading:
        assert reading.count(Assignment) == 0

    assign(store, visit.id, [anna])
    assert visit.case_id in grants_of(store, anna)


def test_a_visitor_from_the_host_municipality_is_refused_with_the_reason(
    store: Store, review: Review, visits: tuple[Visit, ...]
) -> None:
    own = add_participant(store, review.id, "Erik Holm", "Exempelkommun")
    visit = of_track(visits, Track.USER)[0]

    with pytest.raises(ConflictOfInterest) as refused:
        assign(store, visit.id, [own.person_id])

    label = refused.value.facts["label"]
    assert refused.value.sentence() == (
        f"Erik Holm kan inte ta ärende {label}: hen kommer från kommunen som granskas (jäv). Ta Erik Holm ur "
        "granskningen under Deltagare i planeringen, eller med kollegie round remove-person."
    )
    assert "municipality under review" in refused.value.sentence(Language.EN)
    assert grants_of(store, own.person_id) == {review.id}
    with store.reading() as reading:
        assert reading.count(Assignment) == 0


def test_a_pair_is_refused_when_one_of_them_has_worked_for_the_provider(
    store: Store, review: Review, visits: tuple[Visit, ...], visitors: list[Participant]
) -> None:
    make_pairs(store, review.id)
    with store.reading() as reading:
        cases = {case.id: case for case in reading.find(Case)}
    visit = next(visit for visit in visits if cases[visit.case_id].provider_ref == "P1")
    declare_relation(
        store, visitors[0].person_id, "provider", "Utförare P1", "former_employer", ended_on=date(2025, 6, 30)
    )

    with pytest.raises(ConflictOfInterest) as refused:
        assign_pair(store, visit.id, "A")

    with store.reading() as reading:
        name = reading.get(Person, visitors[0].person_id).name
    said = refused.value.sentence()
    assert said.startswith("Par A kan inte ta ärende ")
    assert f": {name} har arbetat hos utföraren under de två senaste åren (jäv). Ge ärendet till ett annat" in said


@pytest.mark.usefixtures("visits")
def test_somebody_taken_out_of_a_round_gives_back_their_visits_and_grants(
    store: Store, review: Review, visitors: list[Participant]
) -> None:
    make_pairs(store, review.id)
    carry_out_proposal(store, review.id, propose_assignment(store, review.id))
    gone = visitors[0].person_id
    with store.reading() as reading:
        had = {one.visit_id for one in reading.find(Assignment, person_id=gone)}
        others = reading.count(Assignment) - len(had)

    taken = remove_participant(store, review.id, gone)

    assert {visit.id for visit in taken.visits} == had != set()
    assert grants_of(store, gone) == set()
    with store.reading() as reading:
        assert reading.count(Participant, person_id=gone) == 0
        assert (reading.count(Assignment, person_id=gone), reading.count(Assignment)) == (0, others)
    with pytest.raises(NotInReview):
        remove_participant(store, review.id, gone)
    with pytest.raises(LeadStays):
        remove_participant(store, review.id, review.lead_id)


@pytest.mark.usefixtures("visits")
def test_who_was_taken_out_by_mistake_is_put_back_with_the_visits_nobody_else_has_been_given(
    store: Store, review: Review, visitors: list[Participant]
) -> None:
    make_pairs(store, review.id)
    carry_out_proposal(store, review.id, propose_assignment(store, review.id))
    gone = visitors[0].person_id
    with store.reading() as reading:
        before = reading.first(Participant, person_id=gone)
        had = {one.visit_id for one in reading.find(Assignment, person_id=gone)}
        held = grants_of(store, gone)
    removal = remove_participant(store, review.id, gone)
    able = {one.person_id for one in visitors} - {gone} - removal.beside[removal.visits[0].id]
    with store.reading() as reading:
        roster = read_roster(reading, review.id)
        case = roster.cases[removal.visits[0].case_id]
        other = min(one for one in able if roster.reason_against(one, case) is None)
    assign(store, removal.visits[0].id, [other])

    left = put_back_participant(store, removal)

    with store.reading() as reading:
        assert reading.first(Participant, person_id=gone) == before
        assert [visit.id for visit in left] == [removal.visits[0].id]
        assert {one.visit_id for one in reading.find(Assignment, person_id=gone)} == had - {left[0].id}
    assert len(grants_of(store, gone)) == len(held) - 1
    assert put_back_participant(store, removal)[0].id == left[0].id  # twice changes nothing

    removal = remove_participant(store, review.id, gone)
    with store.work("test") as work:
        work.save(dataclasses.replace(removal.participant, pair="Z"))  # added anew meanwhile
    put_back_participant(store, removal)
    with store.reading() as reading:
        added = reading.first(Participant, person_id=gone)
        assert added is not None
        assert added.pair == "Z"


def test_somebody_who_has_begun_a_visit_stays_in_the_round(
    store: Store, review: Review, visits: tuple[Visit, ...], visitors: list[Participant]
) -> None:
    first, second = of_track(visits, Track.USER)[:2]
    person_id = visitors[0].person_id
    assign(store, first.id, [person_id])
    assign(store, second.id, [person_id])
    with store.work("test") as work:
        work.save(dataclasses.replace(second, started_at=work.at))

    with pytest.raises(VisitBegun):
        remove_participant(store, review.id, person_id)

    with store.reading() as reading:
        assert reading.count(Assignment, person_id=person_id) == 2
        assert reading.count(Participant, person_id=person_id) == 1


@pytest.mark.parametrize(
    ("relation", "reason"),
    [
        (("user", "U1", "acquainted", None), Reason.KNOWS_USER),
        (("user", "U2", "relative", None), None),
        (("provider", "P1", "employer", None), Reason.WORKS_FOR_PROVIDER),
        (("provider", "omsorg ab", "former_employer", date(2025, 1, 1)), Reason.WORKED_FOR_PROVIDER),
        (("provider", "P1", "former_employer", date(2024, 11, 18)), Reason.WORKED_FOR_PROVIDER),
        (("provider", "P1", "former_employer", date(2024, 11, 17)), None),
        (("provider", "P1", "relative", None), Reason.CLOSE_TO_PROVIDER),
        (("provider", "P2", "employer", None), None),
        (("municipality", "Exempelkommun", "former_employer", None), Reason.WORKED_FOR_HOST),
        (("municipality", "Exempelkommun", "employer", None), Reason.WORKS_FOR_HOST),
        (("municipality", "Exempelkommun", "relative", None), Reason.CLOSE_TO_HOST),
        (("municipality", "Lillsjö", "employer", None), None),
    ],
)
def test_what_has_been_declared_decides(relation: tuple[str, str, str, date | None], reason: Reason | None) -> None:
    from uuid import UUID

    one, two, three = (UUID(int=number) for number in (1, 2, 3))
    host = Municipality(one, one, "Exempelkommun")
    person = Person(three, one, "Anna Berg", two)
    case = Case(three, three, three, Track.USER, "1-001", "U1", "P1")
    declared = DeclaredRelation(three, three, three, *relation)

    found = reason_against(person, [declared], case, Provider(one, one, "P1", "Omsorg AB"), host, DAY)

    assert found is reason


def test_a_role_given_by_mistake_is_changed_and_changed_back(store: Store, review: Review) -> None:
    for role in (Role.VISITOR, Role.HOST, Role.VISITOR, Role.READER):
        joined = add_participant(store, review.id, "Egil Lund", "Exempelkommun", role)

        with store.reading() as reading:
            held = reading.find(Grant, person_id=joined.person_id, to_scope=review.id)
            taking_part = reading.find(Participant, person_id=joined.person_id)
        assert [grant.role for grant in held] == [role]
        assert [one.role for one in taking_part] == [role]


def test_someone_who_only_reads_is_given_no_visit(store: Store, review: Review, visits: tuple[Visit, ...]) -> None:
    reader = add_participant(store, review.id, "Gun Ask", "Lillsjö", Role.READER)

    with pytest.raises(NotAVisitor, match="Gun Ask"):
        assign(store, visits[0].id, [reader.person_id])


def test_an_unannounced_visit_goes_to_no_laptop_before_the_morning_of_its_day(
    store: Store, review: Review, visits: tuple[Visit, ...], visitors: list[Participant], clock: Any
) -> None:
    visit, anna = of_track(visits, Track.PROVIDER)[0], visitors[0].person_id
    assign(store, visit.id, [anna])

    assert visit.case_id not in grants_of(store, anna)
    with pytest.raises(TooEarly, match="2026-11-17"):
        release_unannounced(store, review.id)

    clock.now = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)
    assert release_unannounced(store, review.id) == (visit,)
    assert visit.case_id in grants_of(store, anna)
    assert release_unannounced(store, review.id) == ()


def test_an_unannounced_visit_without_a_day_goes_to_nobody(
    store: Store, review: Review, visits: tuple[Visit, ...], visitors: list[Participant]
) -> None:
    change_review(store, dataclasses.replace(review, review_day=None))
    visit, anna = of_track(visits, Track.PROVIDER)[0], visitors[0].person_id

    assign(store, visit.id, [anna])

    assert visit.case_id not in grants_of(store, anna)
    with pytest.raises(NoReviewDay):
        release_unannounced(store, review.id)


def test_who_has_visits_with_a_colleague_and_alone_is_never_in_two_places(
    store: Store, review: Review, visits: tuple[Visit, ...], visitors: list[Participant]
) -> None:
    first, second = of_track(visits, Track.USER)[:2]
    assign(store, first.id, [visitors[0].person_id, visitors[1].person_id])
    assign(store, second.id, [visitors[0].person_id])

    one, other = sorted(schedule_day(store, review.id), key=lambda visit: str(visit.planned_start))

    assert one.planned_end is not None
    assert other.planned_start is not None
    assert one.planned_end < other.planned_start


def test_new_times_come_after_the_visit_that_has_begun_and_not_after_one_that_is_not_made(
    store: Store, review: Review, visits: tuple[Visit, ...], visitors: list[Participant]
) -> None:
    for visit in of_track(visits, Track.USER)[:3]:
        assign(store, visit.id, [visitors[0].person_id])
    begun, waiting, last = schedule_day(store, review.id)
    with store.work("test") as work:
        work.save(dataclasses.replace(begun, started_at=begun.planned_start))
        work.save(dataclasses.replace(last, dropped_because="hospital"))

    again = schedule_day(store, review.id)

    assert [(one.id, one.planned_start) for one in again] == [(waiting.id, waiting.planned_start)]


def test_a_round_does_not_take_the_name_of_another(store: Store, review: Review) -> None:
    other = create_review(store, "Hemtjänst vår", "hemtjänst")

    with pytest.raises(ReviewExists):
        change_review(store, dataclasses.replace(other, name=review.name))
    assert change_review(store, dataclasses.replace(other, dnr="SN 2026/7")).dnr == "SN 2026/7"


def test_a_visit_that_has_begun_is_not_taken_from_its_visitor(
    store: Store, visits: tuple[Visit, ...], visitors: list[Participant], clock: Any
) -> None:
    visit, anna = of_track(visits, Track.USER)[0], visitors[0].person_id
    assign(store, visit.id, [anna])
    with store.work("test") as work:
        work.save(dataclasses.replace(work.get(Visit, visit.id), started_at=clock.now))

    with pytest.raises(VisitBegun):
        unassign(store, visit.id, anna)
