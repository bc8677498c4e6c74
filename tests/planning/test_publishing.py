from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kollegie.intake.checklist_writer import write_checklist
from kollegie.intake.checklists import find_checklist
from kollegie.model.checklist import BilingualText, ControlQuestion, QuestionType
from kollegie.model.checklist_core import CoreBroken
from kollegie.model.ids import derived_id
from kollegie.model.reviews import Assignment, Grant, Participant, Role, Track, Visit, grant_of
from kollegie.planning.errors import NothingChanged, OnlyLeadsPublish, RenameUnknown, VersionTaken
from kollegie.planning.making_visits import make_visits
from kollegie.planning.publishing import in_use, next_version, propose, publications, publish
from kollegie.planning.sampling import sample_all
from kollegie.visiting.counting import answers_that_count

HB = find_checklist("hemtjanst-brukarbesok")


def changed(version: str = "2", *, id: str = "X01"):
    """The shipped checklist with a question more in its last section."""
    extra = ControlQuestion(id.lower(), id, QuestionType.TEXT, BilingualText("Något mer?"))
    last = HB.sections[-1]
    return replace(HB, version=version, sections=(*HB.sections[:-1], replace(last, items=(*last.items, extra))))


def test_a_published_version_is_what_new_visits_get_and_visits_made_before_stay_where_they_are(store, register, review):
    register(P1=2)
    sample_all(store, review.id)
    before = make_visits(store, review.id, {Track.USER: in_use(store, HB.id, find_checklist)}, answers_that_count)
    with store.work("begin") as work:
        work.save(replace(before[0], started_at=work.at))

    with store.reading() as reading:
        proposed = propose(reading, changed(), HB)
    assert (proposed.effect.begun, proposed.effect.planned, proposed.effect.signed) == (1, len(before) - 1, 0)
    assert any("X01" in line for line in proposed.report())

    publish(store, changed(), national=HB, in_use=HB)

    assert in_use(store, HB.id, find_checklist) == changed()
    with store.reading() as reading:
        assert {visit.checklist_hash for visit in reading.find(Visit)} == {HB.content_hash}
        (publication,) = publications(reading, HB.id)
    assert "X01" in publication.report
    assert publication.published_by == store.me


def test_what_may_not_be_published_is_refused_with_its_reason(store):
    first = HB.sections[0]
    broken = replace(HB, version="2", sections=(replace(first, items=first.items[1:]), *HB.sections[1:]))
    with pytest.raises(CoreBroken) as refused:
        publish(store, broken, national=HB, in_use=HB)
    assert first.items[0].id in refused.value.sentence()

    with pytest.raises(VersionTaken):
        publish(store, changed(version=HB.version), national=HB, in_use=HB)
    with pytest.raises(RenameUnknown):
        publish(store, changed(), national=HB, in_use=HB, renames={"x01": "finns_inte"})

    publish(store, changed(), national=HB, in_use=HB)
    with pytest.raises(NothingChanged):
        publish(store, changed(), national=HB, in_use=HB)
    with pytest.raises(VersionTaken):
        publish(store, changed(id="X02"), national=HB, in_use=HB)


def test_a_local_copy_that_is_published_stands_in_for_the_national_one_until_that_is_published_again(store, clock):
    local = replace(changed(), id="egen", based_on=HB.id)
    publish(store, local, national=HB)
    assert in_use(store, HB.id, find_checklist) == local
    assert in_use(store, "kontaktperson", find_checklist).id == "kontaktperson"

    clock.now += timedelta(minutes=1)
    publish(store, HB, in_use=HB)
    assert in_use(store, HB.id, find_checklist) == HB
    clock.now += timedelta(minutes=1)
    publish(store, replace(local, version="3"), national=HB)
    clock.now += timedelta(minutes=1)
    publish(store, HB, in_use=HB)  # the same version once more: it was not the one in use
    assert in_use(store, HB.id, find_checklist) == HB


def test_only_a_lead_publishes(store, register, review):
    register(P1=1)
    sample_all(store, review.id)
    visit = make_visits(store, review.id, {Track.USER: in_use(store, HB.id, find_checklist)}, answers_that_count)[0]
    with store.work("other role") as work:
        work.add(grant_of(work.person_id, Role.VISITOR, derived_id("review", "annan")))
    publish(store, changed(), national=HB, in_use=HB)  # leads one round and visits in another

    with store.work("no lead") as work:
        for one in work.find(Participant, person_id=work.person_id):
            work.save(replace(one, role=Role.VISITOR))
    with pytest.raises(OnlyLeadsPublish):
        publish(store, changed("3", id="X03"), national=HB, in_use=HB)

    with store.work("a visit and no other part") as work:
        for one in (*work.find(Participant, person_id=store.me), *work.find(Grant, person_id=store.me)):
            work.delete(one)
        work.add(Assignment(work.new_id(), visit.scope, visit.id, store.me))
    with pytest.raises(OnlyLeadsPublish):  # as their rooms are a visitor's
        publish(store, changed("3", id="X03"), national=HB, in_use=HB)


@pytest.mark.parametrize(
    ("version", "after"),
    [
        ("1", "2"),
        ("9", "10"),
        ("2026-03", "2026-04"),
        ("2026-12", "2027-01"),
        ("2026-03-31", "2026-03-31-2"),
        ("2026-03-31-2", "2026-03-31-3"),
        ("hösten", "hösten-2"),
        ("2026:07", "2026:08"),
    ],
)
def test_the_next_version_is_called_what_comes_after(version, after):
    assert next_version(version) == after


def test_the_command_compares_and_publishes(run, tmp_path):
    path = tmp_path / "min.toml"
    write_checklist(changed(), path)

    _, compared, _ = run("checklist", "compare", HB.id, str(path))
    assert [(one["id"], one["kind"]) for one in compared["changes"]] == [("X01", "new")]

    _, shown, _ = run("checklist", "publish", str(path), "--dry-run")
    assert not shown["published"]
    assert shown["local"] == ["x01"]
    assert shown["visits"] == {"planned": 0, "begun": 0, "signed": 0}
    status, told, _ = run("checklist", "publish", str(path))
    assert (status, told["published"]) == (0, True)
    status, _, problem = run("checklist", "publish", str(path))
    assert status == 1
    assert "används" in problem


def test_the_commands_find_what_is_published_in_the_store(run, store, tmp_path):
    publish(store, replace(changed(), id="egen", title=BilingualText("Vår egen")), in_use=HB)
    publish(store, changed(), national=HB, in_use=HB)

    listed = {one["id"]: one for one in run("checklist", "list")[1]["checklists"]}
    assert (listed["egen"]["title"], listed["egen"]["published"]) == ("Vår egen", True)
    assert (listed[HB.id]["version"], listed["kontaktperson"]["published"]) == (changed().version, False)
    book, form = tmp_path / "egen.xlsx", tmp_path / "egen.pdf"
    assert run("checklist", "export", "egen", "--out", str(book))[1]["id"] == "egen"
    assert run("checklist", "print", HB.id, "--out", str(form))[1]["version"] == changed().version
    assert run("checklist", "export", "finns-inte", "--out", str(book))[0] == 1
