from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kollegie.store.tables import SYNCED
from kollegie.sync.carried import carried
from kollegie.sync.conflict_values import cell_of
from kollegie.sync.field_words import FIELDS, RECORDS, both_words, field_words, version_words

ARRIVED = datetime(2026, 11, 24, 14, 32, tzinfo=UTC)
WRITTEN = (
    "visit",
    "answer",
    "finding",
    "comment",
    "consent",
    "visit_row",
    "action",
    "attachment",
    "assignment",
    "case_",
)
"""What several people write at the same visit or case."""


def test_every_field_people_can_disagree_about_at_a_visit_has_words():
    drawn = {"drawn", "stratum", "provider_ref", "decision_ref"}  # facts of the sample, which nobody edits at a visit
    nameless = {name for record in WRITTEN for name in SYNCED[record].editable} - FIELDS.keys() - drawn

    assert nameless == set()
    assert {one.name for one in carried()} | {"purged"} <= RECORDS.keys()
    assert field_words("calculated_ore") == "Andra uppgifter"


def test_every_choice_people_can_disagree_about_has_a_word():
    cells = [(record, cell) for record, synced in SYNCED.items() for cell in synced.cells if not cell.fixed]
    wordless = {(record, cell.name) for record, cell in cells for one in cell.enum or () if not hasattr(one, "word")}

    assert wordless == set()


@pytest.mark.parametrize(
    ("record", "field", "stored", "value", "words"),
    [
        ("answer", "value", '{"withheld": "ej_fragad"}', "ej_fragad", "Ej frågad"),
        ("answer", "value", '["nej", "vet ej"]', ["nej", "vet ej"], "nej, vet ej"),
        ("answer", "value", '{"new": 1}', "{'new': 1}", "{'new': 1}"),
        ("answer", "value", None, None, "–"),
        ("answer", "flagged", "1", "1", "Ja"),
        ("finding", "deleted", "0", "0", "Nej: Ugnen är trasig"),
        ("finding", "severity", "2", "2", "Brist"),
        ("finding", "state", "removed", "removed", "Borttagen"),
        ("action", "state", "done", "done", "klar"),
        ("action", "owner", "Bo", "Bo", "Bo"),
        ("participant", "role", "lead", "lead", "Granskningsledare"),
        ("provider", "kind", "in-house", "in-house", "egen regi"),
        ("service_user", "protected", "fictive", "fictive", "fingerade personuppgifter"),
        ("visit", "arrived_at", "2026-11-24T14:32:07.123456Z", "", f"{ARRIVED.astimezone():%Y-%m-%d %H:%M}"),
        ("unknown", "state", "{", "{", "{"),
    ],
)
def test_a_version_is_told_in_words_also_without_its_checklist(record, field, stored, value, words):
    assert version_words(cell_of(record, field), stored, value, None, "hb01", "Ugnen är trasig") == words


def test_keeping_both_says_where_the_rest_is():
    assert both_words("Ja", "", joined=False) == "”Ja” gäller; resten finns i historiken."
    assert both_words("", "note", joined=False) == "Det nyaste gäller; resten skrivs i fältet anteckning."
    assert both_words("Mycket " * 20, "", joined=False).startswith("”Mycket Mycket Mycket Mycket Mycket Myck…” gäller")
