from __future__ import annotations

from uuid import UUID

from kollegie.planning.checklist_drafts import checklist_drafts, drop_checklist_draft, keep_checklist_draft

ONE, TWO = UUID(int=1), UUID(int=2)


def test_drafts_are_kept_with_their_latest_content_and_can_be_let_go_and_kept_again(store, clock):
    keep_checklist_draft(store, ONE, "Min lista", "{}")
    clock.now = clock.now.replace(minute=5)
    keep_checklist_draft(store, TWO, "En annan", '{"id": "x"}')
    clock.now = clock.now.replace(minute=6)
    keep_checklist_draft(store, ONE, "Min lista två", '{"id": "y"}')

    with store.reading() as reading:
        assert [(one.id, one.title, one.text) for one in checklist_drafts(reading)] == [
            (ONE, "Min lista två", '{"id": "y"}'),
            (TWO, "En annan", '{"id": "x"}'),
        ]

    text = drop_checklist_draft(store, ONE)
    with store.reading() as reading:
        assert [one.id for one in checklist_drafts(reading)] == [TWO]
    keep_checklist_draft(store, ONE, "Min lista två", text)
    with store.reading() as reading:
        assert {one.text for one in checklist_drafts(reading)} == {'{"id": "y"}', '{"id": "x"}'}
