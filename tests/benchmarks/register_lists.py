"""How long the register's lists take with 100,000 users and 300,000 decisions: opened, sorted, jumped in, filtered.

Goals (performance, tables of a million rows): shown in 100 ms, any sort in 0.5 s. The floor is SQLite reading the same
rows' numbers without an order, in the same run. `python tests/benchmarks/register_lists.py [USERS]`.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import text

from kollegie.model.register import Decision, Person, ServiceUser
from kollegie.store import Reading, Store, create_store
from kollegie.store.listing import PAGE, first_page, page_of, rows_in_order

ROUNDS = 5
DISTRICTS = ("Norr", "Söder", "Öster", "Väster", "Åby", "Ängö")


def main() -> int:
    users = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        store = create_store(Path(folder) / "lead.kollegie", "fyra ord i rad", municipality="Hult", person="Anna Ek")
        began = time.perf_counter()
        fill(store, users)
        print(f"{users} users and {3 * users} decisions written in {time.perf_counter() - began:.0f} s")
        measure(store)
        measure_window(store, Path(folder))
    return 0


def fill(store: Store, users: int) -> None:
    source = random.Random(1)
    for begin in range(0, users, 10_000):
        with store.work("fill") as work:
            host = work.get(Person, store.me).municipality_id
            refs = [f"B-{source.randrange(10**9):09}" for _ in range(begin, min(users, begin + 10_000))]
            work.add(*(ServiceUser(work.new_id(), host, ref, district=source.choice(DISTRICTS)) for ref in refs))
            work.add(*(decision(work.new_id(), host, ref, source) for ref in refs for _ in range(3)))


def decision(id: object, host: object, ref: str, source: random.Random) -> Decision:
    day = date.fromordinal(date(2024, 1, 1).toordinal() + source.randrange(1000))
    name, provider = f"D-{source.randrange(10**9):09}", f"P-{source.randrange(40):02}"
    return Decision(id, host, name, ref, "hemtjänst", day, law="SoL", amount="62", provider_ref=provider)  # type: ignore[arg-type]


def measure(store: Store) -> None:
    with store.reading() as reading:
        floor = timed(partial(numbers_without_order, reading))
        print(f"floor, 300,000 numbers without order: {floor:.0f} ms")
        for kind, orders in (
            (ServiceUser, (("user_ref",), ("district",))),
            (Decision, (("decision_ref",), ("user_ref",), ("decided_on",), ("provider_ref",))),
        ):
            opened = timed(partial(first_page, reading, kind, orders[0]))
            print(f"{kind.__name__}: opened {opened:.0f} ms ({opened / floor:.2f} of the floor)")
            for order in orders:
                took = timed(partial(rows_in_order, reading, kind, order))
                print(f"{kind.__name__}: sorted by {order[0]} {took:.0f} ms ({took / floor:.2f})")
            places = rows_in_order(reading, kind, orders[0])
            middle = len(places) // 2
            jump = timed(partial(page_of, reading, kind, places[middle : middle + PAGE]))
            found = timed(partial(rows_in_order, reading, kind, orders[0], ("123",), orders[0]))
            print(f"{kind.__name__}: jumped {jump:.0f} ms, filtered {found:.0f} ms")


def measure_window(store: Store, folder: Path) -> None:
    """The register's page itself, from the act to the painted list."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from kollegie.settings import Settings
    from ui.desk import Desk
    from ui.register import RegisterPage

    app = QApplication.instance() or QApplication([])
    desk = Desk(store, Settings(folder / "settings.json"))
    page = RegisterPage(desk)
    page.resize(1300, 860)
    page.show()

    def until(there: Callable[[], bool]) -> float:
        began = time.perf_counter()
        while not there() and time.perf_counter() - began < 30:
            app.processEvents()
            time.sleep(0.0005)  # a window waits for events; it does not keep the reader from its work by asking
        page.grab()
        return (time.perf_counter() - began) * 1000

    page.refresh()
    until(lambda: len(page.list.things) > 0 and len(page._places) > 0)
    for name, order in (("users", "district"), ("decisions", "decided_on"), ("decisions", "provider_ref")):
        before = page._pages
        page._show_kind(name)
        opened = until(lambda before=before: page._pages is not before)  # type: ignore[misc]
        until(lambda: len(page._places) == len(page.list.things))
        before = page._pages
        page.order.show_value(order)
        page.order.chosen.emit(order)
        sorted_ = until(lambda before=before: page._pages is not before)  # type: ignore[misc]
        whole = sorted_ + until(lambda: len(page._places) == len(page.list.things))
        page.list.go_to(len(page.list.things) // 2)
        jump = until(lambda: page.list.current() is not None)
        print(f"window, {name}: opened {opened:.0f} ms; sorted by {order} {sorted_:.0f} ms, whole {whole:.0f} ms;"
              f" jumped {jump:.0f} ms")  # fmt: skip
    page.hide()
    desk.close()


def numbers_without_order(reading: Reading) -> object:
    return reading.connection.execute(text("SELECT id FROM decision NOT INDEXED WHERE deleted = 0")).all()


def timed(act: Callable[[], object]) -> float:
    """Milliseconds, the median of some rounds."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


if __name__ == "__main__":
    sys.exit(main())
