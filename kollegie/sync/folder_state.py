"""What a laptop remembers of a drop folder: its own place there, how far it has read, and what it still has to tell."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from kollegie.sync.carried import Row
from kollegie.sync.laptop import Laptop

SETTING = "folder hub"


@dataclass(slots=True)
class FolderState:
    """Kept in the store, in the same transaction as the rows it speaks of.

    Shape: `own` is the laptop's folder. `heads` tells, by folder, the last number read (written, for its own) and that
    file's digest. `read_as` is the schema it was read with: a newer program reads all anew. `invited` and `revoked`
    wait to be told with the next batch; `blocked` tells of each folder that was revoked the last number that counts.
    `given` are all numbers this laptop has ever given away, told again to a folder that was put back. `offering`
    remembers that all that is held here has to be told again. `left` are folders this laptop wrote before the hub was
    put back: nobody else takes out of them what is erased. `awaits` is what it has told of waiting for a lead to read,
    `asked` that somebody waits so for this lead's laptop, `read` how far it has told that it has read.
    """

    own: str
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    read_as: int = 0
    invited: list[Row] = field(default_factory=list)
    revoked: list[tuple[str, int]] = field(default_factory=list)
    blocked: dict[str, int] = field(default_factory=dict)
    given: list[Row] = field(default_factory=list)
    offering: bool = False
    purge_told: int = 0
    left: list[str] = field(default_factory=list)
    awaits: int = 0
    asked: bool = False
    read: dict[str, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The laptop's number."""
        return int(self.own.partition("-")[0])

    def head(self, folder: str) -> int:
        """The last number read from a folder."""
        return self.heads.get(folder, (0, ""))[0]

    def save(self, near: Laptop) -> None:
        """Write it, inside or outside a transaction."""
        told = {
            "own": self.own,
            "heads": self.heads,
            "read_as": self.read_as,
            "invited": [[row[0].hex(), *row[1:]] for row in self.invited],
            "given": [[row[0].hex(), *row[1:]] for row in self.given],
            "revoked": self.revoked,
            "blocked": self.blocked,
            "offering": self.offering,
            "purge_told": self.purge_told,
            "left": self.left,
            "awaits": self.awaits,
            "asked": self.asked,
            "read": self.read,
        }
        near.line.run(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (SETTING, json.dumps(told)),
        )


def state_in(near: Laptop) -> FolderState:
    """What is remembered."""
    told = json.loads(near.line.rows("SELECT value FROM setting WHERE name = ?", (SETTING,))[0][0])
    told["heads"] = {folder: (number, digest) for folder, (number, digest) in told["heads"].items()}
    told["revoked"] = [tuple(row) for row in told["revoked"]]
    for numbers in ("invited", "given"):
        told[numbers] = [(bytes.fromhex(row[0]), *row[1:]) for row in told.get(numbers, [])]
    return FolderState(**told)
