"""The records of a long list, a page at a time: what has come is here, what has not is asked for when looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

MOST_PAGES = 64


class Pages(Sequence[Any]):
    """A sequence of `length` things, None where a page has not come yet.

    Shape: `ask` is told the number of a page somebody looked at; it answers later with `put`. The least lately seen
    pages are let go of.
    """

    def __init__(self, length: int, size: int, ask: Callable[[int], None]) -> None:
        self._length = length
        self.size = size
        self._ask = ask
        self._pages: OrderedDict[int, tuple[Any, ...]] = OrderedDict()
        self._asked: set[int] = set()

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(self._length))]
        if not 0 <= place < self._length:
            raise IndexError(place)
        number, at = divmod(place, self.size)
        page = self._pages.get(number)
        if page is None:
            if number not in self._asked:
                self._asked.add(number)
                self._ask(number)
            return None
        self._pages.move_to_end(number)
        return page[at] if at < len(page) else None

    def __iter__(self) -> Iterator[Any]:
        """What has come, from the top."""
        for place in range(self._length):
            page = self._pages.get(place // self.size)
            if page is not None and place % self.size < len(page):
                yield page[place % self.size]

    @property
    def waiting(self) -> frozenset[int]:
        """The numbers of the pages that are asked for and have not come."""
        return frozenset(self._asked)

    def put(self, number: int, things: Sequence[Any]) -> tuple[int, int]:
        """Take a page that has come; tell its first and last place."""
        self._asked.discard(number)
        self._pages[number] = tuple(things)
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        return number * self.size, min(self._length, (number + 1) * self.size) - 1
