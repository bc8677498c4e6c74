"""What one sync through a drop folder knows while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field

from kollegie.progress import Progress
from kollegie.sync.contents import Fetched
from kollegie.sync.folder_hub import Card, FolderHub, Stream
from kollegie.sync.folder_state import FolderState
from kollegie.sync.laptop import Enrolment, Laptop
from kollegie.sync.receipts import Tally
from kollegie.sync.reopening import FolderMeeting
from kollegie.sync.sealed_batches import Content


@dataclass
class FolderSync:
    """What one sync through a folder knows while it runs."""

    hub: FolderHub
    near: Laptop
    known: Enrolment
    progress: Progress
    card: Card
    state: FolderState
    meeting: FolderMeeting
    tally: Tally
    streams: dict[str, Stream]
    own_contents: dict[int, Content] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    of_cases: list[str] = field(default_factory=list)
    left: int = 0
    contents_sent: int = 0
    fetched: Fetched = field(default_factory=Fetched)
    rows_erased: int = 0
    nameless: bool = False
    """Whether this person reads summaries alone, and no names."""
    may_write: bool = True
    """Whether the folder takes batches from a program as old as this."""

    @property
    def sent(self) -> int:
        """How many records have been sent."""
        return self.tally.sent.total()

    @property
    def received(self) -> int:
        """How many records that came have changed something here."""
        return self.tally.received.total()

    @property
    def total(self) -> int:
        """How many batches the folder has seen; what a hub's counter is elsewhere."""
        return sum(number for number, _digest in self.state.heads.values())
