"""New objects put at the end of a finished PDF, packed in object streams, as an ordinary incremental update.

Two hundred thousand structure elements written so cost a few bytes each and no time; read and written again by a
library they cost a quarter of a gigabyte.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import md5

PACKED = 500
"""Objects in one object stream: enough to pack well, few enough for a reader that wants one of them."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What the update must know of the file it goes on: object numbers and the file's own identifier.

    Shape: `size` is one more than the highest object number; `catalogue` is the catalogue's text with its new entry.
    """

    size: int
    root: int
    info: int
    identifier: bytes
    catalogue: bytes


def updated(pdf: bytes, ending: Ending, objects: Iterable[str]) -> bytes:
    """The file with new objects, numbered from `ending.size`, and a new catalogue.

    Shape: no object is a stream. The same objects give the same bytes.
    """
    before = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
    written = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    root_at = len(written)
    written += b"%d 0 obj\n%b\nendobj\n" % (ending.root, ending.catalogue)

    packs = list(_packed(objects, ending.size))
    count = sum(len(pack.numbers) for pack in packs)
    number = ending.size + count
    rows = bytearray()
    for pack in packs:
        for place in range(len(pack.numbers)):
            rows += b"\x02" + number.to_bytes(4, "big") + place.to_bytes(2, "big")
        number += 1
    for place, pack in enumerate(packs):
        rows += b"\x01" + len(written).to_bytes(4, "big") + b"\x00\x00"
        written += pack.as_object(ending.size + count + place)
    at = len(written)
    rows += b"\x01" + at.to_bytes(4, "big") + b"\x00\x00"
    rows[:0] = b"\x01" + root_at.to_bytes(4, "big") + b"\x00\x00"
    size = number + 1
    told = b"<</Type/XRef/Size %d/Index[%d 1 %d %d]/W[1 4 2]" % (size, ending.root, ending.size, size - ending.size)
    told += b"/Root %d 0 R/Info %d 0 R/Prev %d" % (ending.root, ending.info, before)
    changed = md5(written, usedforsecurity=False).hexdigest().encode()
    told += b"/ID[<%b><%b>]" % (ending.identifier.hex().encode(), changed)
    written += _stream(number, told, bytes(rows)) + b"startxref\n%d\n%%%%EOF\n" % at
    return bytes(written)


@dataclass(frozen=True, slots=True)
class _Pack:
    numbers: array[int]
    packed: bytes
    first: int

    def as_object(self, number: int) -> bytes:
        return _stream(
            number, b"<</Type/ObjStm/N %d/First %d" % (len(self.numbers), self.first), self.packed, zipped=True
        )


def _packed(objects: Iterable[str], first: int) -> Iterable[_Pack]:
    number = first
    bodies: list[bytes] = []
    for body in objects:
        bodies.append(body.encode("ascii"))
        if len(bodies) == PACKED:
            yield _pack(bodies, number)
            number += len(bodies)
            bodies = []
    if bodies:
        yield _pack(bodies, number)


def _pack(bodies: list[bytes], first: int) -> _Pack:
    numbers = array("Q", range(first, first + len(bodies)))
    places, place = [], 0
    for number, body in zip(numbers, bodies, strict=True):
        places.append(b"%d %d" % (number, place))
        place += len(body) + 1
    head = b" ".join(places) + b"\n"
    return _Pack(numbers, zlib.compress(head + b"\n".join(bodies), 6), len(head))


def _stream(number: int, told: bytes, body: bytes, *, zipped: bool = False) -> bytes:
    packed = body if zipped else zlib.compress(body, 6)
    head = b"%d 0 obj\n%b/Filter/FlateDecode/Length %d>>\nstream\n" % (number, told, len(packed))
    return head + packed + b"\nendstream\nendobj\n"
