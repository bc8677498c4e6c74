from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kollegie.intake.checklist_lines import lines_of
from kollegie.intake.checklist_problems import ChecklistRefused, ChecklistUnknown
from kollegie.intake.checklists import find_checklist, read_checklist, read_checklist_file, shipped_checklists
from kollegie.language import Language
from kollegie.model.checklist import Checklist, Group, QuestionType, Subject

SMALL = """\
schema = 1
id = "liten"
version = "2"
titel = "Liten"

[[lagrum]]
id = "SoL1"
lag = "SoL"
sakerhet = "känd"

[[sammanhang]]
namn = "privat"
typ = "ja/nej"
text = "Privat"

[[vallista]]
namn = "hur"
val = [{ namn = "bra", text = "Bra" }, { namn = "illa", text = "Illa" }]

[[avsnitt]]
id = "a"
titel = "A"

[[avsnitt.fraga]]
id = "X01"
typ = "ett val"
text = "Hur går det?"
val = "hur"
lagrum = ["SoL1"]
iakttagelse = [
  { svar = "illa", kategori = "UTF", grad = 2, text = "Det går illa" },
]

[[avsnitt.fraga]]
id = "X02"
typ = "tal"
text = "Hur många?"
visas_nar = "${x01} = 'illa' and ${privat} = 'ja'"
regel = [{ uttryck = ". > 0", mjuk = true }]
"""


def told(text: str) -> list[str]:
    """What a refusal says, a line each."""
    with pytest.raises(ChecklistRefused) as raised:
        read_checklist(text, name="prov.toml")
    return [problem.sentence(Language.SV) for problem in raised.value.problems]


def test_a_small_file_becomes_a_checklist() -> None:
    checklist = read_checklist(SMALL)

    assert (checklist.id, checklist.version, checklist.subject) == ("liten", "2", Subject.USER)
    assert [question.name for question in checklist.questions] == ["x01", "x02"]
    question = checklist.questions[0]
    assert question.id == "X01"
    assert [choice.name for choice in question.choices] == ["bra", "illa"]
    assert question.findings[0].condition.text == ". = 'illa'"
    assert question.required
    assert checklist.questions[1].constraints[0].soft


def test_groups_and_repeats_stand_inside_each_other() -> None:
    checklist = read_checklist(
        SMALL
        + """
[[avsnitt.fraga]]
namn = "personal"
typ = "upprepning"
antal = "${x02}"
[[avsnitt.fraga.fraga]]
namn = "grupp1"
typ = "grupp"
[[avsnitt.fraga.fraga.fraga]]
id = "X03"
typ = "text"
text = "Namn"
"""
    )

    group = checklist.sections[0].items[2]
    assert isinstance(group, Group)
    assert group.repeats
    assert checklist.path_of("x03") == ("personal",)
    assert checklist.path_of("x02") == ()


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        (
            "${x01} = 'illa' and",
            "${x09} = 'illa' and",
            ["rad 38, X02 visas_nar, tecken 1: Det finns ingen fråga eller uppgift som heter x09. Menas ${x02}?"],
        ),
        (
            "${x01} = 'illa' and",
            "${x01} = 'ilsk' and",
            ["rad 38, X02 visas_nar, tecken 10: x01 har inget val som heter 'ilsk'. Valen är bra, illa."],
        ),
        (
            "\"${x01} = 'illa' and ${privat} = 'ja'\"",
            '"${x02} > 1"',
            ["rad 38, X02 visas_nar, tecken 1: Uttrycken hänvisar till varandra i en ring: x02 → x02."],
        ),
        (
            '". > 0"',
            '". > "',
            ["rad 39, X02 regel uttryck, tecken 4: Uttrycket tar slut för tidigt: här väntades ett värde."],
        ),
        (
            '". > 0"',
            "\". > 'a'\"",
            ["rad 39, X02 regel 1, tecken 1: Ett tal och text kan inte jämföras."],
        ),
        (
            'typ = "tal"',
            'typ = "siffra"',
            ["rad 36, X02 typ: 'siffra' passar inte i typ: ett av ja/nej, tal, heltal, k"],
        ),
        ('text = "Hur många?"', "", ["rad 34, X02 text: Nyckeln text saknas: frågan."]),
        (
            'text = "Hur många?"',
            "text = 5",
            ["rad 37, X02 text: 5 passar inte i text: en text inom citattecken väntas."],
        ),
        (
            'val = "hur"',
            'val = "huru"',
            [
                "rad 28, X01 val: 'huru' passar inte i val: namnet på en vallista (hur) väntas.",
                "rad 28, X01 val: X01 ska ha minst ett val.",
            ],
        ),
        ('lagrum = ["SoL1"]', 'lagrum = ["SoL2"]', ["rad 29, X01 lagrum: X01 hänvisar till lagrummet SoL2, som inte"]),
        ("grad = 2", "grad = 5", ["rad 31, X01 iakttagelse grad: 5 passar inte i grad: 1, 2, 3 eller 4 väntas."]),
        (
            'svar = "illa"',
            'svar = "illa", nar = ". = \'bra\'"',
            ["rad 31, X01 iakttagelse svar: En iakttagelse ska ha antingen svar (vilket svar) eller nar"],
        ),
        (
            'svar = "illa"',
            'svar = "dåligt"',
            ["rad 31, X01 iakttagelse 1, tecken 5: . har inget val som heter 'dåligt'."],
        ),
        ('id = "X02"', 'id = "X01"', ["rad 35, X01 id: Namnet x01 används redan."]),
        ('id = "X02"', 'id = "X 2"', ["rad 35, X 2 id: 'x 2' kan inte vara ett namn."]),
        (
            'sakerhet = "känd"',
            'sakerhet = "säker"',
            ["rad 9, lagrum SoL1 sakerhet: 'säker' passar inte i sakerhet: ett"],
        ),
        ('sakerhet = "känd"', "", ["rad 6, lagrum SoL1 sakerhet: Nyckeln sakerhet saknas: ett av läst, känd, osäker."]),
        ('typ = "tal"', 'typ = "tal"\nsvar = "x"', ["rad 37, X02 svar: Nyckeln svar finns inte här."]),
        (
            'typ = "tal"',
            'typ = "tal"\nforval = "x"',
            ["rad 37, X02 forval: ”x” passar inte X02: ett tal som 4 eller 4,5"],
        ),
        ('typ = "tal"', 'typ = "beräkning"', ["rad 34, X02 berakning: X02 är en beräkning men har ingen formel."]),
        (
            'typ = "tal"',
            'typ = "tal"\ndel_av = "X9"',
            ["rad 37, X02 del_av: X02 hör till x9, som inte är en huvudfråga på"],
        ),
        (
            'typ = "tal"',
            'typ = "tal"\ndel_av = "X02"',
            ["rad 37, X02 del_av: X02 hör till x02, som inte är en huvudfråga"],
        ),
        ('titel = "A"', "", ["rad 20, avsnitt a titel: Nyckeln titel saknas: avsnittets rubrik."]),
        ('titel = "Liten"', "titel = Liten", ["rad 4: Filen följer inte TOML här (Invalid value)."]),
        ('titel = "Liten"', 'titel = "Liten', ["rad 4: Filen följer inte TOML här"]),
        ("schema = 1", "schema = 2", ["rad 1, schema: 2 passar inte i schema: 1 väntas."]),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_was_expected(old: str, new: str, problems: list[str]) -> None:
    assert old in SMALL

    found = told(SMALL.replace(old, new, 1))

    assert len(found) == len(problems), found
    for sentence, expected in zip(found, problems, strict=True):
        assert sentence.startswith(expected), sentence


def test_several_faults_are_told_at_once_from_the_top_down() -> None:
    text = SMALL.replace("'illa' and", "'ilsk' and").replace("grad = 2", "grad = 9").replace('version = "2"', "")

    assert [sentence.split(",")[0] for sentence in told(text)] == [
        'version: Nyckeln version saknas: en version som "1".',
        "rad 31",
        "rad 38",
    ]


def test_the_sentence_names_the_file_in_both_languages() -> None:
    with pytest.raises(ChecklistRefused) as raised:
        read_checklist(SMALL.replace("grad = 2", "grad = 9"), name="prov.toml")

    assert raised.value.sentence(Language.SV).startswith("prov.toml kan inte användas:\n  rad 31, X01")
    assert raised.value.sentence(Language.EN).startswith("prov.toml cannot be used:\n  line 31, X01")


def test_an_expression_over_several_lines_is_placed_at_its_key() -> None:
    text = SMALL + '[[avsnitt.fraga]]\nid = "X03"\ntyp = "beräkning"\nberakning = """\n1 +\n${zz}\n"""\n'

    (problem,) = told(text)

    assert problem.startswith("rad 43, X03 berakning, tecken 5:")


def test_a_ring_over_several_questions_names_all_of_them() -> None:
    text = SMALL
    for one, other in (("k1", "k2"), ("k2", "k3"), ("k3", "k1")):
        text += f'[[avsnitt.fraga]]\nid = "{one}"\ntyp = "beräkning"\nberakning = "${{{other}}} + 1"\n'

    (problem,) = told(text)

    assert "k1 → k2 → k3 → k1" in problem


@pytest.mark.parametrize(
    ("extra", "ring"),
    [
        ('namn = "g"\ntyp = "grupp"\nvisas_nar = "${i} = 1"', "i → g → i"),
        ('namn = "g"\ntyp = "upprepning"\nantal = "${i}"', None),
        ('namn = "g"\ntyp = "upprepning"\nantal = "sum(${i})"', "i → g → i"),
    ],
)
def test_a_group_cannot_wait_for_what_is_in_it(extra: str, ring: str | None) -> None:
    inside = '[[avsnitt.fraga.fraga]]\nid = "I"\ntyp = "tal"\ntext = "I"\n'

    found = told(SMALL + f"[[avsnitt.fraga]]\n{extra}\n{inside}")

    assert any(f"i en ring: {ring}" in sentence or "g → i → g" in sentence for sentence in found), found


def test_beginnings_cannot_wait_for_each_other() -> None:
    text = SMALL
    for one, other in (("k1", "k2"), ("k2", "k1")):
        text += f'[[avsnitt.fraga]]\nid = "{one}"\ntyp = "tal"\ntext = "K"\nforval_uttryck = "${{{other}}} + 1"\n'

    (problem,) = told(text)

    assert problem.startswith("rad 44, k1 forval_uttryck, tecken 1: Uttrycken hänvisar till varandra i en ring")


@pytest.mark.parametrize("checklist", shipped_checklists(), ids=lambda checklist: checklist.id)
def test_each_line_of_a_shipped_file_may_be_lost_without_a_crash(checklist: Checklist) -> None:
    text = files("checklists").joinpath(f"{checklist.id}.toml").read_text(encoding="utf-8")
    lines = text.splitlines()

    for at in range(0, len(lines), 7):
        try:
            read_checklist("\n".join(lines[:at] + lines[at + 1 :]))
        except ChecklistRefused as refused:
            assert refused.problems  # noqa: PT017 - most lost lines are faults, but a lost comment is none


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet='[]{}="\n.,#avsnittfraga01 ', max_size=120))
def test_whatever_stands_in_a_file_is_a_checklist_or_a_refusal(text: str) -> None:
    try:
        outcome: Checklist | ChecklistRefused = read_checklist(text)
    except ChecklistRefused as refused:
        outcome = refused

    assert isinstance(outcome, Checklist) or outcome.problems


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SMALL)), st.text(max_size=6))
def test_a_slip_anywhere_in_a_file_is_survived(at: int, slip: str) -> None:
    try:
        outcome: Checklist | ChecklistRefused = read_checklist(SMALL[:at] + slip + SMALL[at:])
    except ChecklistRefused as refused:
        outcome = refused

    assert isinstance(outcome, Checklist) or outcome.problems


def test_lines_are_found_through_strings_that_look_like_toml() -> None:
    text = 'a = "x = 1"\nb = """\n[[c]]\nd = 2\n"""\n[[e]]\nf = [\n  1, # ]\n  { g = \'}\' },\n]\n[[e]]\nh.i = 3\n'

    lines = lines_of(text)

    assert lines["b",] == 2
    assert ("c", 0) not in lines
    assert lines["e", 0] == 6
    assert lines["e", 0, "f", 1, "g"] == 9
    assert lines["e", 1, "h", "i"] == 12


def test_a_file_is_read_with_its_mark_and_its_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "liten.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())

    assert read_checklist_file(path) == read_checklist(SMALL)
    assert find_checklist(path).id == "liten"
    assert find_checklist(str(path)).id == "liten"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe\x00", "den är inte text i UTF-8"), (b"#" * 8_000_001, "den är större än 8 MB")],
)
def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "annat.toml"
    path.write_bytes(content)

    with pytest.raises(ChecklistRefused) as raised:
        read_checklist_file(path)

    assert raised.value.sentence(Language.SV) == f"annat.toml kan inte användas:\n  Filen kan inte läsas: {said}."


def test_a_folder_or_a_name_that_is_neither_is_told_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(ChecklistUnknown) as raised:
        find_checklist(tmp_path / "finns-inte.toml")

    assert "hemtjanst-brukarbesok" in raised.value.sentence(Language.SV)


def test_a_shipped_checklist_is_found_by_its_id() -> None:
    assert find_checklist("hemtjanst-brukarbesok").question("hb01") is not None


def test_comments_and_order_of_keys_do_not_change_the_fingerprint_but_a_word_does() -> None:
    moved = SMALL.replace('id = "X02"\ntyp = "tal"', '# ny rad\ntyp = "tal"\nid = "X02"')

    assert read_checklist(moved).content_hash == read_checklist(SMALL).content_hash
    assert (
        read_checklist(SMALL.replace("Det går illa", "Det går dåligt")).content_hash
        != read_checklist(SMALL).content_hash
    )


def test_every_question_type_can_be_written() -> None:
    for kind in QuestionType:
        extra = 'val = [{ namn = "a", text = "A" }]\n' if kind.value in ("ett val", "flera val", "rangordning") else ""
        extra += 'berakning = "1"\n' if kind is QuestionType.CALCULATED else ""
        text = SMALL + f'[[avsnitt.fraga]]\nid = "Y"\ntyp = "{kind.value}"\ntext = "Y"\n{extra}'
        question = read_checklist(text).question("y")
        assert question is not None
        assert question.type is kind
