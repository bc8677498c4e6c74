"""After a sync every standing answer still has its author, also when two laptops made the same row."""

from __future__ import annotations

from sync.worlds import answer

from kollegie.model.visits import Answer
from kollegie.store.history import authors_of


def test_an_answer_both_made_alike_has_the_author_whose_stamp_stands(day):
    given = answer(day.vera, day.visit, "hb01", value="ja")
    answer(day.ville, day.visit, "hb01", value="ja")
    day.sync_all()

    for store in (day.lead, day.vera, day.ville):
        with store.reading() as reading:
            authors = authors_of(reading, Answer, [given.id])[given.id]
        assert {name: author.by for name, author in authors.items()} == dict.fromkeys(authors, day.ville.me)
        assert set(authors) == {"value", "note", "positive", "flagged", "deleted"}
