"""A server on whose tables somebody has put what acts on what is sent: nothing is told as stored that is not."""

from __future__ import annotations

import pytest
from sync.worlds import answer, grant, held_by_hub, keeper_line, make_review, make_visit, unsent_of

from kollegie.sync.errors import ServerTampered, ServerUnguarded
from kollegie.sync.exchange import sync
from kollegie.sync.hubs import open_hub
from kollegie.sync.postgres_rights import TRIGGER_BODIES

pytestmark = pytest.mark.parametrize("hub_kind", ["postgres"], indirect=True)

SWALLOW = (
    "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    "CREATE TRIGGER swallow BEFORE INSERT OR UPDATE ON answer FOR EACH ROW EXECUTE FUNCTION swallow()",
    "CREATE RULE nothing AS ON UPDATE TO finding DO INSTEAD NOTHING",
    "CREATE OR REPLACE TRIGGER counts BEFORE UPDATE ON hub FOR EACH ROW EXECUTE FUNCTION swallow()",
    "CREATE OR REPLACE FUNCTION kollegie_joins() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    "DROP TRIGGER joins ON device",
    "CREATE TRIGGER joins BEFORE UPDATE ON device FOR EACH ROW EXECUTE FUNCTION kollegie_joins()",
    "DROP POLICY see ON answer",
    "CREATE POLICY all_see ON answer FOR SELECT USING (true)",
    "ALTER TABLE finding DISABLE ROW LEVEL SECURITY",
    "GRANT UPDATE ON visit TO PUBLIC",
    "CREATE OR REPLACE FUNCTION kollegie_all() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$",
    "CREATE TABLE elsewhere (id int)",
    "CREATE TRIGGER theirs BEFORE INSERT ON elsewhere FOR EACH ROW EXECUTE FUNCTION swallow()",
)

GUARDS = (
    "SELECT tablename::text, policyname::text, roles::text, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
    "SELECT relname::text, relrowsecurity, relforcerowsecurity, relacl::text FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'elsewhere' ORDER BY 1",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgname <> 'theirs' ORDER BY 1",
    "SELECT pg_get_functiondef(oid), proacl::text FROM pg_proc WHERE proname LIKE 'kollegie%' ORDER BY 1",
)
"""What a server enforces: its policies, who has which table, its triggers, and what they and the policies call."""


def guards(line):
    """All of it, as it stands."""
    return [line.rows(question) for question in GUARDS]


def test_what_a_planted_trigger_would_swallow_waits_and_is_not_told_as_sent(lead, join, hub_url):
    vera = join("vera", "Vera Visit")
    visit = make_visit(lead, make_review(lead), "4-017")
    grant(lead, visit, vera)
    for store in (lead, vera):
        sync(store)
    with keeper_line(lead, hub_url) as line:
        before = guards(line)
        for statement in SWALLOW:
            line.run(statement)
    given = answer(vera, visit, "hb01", value="ja")

    with pytest.raises(ServerTampered) as told:
        sync(vera)

    assert told.value.facts["names"] == "answer.swallow, kollegie_joins(), finding.nothing, hub.counts"
    assert unsent_of(vera) == 1
    with keeper_line(lead, hub_url) as line:
        line.run("DROP TRIGGER swallow ON answer")
        line.run("DROP RULE nothing ON finding")
        line.run(
            "CREATE OR REPLACE FUNCTION kollegie_joins() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = public, pg_temp AS $${TRIGGER_BODIES['kollegie_joins']}$$"
        )
        line.run("DROP TRIGGER counts ON hub")
        line.run("DROP FUNCTION kollegie_knows")
    assert "hub upgrade" in told.value.sentence()
    with pytest.raises(ServerUnguarded) as lacking:
        sync(vera)
    assert lacking.value.facts["names"] == "hub.counts, answer.see, finding, kollegie_knows()"
    assert "hub upgrade" in lacking.value.sentence()
    with open_hub(hub_url, None).line() as line:  # one that is asked before anything is sent
        line.run("DROP FUNCTION kollegie_last_batch")
        line.run("UPDATE hub SET seq = seq + 1")
    with pytest.raises(ServerUnguarded, match=r"kollegie_last_batch\(\)"):
        sync(vera)
    open_hub(hub_url, None).upgrade()
    with keeper_line(lead, hub_url) as line:
        assert guards(line) == before
    assert sync(vera).waiting == 0
    assert ("answer", given.id.bytes) in held_by_hub(lead, visit)
