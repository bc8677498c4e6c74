from __future__ import annotations

import pytest

from kollegie.store.tables import SYNCED
from kollegie.sync.field_words import FIELDS, RECORDS, both_words, field_words, version_words

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
    assert set(WRITTEN) <= RECORDS.keys()
    assert field_words("calculated_ore") == "Andra uppgifter"


@pytest.mark.parametrize(
    ("field", "stored", "value", "words"),
    [
        ("value", '{"withheld": "ej_fragad"}', "ej_fragad", "Ej frågad"),
        ("value", '["nej", "vet ej"]', ["nej", "vet ej"], "nej, vet ej"),
        ("value", '{"new": 1}', "{'new': 1}", "{'new': 1}"),
        ("value", None, None, "–"),
        ("flagged", "1", "1", "Ja"),
        ("deleted", "0", "0", "Nej: Ugnen är trasig"),
        ("owner", "Bo", "Bo", "Bo"),
    ],
)
def test_a_version_is_told_in_words_also_without_its_checklist(field, stored, value, words):
    assert version_words(field, stored, value, None, "hb01", "Ugnen är trasig") == words


def test_keeping_both_says_where_the_rest_is():
    assert both_words("Ja", "", joined=False) == "”Ja” gäller; resten finns i historiken."
    assert both_words("", "note", joined=False) == "Det nyaste gäller; resten skrivs i fältet anteckning."
    assert both_words("Mycket " * 20, "", joined=False).startswith("”Mycket Mycket Mycket Mycket Mycket Myck…” gäller")
