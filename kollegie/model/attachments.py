"""What is attached to a question at a visit: a photo, a file, a signature."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kollegie.language import say


class AttachmentKind(StrEnum):
    """What was attached."""

    PHOTO = "photo"
    FILE = "file"
    SIGNATURE = "signature"

    @property
    def word(self) -> str:
        """The kind in a word."""
        return {
            AttachmentKind.PHOTO: say("bild", "picture"),
            AttachmentKind.FILE: say("fil", "file"),
            AttachmentKind.SIGNATURE: say("underskrift", "signature"),
        }[self]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo, file or signature that belongs to one question of one visit; its content stands sealed beside the store.

    Shape: `content_hash` is the HMAC-SHA-256 of the content under `content_key` (both 64 hex digits); every attachment
    has a random key of its own, so that equal files in two cases cannot be told to be equal, and the content is gone
    with the key. `thumbnail` is a small picture of at most 20 kB, or None. `row` as of an answer.
    Units: `size` in bytes. `taken_at` is when the evidence was made, as far as anyone knows; `added_at` when it was
    attached here. Both timezone-aware.
    """

    id: UUID
    scope: UUID
    visit_id: UUID
    question: str
    row: str
    kind: AttachmentKind
    content_hash: str
    content_key: str = field(repr=False)
    size: int
    mime: str
    file_name: str
    added_at: datetime
    thumbnail: bytes | None = field(default=None, repr=False)
    caption: str = ""
    taken_at: datetime | None = None
