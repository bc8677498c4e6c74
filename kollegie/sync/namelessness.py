"""What a reader of summaries never sees: names, addresses and pictures of service users, and what was said of them.

A server enforces it by row level security. From a file or a folder, whose key opens all of it, the program takes
nothing else in; against somebody who opens the file with the key and another program, only a server helps.
"""

from __future__ import annotations

from kollegie.store.roles import Roles
from kollegie.sync.carried import Carried, Row, carried
from kollegie.sync.laptop import EVERYTHING, Laptop
from kollegie.sync.lines import Line

IDENTITIES = ("service_user", "user_identity", "case_identity", "attachment", "erasure")
"""What names or shows a service user, says where they live, or lets an erased one be recognised by a guess."""

NAMELESS = "reads no names"
"""The setting that tells, on a laptop, that what it holds was read without names."""


def shown_to_readers(one: Carried) -> str:
    """The condition under which a row of a table goes to a reader."""
    if one.name in IDENTITIES:
        return "false"
    if "record" in one.columns:  # history and conflicts keep what stood in the others
        return f"record NOT IN ({', '.join(repr(name) for name in IDENTITIES)})"
    return "true"


def is_shown_to_readers(one: Carried, row: Row) -> bool:
    """The same of a row at hand."""
    if "record" in one.columns and row[one.place("record")] in IDENTITIES:
        return False
    return one.name not in IDENTITIES


def is_granted_without_names(line: Line, me: bytes) -> bool:
    """Whether a person has been given all of the hub as a reader of summaries, and nothing in another role."""
    granted = line.rows("SELECT role FROM grant_ WHERE person_id = ? AND deleted = 0", (me,))
    return Roles(role for (role,) in granted).only_reads


def suit_role(near: Laptop, epoch: str, *, nameless: bool) -> None:
    """Let what is held here suit the role: a reader's laptop gives names up, and who is more than that reads anew."""
    held = near.line.one("SELECT 1 FROM setting WHERE name = ? AND value = '1'", (NAMELESS,)) is not None
    if held == nameless:
        return
    with near.writing():
        if nameless:
            for one in carried():
                sent = "sent <> 0" if one.is_history else "dirty IS NULL"
                near.line.run(f'DELETE FROM "{one.name}" WHERE {sent} AND NOT ({shown_to_readers(one)})')
        else:
            near.line.run("UPDATE cursor SET seq = 0 WHERE hub_epoch = ? AND scope = ?", (epoch, EVERYTHING))
        near.line.run(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (NAMELESS, "1" if nameless else ""),
        )
