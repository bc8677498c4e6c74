"""What was given to somebody and is taken back leaves their laptop, once all they wrote there is at the hub.

A copy of what they wrote themselves stays out of reach until a lead's laptop has read it; see `until_read`.
"""

from __future__ import annotations

from collections.abc import Callable

from kollegie.language import say
from kollegie.model.ids import COMMON_SCOPE
from kollegie.store.attachments import GIVEN_UP, drop_contents
from kollegie.store.erasing import ASIDE_IN_SCOPE
from kollegie.sync.carried import Carried, carried
from kollegie.sync.laptop import RECORDS, Laptop
from kollegie.sync.until_read import Unread, keep

NAMED = 6
"""So many cases are named in a sentence; of more their number is told."""


def give_up(near: Laptop, epoch: str, unread: Callable[[], Unread]) -> tuple[int, list[str]]:
    """Remove what stands in scopes whose grant has been taken away in words; a missing grant means nothing.

    Shape: how many records left, and what to say of the cases that did, of those with something unsent, and of those
    that wait for words still typed. The contents of attachments go here too, with those that a folder's erasures left.
    `unread` tells how far a lead has to read before all of it is safe.
    """
    left, told = _let_go(near, epoch, unread)
    drop_contents(near.store, near.contents_left)
    return left, told


def _let_go(near: Laptop, epoch: str, unread: Callable[[], Unread]) -> tuple[int, list[str]]:
    ended = ended_scopes(near, epoch)
    if not ended:
        return 0, []
    labels = dict(near.line.rows("SELECT scope, label FROM case_ WHERE deleted = 0"))
    left = 0
    going = _going(near, epoch)
    if going:
        with near.writing():
            going = _going(near, epoch)  # a key may have been pressed since
            for scope in sorted(going):
                keep(near, scope, unread())
                left += give_up_scope(near, epoch, scope)
    cases = near.line.rows("SELECT DISTINCT scope FROM case_")
    gone = sorted(labels[scope] for scope in going if scope in labels and (scope,) not in cases)
    unsent = sorted(labels[scope] for scope in going if scope in labels and (scope,) in cases)
    typed = sorted(labels[scope] for scope in ended - going if scope in labels)
    return left, [*_told_gone(gone), *_told_unsent(unsent), *_told_typed(typed)]


def ended_scopes(near: Laptop, epoch: str) -> set[bytes]:
    """Scopes held here whose grant to this person has been marked ended, with reviews held only for their sake."""
    me = near.store.me.bytes
    grants = near.line.rows("SELECT to_scope, deleted FROM grant_ WHERE person_id = ?", (me,))
    active = {row[0] for row in grants if not row[1]}
    ended = {row[0] for row in grants if row[1]} - active
    if None in active or not ended:
        return set()
    cases = dict(near.line.rows("SELECT scope, review_id FROM case_"))
    kept = {COMMON_SCOPE.bytes, me} | active | {review for case, review in cases.items() if case in active}
    held = set(near.cursors(epoch))
    if None in ended:  # whatever the list of cursors says: a hub put back begins a new one
        return held.union(*(_scopes_in(near, one) for one in RECORDS)) - kept
    ended |= {review for case, review in cases.items() if case in ended}
    return {scope for scope in ended - kept if scope in held or _stands_in(near, scope)}


def _scopes_in(near: Laptop, one: Carried) -> set[bytes]:
    """The scopes of a table's rows, each found by one look at its index."""
    least = f'SELECT min(scope) FROM "{one.name}"'
    behind = f"SELECT ({least} WHERE scope > s.scope) FROM s WHERE s.scope IS NOT NULL"
    found = near.line.rows(f"WITH RECURSIVE s (scope) AS ({least} UNION ALL {behind}) SELECT scope FROM s")
    return {scope for (scope,) in found if scope is not None}


def _stands_in(near: Laptop, scope: bytes) -> bool:
    """Whether anything of a scope is here, whatever the list of cursors says."""
    tables = (f'SELECT 1 WHERE EXISTS (SELECT 1 FROM "{one.name}" WHERE scope = ?)' for one in carried())
    question = " UNION ALL ".join(tables)
    return near.line.one(question, (scope,) * len(carried())) is not None


def _going(near: Laptop, epoch: str) -> set[bytes]:
    """Those that can go now: what is typed in a field there and has not become an answer keeps the scope."""
    typed = near.line.rows(
        "SELECT c.scope, c.review_id FROM draft d JOIN visit v ON v.id = d.visit_id JOIN case_ c ON c.id = v.case_id"
    )
    return ended_scopes(near, epoch) - {part for row in typed for part in row}


def give_up_scope(near: Laptop, epoch: str, scope: bytes) -> int:
    """Remove what was this laptop's in a scope, but nothing unsent; give back how many rows.

    Shape: the case goes last of its rows, and stays while any of them waits: it tells where what waits belongs.
    """
    left, kept = 0, 0
    for one in sorted(carried(), key=lambda one: one.name == "case_"):
        if one.is_history:
            near.line.run("DELETE FROM history WHERE scope = ? AND sent <> 0", (scope,))
            continue
        if one.name == "case_" and kept:
            continue
        left += near.line.run(f'DELETE FROM "{one.name}" WHERE scope = ? AND dirty IS NULL', (scope,))
        kept += near.line.rows(f'SELECT count(*) FROM "{one.name}" WHERE scope = ?', (scope,))[0][0]
    contents = near.line.rows(
        "DELETE FROM content WHERE scope = ? AND hash NOT IN (SELECT content_hash FROM attachment)"
        f" AND hash NOT IN ({GIVEN_UP}) RETURNING hash",
        (scope,),
    )
    near.contents_left += [row[0] for row in contents]
    near.line.run(f"DELETE FROM quarantine WHERE {ASIDE_IN_SCOPE} = ?", (scope.hex(),))
    if kept:  # what is unsent goes first; if the scope comes back, it is read from its beginning
        near.line.run("UPDATE cursor SET seq = 0 WHERE hub_epoch = ? AND scope = ?", (epoch, scope))
    else:
        near.line.run("DELETE FROM cursor WHERE hub_epoch = ? AND scope = ?", (epoch, scope))
    return left


def _told_gone(labels: list[str]) -> list[str]:
    if not labels:
        return []
    return [
        say(
            "{} har tagits tillbaka och går inte längre att öppna här. Det du skrev där är framme hos navet.",
            "{} taken back and can no longer be opened here. What you wrote there has reached the hub.",
        ).format(_cases(labels))
    ]


def _told_unsent(labels: list[str]) -> list[str]:
    if not labels:
        return []
    return [
        say(
            "{} har tagits tillbaka och går inte längre att öppna här, men allt du skrev där är inte framme hos navet."
            " Det osända ligger kvar på den här datorn tills navet har tagit emot det.",
            "{} taken back and can no longer be opened here, but not all you wrote there has reached the hub. What is"
            " unsent stays on this computer until the hub has taken it.",
        ).format(_cases(labels))
    ]


def _told_typed(labels: list[str]) -> list[str]:
    if not labels:
        return []
    return [
        say(
            "{} har tagits tillbaka, men du håller på att skriva där. Det ligger kvar tills orden är sparade och"
            " skickade med nästa synk.",
            "{} taken back, but you are writing there. It stays until the words are saved and sent with the next sync.",
        ).format(_cases(labels))
    ]


def _cases(labels: list[str]) -> str:
    if len(labels) > NAMED:
        return say("{} ärenden", "{} cases have been").format(len(labels))
    if len(labels) == 1:
        return say("Ärende {}", "Case {} has been").format(labels[0])
    return say("Ärendena {}", "The cases {} have been").format(", ".join(labels))
