from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from kollegie.model.answer_values import Withheld
from kollegie.model.ids import derived_id
from kollegie.model.severity import Category, Severity
from kollegie.model.visits import Answer, Finding, FindingState, answer_id, finding_id
from kollegie.store.history import authors_of, versions_of

BERIT = derived_id("person", "Berit")


def answer_of(visit, **fields):
    return Answer(answer_id(visit.id, "hb06"), visit.scope, visit.id, "hb06", **fields)


def test_every_version_of_an_answer_is_kept_with_who_when_and_why(store, visit):
    given = answer_of(visit, value="ja")
    with store.work("answer") as work:
        work.add(given)
        first = work.at
    with store.work("rätt insats saknas", person_id=BERIT) as work:
        work.save(dataclasses.replace(given, value=("dusch", "städ"), note="En gång i veckan."))
    with store.work("avstod i efterhand") as work:
        work.save(dataclasses.replace(given, value=Withheld.AVSTOD, note="En gång i veckan."))

    with store.reading() as reading:
        made, second, third = versions_of(reading, Answer, [given.id])[given.id]

    assert [version.by for version in (made, second, third)] == [store.me, BERIT, store.me]
    assert (made.fields["value"], made.fields["note"]) == ("ja", "")
    assert (second.fields["value"], second.fields["note"]) == (("dusch", "städ"), "En gång i veckan.")
    assert third.fields["value"] is Withheld.AVSTOD
    assert (second.reason, second.changed) == ("rätt insats saknas", {"value", "note"})
    assert third.changed == {"value"}
    assert made.stamp < second.stamp < third.stamp
    assert abs(made.at - first) < timedelta(milliseconds=1)


def test_earlier_values_come_back_in_the_kinds_of_the_model(store, visit):
    finding = Finding(
        finding_id(visit.id, "hb12", "", 0), visit.scope, visit.id, "hb12", Category.UTF, Severity.SERIOUS, rule=0
    )
    with store.work("answer") as work:
        work.add(finding)
    with store.work("acknowledge") as work:
        work.save(
            dataclasses.replace(
                finding,
                severity=Severity.ACUTE,
                state=FindingState.CONFIRMED,
                acknowledged_at=work.at,
                acknowledged_by=store.me,
            )
        )
    with store.work("take back") as work:
        work.save(finding)

    with store.reading() as reading:
        made, acknowledged, taken_back = versions_of(reading, Finding, [finding.id])[finding.id]

    assert made.fields["severity"] is Severity.SERIOUS
    assert acknowledged.fields["severity"] is Severity.ACUTE
    assert acknowledged.fields["state"] is FindingState.CONFIRMED
    assert acknowledged.fields["acknowledged_by"] == store.me
    assert acknowledged.fields["acknowledged_at"] == pytest.approx(acknowledged.at, abs=timedelta(milliseconds=1))
    assert taken_back.fields["acknowledged_at"] is None


def test_the_author_of_each_field_is_who_wrote_what_stands_there(store, visit):
    given = answer_of(visit, value="ja")
    with store.work("answer") as work:
        work.add(given)
    with store.work("note", person_id=BERIT) as work:
        work.save(dataclasses.replace(given, note="Dusch saknas."))

    with store.reading() as reading:
        authors = authors_of(reading, Answer, [given.id])[given.id]

    assert authors["value"].by == store.me
    assert authors["note"].by == BERIT
    assert authors["note"].at > authors["value"].at


def test_an_edit_that_changes_nothing_leaves_no_line(store, visit):
    given = answer_of(visit, value="ja")
    with store.work("answer") as work:
        work.add(given)

    with store.work("again") as work:
        work.save(given)

    with store.reading() as reading:
        assert len(versions_of(reading, Answer, [given.id])[given.id]) == 1


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM history", "UPDATE history SET reason = 'x'", "UPDATE history SET person_id = zeroblob(16)"],
)
def test_history_is_only_added_to(store, statement):
    with (
        store.engine.connect().execution_options(writing=True) as connection,
        connection.begin(),
        pytest.raises(DBAPIError, match="history is only added to"),
    ):
        connection.exec_driver_sql(statement)
