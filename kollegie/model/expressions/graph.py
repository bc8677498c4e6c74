"""Which values wait for which: the order to work them out in, and the rings that have none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)


class Ring(Generic[Node], ValueError):
    """Values that wait for each other; the first is named again at the end."""

    def __init__(self, members: tuple[Node, ...]) -> None:
        super().__init__(" → ".join(str(member) for member in members))
        self.members = members


def order_of(needs: Mapping[Node, Iterable[Node]]) -> tuple[Node, ...]:
    """The nodes so that each comes after all it needs; otherwise as they were given.

    Shape: `needs` maps each node to those it is worked out from; what is not a key itself is taken as given.
    Raises: Ring with one way round.
    """
    rank = {node: at for at, node in enumerate(needs)}
    nodes = list(needs)
    dependants: defaultdict[Node, list[Node]] = defaultdict(list)
    left: dict[Node, int] = {}
    for node, needed in needs.items():
        known = [one for one in set(needed) if one in rank]
        left[node] = len(known)
        for one in known:
            dependants[one].append(node)
    ready = [rank[node] for node, count in left.items() if not count]
    heapify(ready)
    ordered: list[Node] = []
    while ready:
        node = nodes[heappop(ready)]
        ordered.append(node)
        for dependant in dependants[node]:
            left[dependant] -= 1
            if not left[dependant]:
                heappush(ready, rank[dependant])
    if len(ordered) < len(nodes):
        raise Ring(_ring({node: needs[node] for node in nodes if left[node]}))
    return tuple(ordered)


def rings(needs: Mapping[Node, Iterable[Node]]) -> tuple[tuple[Node, ...], ...]:
    """Every ring that shares no member with another, so that a report can name them all at once."""
    remaining = dict(needs)
    found: list[tuple[Node, ...]] = []
    while True:
        try:
            order_of(remaining)
        except Ring as ring:
            found.append(ring.members)
            for member in ring.members:
                remaining.pop(member, None)
        else:
            return tuple(found)


def _ring(waiting: Mapping[Node, Iterable[Node]]) -> tuple[Node, ...]:
    """A way round among nodes of which each waits, directly or not, for a ring."""
    path: dict[Node, None] = {}
    node = next(iter(waiting))
    while node not in path:
        path[node] = None
        node = next(one for one in waiting[node] if one in waiting)
    members = list(path)
    ring = members[members.index(node) :]
    return (*ring, node)
