"""What was published to a hub that has lost it since: met as if it had not been sent yet.

A hub that was put back or made anew lacks what it was told meanwhile, and others have written there since without
having seen it. The clean rule (the larger stamp stands) would drop one of the two without a word. So, while such a
hub is filled again, a cell that stands here and a cell that comes are held against each other by their histories;
where neither was made knowing the other, the one here is opened again, and the rule for unsent edits decides.
"""

from __future__ import annotations

from kollegie.sync.carried import Carried, Row
from kollegie.sync.lines import Line
from kollegie.sync.merge import Version
from kollegie.sync.row_by_row import standing, version_of
from kollegie.sync.statements import cur


def open_again(line: Line, one: Carried, rows: list[Row]) -> None:
    """Open the cells of these staged rows that stand here, sent, beside a version that neither knew of the other; what
    is unsent goes back to the version there where it was made from that one by way of what is lost.

    Shape: inside the transaction that will merge the rows; history has been taken in before them.
    """
    if one.is_history or one.name == "conflict":
        return
    apart = " OR ".join(
        f'(o."{column}" IS NOT n."{column}" AND {cur("o", column)} <> {cur("n", column)})' for column in one.editable
    )
    question = f'SELECT o.id FROM temp.came_{one.name} n CROSS JOIN "{one.name}" o ON o.id = n.id WHERE {apart}'
    found = {row[0] for row in line.rows(question)}
    for row in rows:
        if row[0] in found:
            _open_row(line, one, row)


def _open_row(line: Line, one: Carried, row: Row) -> None:
    here, there = standing(line, one, row[0]), dict(zip(one.columns, row, strict=True))
    if here is None:
        return
    bases = {}
    for column in one.editable:
        mine, theirs = version_of(one, here, column), version_of(one, there, column)
        if mine.stamp == theirs.stamp or mine.value == theirs.value:
            continue
        if here[f"{column}_b"] is None:
            base = _base(line, row[0], column, mine, theirs)
        else:  # edited here on top of what is lost, which was itself made from what stands there
            base = theirs.stamp if theirs.stamp in _before(line, row[0], column, mine.stamp) else None
        if base is not None:
            bases[column] = base
    if bases:
        marks = ", ".join(f'"{column}_b" = ?' for column in bases)
        largest = max(version_of(one, here, column).stamp for column in bases)
        line.run(
            f'UPDATE "{one.name}" SET {marks}, dirty = max(coalesce(dirty, 0), ?) WHERE id = ?',
            (*bases.values(), largest, row[0]),
        )


def _base(line: Line, id: bytes, column: str, mine: Version, theirs: Version) -> int | None:
    """The last version both go back to, 0 where there is none; None where one of them was made knowing the other."""
    before_mine, before_theirs = (_before(line, id, column, stamp) for stamp in (mine.stamp, theirs.stamp))
    if mine.stamp in before_theirs or theirs.stamp in before_mine or _told(line, id, column, mine, before_theirs):
        return None
    if chosen_from(line, id, column, theirs.stamp):
        return None
    return max(before_mine & before_theirs, default=0)


def chosen_from(line: Line, id: bytes | str, column: str, stamp: int) -> bool:
    """Whether a version was among those somebody chose from, and is met again since all is read once more."""
    settled = "SELECT 1 FROM conflict WHERE row_id = ? AND field = ? AND ? IN (a_stamp, b_stamp) AND resolution <> ''"
    return line.one(settled, (id, column, stamp)) is not None


def _before(line: Line, id: bytes, column: str, stamp: int) -> set[int]:
    """The stamps of all versions a version goes back to."""
    seen: set[int] = set()
    while True:
        found = line.one(
            "SELECT old_stamp FROM history WHERE row_id = ? AND column_name = ? AND stamp = ?", (id, column, stamp)
        )
        if found is None or found[0] is None or found[0] >= stamp:
            return seen
        stamp = found[0]
        seen.add(stamp)


def _told(line: Line, id: bytes, column: str, mine: Version, before_theirs: set[int]) -> bool:
    """Whether what stands here is already kept beside a version that theirs was made from: somebody has seen both."""
    told = line.rows(
        "SELECT a_stamp, b_stamp FROM conflict WHERE row_id = ? AND field = ? AND ? IN (a_stamp, b_stamp)",
        (id, column, mine.stamp),
    )
    return any(stamp in before_theirs for pair in told for stamp in pair)
