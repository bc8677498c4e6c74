"""The rows of repeats are worked out as people fill them in: added, hidden, summed and in order."""

from __future__ import annotations

from visiting.sheets import checklist, sheet

from kollegie.visiting.evaluation import Cell, Sheet

REPEATS = """
[[sammanhang]]
namn = "antal_hus"
typ = "heltal"
text = "Antal hus"
[[avsnitt]]
id = "a"
titel = "A"
[[avsnitt.fraga]]
namn = "personal"
typ = "upprepning"
text = "Personal"
[[avsnitt.fraga.fraga]]
id = "tid"
typ = "tal"
text = "Tid"
kravs = false
[[avsnitt.fraga.fraga]]
id = "nummer"
typ = "beräkning"
berakning = "position(..)"
[[avsnitt.fraga.fraga]]
id = "andel"
typ = "beräkning"
berakning = "round(100 * ${tid} div ${summa})"
[[avsnitt.fraga.fraga]]
namn = "besok"
typ = "upprepning"
[[avsnitt.fraga.fraga.fraga]]
id = "minuter"
typ = "tal"
text = "Minuter"
regel = [{ uttryck = ". <= ${tid}" }]
[[avsnitt.fraga.fraga]]
id = "egna"
typ = "beräkning"
berakning = "sum(${minuter})"
[[avsnitt.fraga]]
id = "summa"
typ = "beräkning"
berakning = "sum(${tid})"
[[avsnitt.fraga]]
id = "antal"
typ = "beräkning"
berakning = "count(${personal})"
[[avsnitt.fraga]]
id = "alla"
typ = "beräkning"
berakning = "sum(${minuter})"
[[avsnitt.fraga]]
id = "andra"
typ = "beräkning"
berakning = "indexed-repeat(${tid}, ${personal}, 2)"
[[avsnitt.fraga]]
id = "stang"
typ = "ja/nej"
text = "Stäng husen"
[[avsnitt.fraga]]
namn = "hus"
typ = "upprepning"
antal = "${antal_hus}"
visas_nar = "${stang} != 'ja'"
[[avsnitt.fraga.fraga]]
id = "farg"
typ = "text"
text = "Färg"
[[avsnitt.fraga]]
id = "husen"
typ = "beräkning"
berakning = "count(${hus})"
"""


def test_rows_are_added_and_removed_and_sums_follow() -> None:
    visit = sheet(REPEATS)
    assert visit.value("summa") == 0

    visit.add_row("personal", id_="p1")
    visit.add_row("personal", id_="p2")
    visit.change("tid", "30", ("p1",))
    visit.change("tid", "10", ("p2",))

    assert visit.rows("personal") == (("p1",), ("p2",))
    assert visit.value("summa") == 40
    assert visit.value("antal") == 2
    assert visit.value("andra") == 10
    assert visit.value("andel", ("p1",)) == 75
    assert [visit.value("nummer", row) for row in visit.rows("personal")] == [1, 2]

    changed = visit.remove_row("personal", ("p1",))
    assert changed.rows == (Cell("personal"),)
    assert visit.value("summa") == 10
    assert visit.value("nummer", ("p2",)) == 1
    assert visit.value("andel", ("p2",)) == 100
    assert visit.value("andra") is None

    visit.add_row("personal", id_="p1")
    assert visit.value("summa") == 40
    assert visit.answer("tid", ("p1",)) == "30"


def test_a_repeat_inside_a_repeat_sums_within_its_row_and_over_all() -> None:
    visit = sheet(REPEATS)
    for person in ("p1", "p2"):
        visit.add_row("personal", id_=person)
        visit.change("tid", "20", (person,))
        visit.add_row("besok", (person,), id_="b1")
    visit.change("minuter", "15", ("p1", "b1"))
    visit.change("minuter", "25", ("p2", "b1"))

    assert visit.value("egna", ("p1",)) == 15
    assert visit.value("alla") == 40
    (fault,) = visit.faults()
    assert (fault.question, fault.row) == ("minuter", ("p2", "b1"))
    assert visit.progress().total == 2 + 2 + 1

    visit.remove_row("personal", ("p2",))
    assert visit.value("alla") == 15
    assert visit.faults() == ()
    assert visit.progress().total == 1 + 1 + 1


def test_a_repeat_with_a_count_makes_its_rows_and_keeps_those_it_hides() -> None:
    visit = sheet(REPEATS)
    visit.change("antal_hus", "2")
    visit.change("farg", "röd", ("2",))

    visit.change("antal_hus", "1")
    assert visit.rows("hus") == (("1",),)
    assert visit.value("husen") == 1

    visit.change("antal_hus", "3")
    assert visit.rows("hus") == (("1",), ("2",), ("3",))
    assert visit.value("farg", ("2",)) == "röd"

    fresh = Sheet(checklist(REPEATS), {("antal_hus", ()): "3", ("farg", ("3",)): "blå", ("farg", ("1",)): "röd"})
    assert fresh.rows("hus") == (("1",), ("2",), ("3",))  # whatever order the store tells the answers in
    fresh.change("antal_hus", "1")
    assert fresh.rows("hus") == (("1",),)

    visit.change("stang", "ja")
    assert visit.rows("hus") == ()
    assert visit.value("husen") == 0


def test_rows_that_only_answers_name_are_there() -> None:
    visit = Sheet(checklist(REPEATS), {("tid", ("x",)): "5", ("minuter", ("x", "y")): "4"})

    assert visit.rows("personal") == (("x",),)
    assert visit.rows("besok", ("x",)) == (("x", "y"),)
    assert visit.value("alla") == 4


def test_the_order_of_rows_is_the_one_given() -> None:
    visit = Sheet(checklist(REPEATS), {("tid", ("b",)): "5"}, rows={("personal", ()): ["c", "b", "a"]})

    assert visit.rows("personal") == (("c",), ("b",), ("a",))
    assert visit.value("andra") == 5
