"""What a hub keeps back of blind visits: a scope that others may read only when all who answer blind have signed.

The visit's own row, its task and the questions made from records stay visible to whoever leads the review, so that the
state of each visit is known; answers, findings, remarks and their history are not given out. A visitor needs more: a
signed blind visit of their own to the same visit. The rule stands once, and is asked of a file by the laptop and
enforced by row level security on a server.
"""

from __future__ import annotations

from kollegie.sync.carried import Carried
from kollegie.sync.lines import Line

TELLS_STATE = ("visit", "assignment", "record_question")
"""What the lead plans and follows of a blind visit; holds nothing that was answered."""

BLIND = "SELECT scope FROM visit WHERE blind_of IS NOT NULL"


def sealed(me: str, everything: str) -> str:
    """The scopes kept back from a person: `me` and `everything` are expressions for who it is and may read all."""
    mine = f"a.person_id = {me}"
    return (
        "SELECT v.scope FROM visit v WHERE v.blind_of IS NOT NULL"
        f" AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.scope = v.scope AND {mine})"
        " AND (EXISTS (SELECT 1 FROM visit o WHERE o.blind_of = v.blind_of AND o.deleted = 0 AND o.signed_at IS NULL)"
        f" OR NOT ({everything} OR EXISTS (SELECT 1 FROM visit o JOIN assignment a ON a.scope = o.scope"
        f" WHERE o.blind_of = v.blind_of AND o.deleted = 0 AND o.signed_at IS NOT NULL AND a.deleted = 0 AND {mine})))"
    )


def told_to_all(one: Carried, kept_back: str) -> str:
    """The condition under which a row of a table goes to whoever may read everything.

    Shape: `kept_back` is the condition that a row's scope is kept back.
    """
    if one.name in TELLS_STATE:
        return "true"
    if "record" in one.columns:
        records = ", ".join(f"'{name}'" for name in TELLS_STATE)
        return f"(record IN ({records}) OR NOT {kept_back})"
    return f"NOT {kept_back}"


def kept_back_from(far: Line, me: bytes, *, everything: bool) -> set[bytes]:
    """The scopes the hub keeps back from a person now."""
    if far.mark == "?":
        return {row[0] for row in far.rows(sealed("?", "1" if everything else "0"), (me, me))}
    return {row[0] for row in far.rows("SELECT unnest(kollegie_sealed())")}


def opened_to_all(far: Line, me: bytes) -> set[bytes]:
    """The blind scopes that whoever may read everything may read too; each is read from its own beginning."""
    if far.mark == "?":
        return {row[0] for row in far.rows(f"{BLIND} EXCEPT {sealed('?', '1')}", (me, me))}
    return {row[0] for row in far.rows(f"{BLIND} EXCEPT SELECT unnest(kollegie_sealed())")}
