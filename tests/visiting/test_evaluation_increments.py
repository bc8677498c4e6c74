"""After any sequence of changes a sheet stands exactly where a fresh one with the same answers stands."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kollegie.intake.checklists import read_checklist
from kollegie.model.answer_values import Value, Withheld
from kollegie.visiting.evaluation import Sheet

TANGLED = read_checklist(
    """
schema = 1
id = "trassel"
version = "1"
titel = "Trassel"
[[sammanhang]]
namn = "gräns"
typ = "tal"
text = "Gräns"
[[avsnitt]]
id = "a"
titel = "A"
[[avsnitt.fraga]]
id = "q1"
typ = "ja/nej"
text = "Q1"
iakttagelse = [{ svar = "nej", kategori = "UTF", grad = 2 }]
[[avsnitt.fraga]]
namn = "g1"
typ = "grupp"
visas_nar = "${q1} = 'ja'"
[[avsnitt.fraga.fraga]]
id = "q2"
typ = "tal"
text = "Q2"
regel = [{ uttryck = ". < ${q3}", mjuk = true }]
iakttagelse = [{ nar = ". > ${gräns}", kategori = "TIF", grad = 3 }]
[[avsnitt.fraga.fraga]]
namn = "r1"
typ = "upprepning"
[[avsnitt.fraga.fraga.fraga]]
id = "x"
typ = "tal"
text = "X ${q2}"
[[avsnitt.fraga.fraga.fraga]]
id = "y"
typ = "beräkning"
berakning = "${x} + ${q2} + position(..)"
[[avsnitt.fraga.fraga.fraga]]
namn = "r2"
typ = "upprepning"
antal = "${x}"
[[avsnitt.fraga.fraga.fraga.fraga]]
id = "z"
typ = "ja/nej"
text = "Z"
visas_nar = "${y} > 3"
[[avsnitt.fraga.fraga.fraga]]
id = "ja_har"
typ = "beräkning"
berakning = "count-non-empty(${z})"
[[avsnitt.fraga.fraga.fraga]]
id = "antal_rader"
typ = "beräkning"
visas_nar = "count(${r1}) < 3"
berakning = "count(${r1})"
[[avsnitt]]
id = "b"
titel = "B"
visas_nar = "not(${q1} = 'delvis')"
[[avsnitt.fraga]]
id = "q3"
typ = "beräkning"
berakning = "sum(${y}) + count(${r1}) + count(${z})"
[[avsnitt.fraga]]
id = "q4"
typ = "flera val"
text = "Q4"
visas_nar = "${q3} > 2 or ${q1} = 'nej'"
kravs = "${q3} > 5"
val_filter = "name != 'b' or ${q3} > 4"
val = [{ namn = "a", text = "A" }, { namn = "b", text = "B" }]
[[avsnitt.fraga]]
id = "q5"
del_av = "Q4"
typ = "text"
text = "Q5"
visas_nar = "selected(${q4}, 'b')"
"""
)

rows = st.sampled_from(["1", "2", "3"])
numbers = st.sampled_from([None, "0", "1", "2", "3", "-1", Withheld.AVSTOD])
changes = st.one_of(
    st.tuples(st.just("q1"), st.sampled_from([None, "ja", "nej", "delvis", Withheld.EJ_OBSERVERAT]), st.just(())),
    st.tuples(st.just("q2"), numbers, st.just(())),
    st.tuples(st.just("gräns"), numbers, st.just(())),
    st.tuples(st.just("x"), numbers, st.tuples(rows)),
    st.tuples(st.just("z"), st.sampled_from([None, "ja", "nej"]), st.tuples(rows, rows)),
    st.tuples(st.just("q4"), st.sampled_from([None, ("a",), ("a", "b")]), st.just(())),
    st.tuples(st.just("q5"), st.sampled_from([None, "hej"]), st.just(())),
    st.tuples(st.just("+r1"), rows, st.just(())),
    st.tuples(st.just("-r1"), rows, st.just(())),
)


def state_of(sheet: Sheet) -> object:
    cells = list(sheet.cells())
    return (
        cells,
        [sheet.is_relevant(*cell) for cell in cells],
        [sheet.value(*cell) for cell in cells],
        [sheet.judgement(*cell) for cell in cells],
        sheet.progress("a"),
        sheet.progress("b"),
        [sheet.is_relevant(name) for name in ("a", "b", "g1", "r1")],
    )


#: A sheet with something in every corner, so that each further change has much to move.
BEGUN: list[tuple[str, Value, tuple[str, ...]]] = [
    ("q1", "ja", ()),
    ("q2", "2", ()),
    ("gräns", "1", ()),
    ("+r1", "1", ()),
    ("+r1", "2", ()),
    ("x", "2", ("1",)),
    ("x", "1", ("2",)),
    ("z", "ja", ("1", "1")),
    ("z", "nej", ("2", "1")),
    ("q4", ("a", "b"), ()),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(changes, max_size=12).map(lambda steps: BEGUN + steps))
def test_changing_step_by_step_ends_where_starting_afresh_does(steps: list[tuple[str, Value, tuple[str, ...]]]) -> None:
    sheet = Sheet(TANGLED)
    answers: dict[tuple[str, tuple[str, ...]], Value] = {}
    order: list[str] = []
    for name, value, row in steps:
        if name == "+r1":
            sheet.add_row("r1", id_=str(value))
            order += [] if str(value) in order else [str(value)]
        elif name == "-r1":
            sheet.remove_row("r1", (str(value),))
            order = [one for one in order if one != value]
        elif not row or row[0] in order:
            sheet.change(name, value, row)
            answers[name, row] = value

    kept = {key: value for key, value in answers.items() if not key[1] or key[1][0] in order}
    inner = {("r2", row): sheet.plan and [id_[-1] for id_ in sheet.rows("r2", row)] for row in sheet.rows("r1")}
    fresh = Sheet(TANGLED, kept, rows={("r1", ()): order} | inner)

    assert state_of(sheet) == state_of(fresh)


@settings(deadline=None)
@given(st.lists(changes, max_size=8).map(lambda steps: BEGUN + steps))
def test_what_is_told_as_changed_is_all_that_changed(steps: list[tuple[str, Value, tuple[str, ...]]]) -> None:
    sheet = Sheet(TANGLED, rows={("r1", ()): ["1", "2"]})
    for name, value, row in steps:
        if name[0] in "+-":
            continue
        before = {cell: (sheet.judgement(*cell), sheet.value(*cell)) for cell in sheet.cells()}
        changed = sheet.change(name, value, row)
        told = {*changed.judged, *changed.values}
        for cell in sheet.cells():
            if cell in before and before[cell] != (sheet.judgement(*cell), sheet.value(*cell)):
                assert cell in told
