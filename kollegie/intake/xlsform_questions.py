"""One row of the survey → one question, note or field of the case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kollegie.intake.xlsform_cells import (
    NO,
    YES,
    default_is_worked_out,
    expression_of,
    inline_of,
    parameters_of,
)
from kollegie.intake.xlsform_choices import ChoiceList, ChoiceLists, check_file_name
from kollegie.intake.xlsform_headings import is_media
from kollegie.intake.xlsform_nodes import Node
from kollegie.intake.xlsform_problems import ParametersUnfit, SheetProblems
from kollegie.intake.xlsform_report import RemarkKind, Remarks
from kollegie.intake.xlsform_rules import is_whole_range, put_constraints, range_limits
from kollegie.intake.xlsform_sheets import Row
from kollegie.intake.xlsform_types import RowType
from kollegie.model.checklist import CHOOSING, YES_NO_CHOICES, QuestionType
from kollegie.model.checklist_appearance import WITHOUT_WORDS, leaves_words_out, not_shown, with_word
from kollegie.model.checklist_tables import TABLE_LIST

OTHER = {"namn": "other", "text": "Annat", "text_en": "Other"}
"""The choice that `or_other` adds, named as ODK names it."""

_NUMBERS = frozenset({QuestionType.NUMBER, QuestionType.INTEGER})
_CHOICES = frozenset({QuestionType.YES_NO, QuestionType.ONE_OF})
_BESIDE = {
    QuestionType.NUMBER: _NUMBERS,
    QuestionType.INTEGER: _NUMBERS,
    QuestionType.ONE_OF: _CHOICES,
    QuestionType.YES_NO: _CHOICES,
    QuestionType.PHOTO: frozenset({QuestionType.PHOTO, QuestionType.SIGNATURE}),
    QuestionType.SIGNATURE: frozenset({QuestionType.PHOTO, QuestionType.SIGNATURE}),
}
"""Which of our types `kollegie_typ` may choose between where XLSForm has one type for several."""


@dataclass(frozen=True)
class RowReader:
    """Makes rows into nodes; holds what every row needs to look up or to tell."""

    lists: ChoiceLists
    problems: SheetProblems
    remarks: Remarks

    def question(self, row: Row, type_: RowType, name: str, *, in_group: bool = False) -> Node:
        """The question of a row."""
        assert type_.type is not None
        node = Node(row.whole)
        self._put_names(node, row, name)
        pairs = parameters_of(row, self.problems)
        choices = self._choices(row, type_, pairs)
        appearance, kind = self._kind(row, type_, pairs, choices)
        missing = type_.type in CHOOSING and choices is None  # told already: as text it brings no second fault
        node.put("typ", (QuestionType.TEXT if missing else kind).value, row.place("type"))
        node.floats = kind is QuestionType.CALCULATED
        self._put_words(node, row, kind, name)
        self._put_expression(node, row, "relevant", "visas_nar")
        self._put_required(node, row)
        self._put_parameters(node, row, pairs)
        is_range = type_.word == "range"
        limits = range_limits(pairs, row, self.problems) if is_range else []
        put_constraints(node, row, self.problems, self.remarks, limits)
        self._put_expression(node, row, "calculation", "berakning")
        if choices is not None and kind is not QuestionType.YES_NO:
            self._put_choices(node, row, choices, pairs)
        self._put_default(node, row, kind)
        self._put_own(node, row)
        self._put_read_only(node, row, kind)
        if in_group and leaves_words_out(kind, appearance):
            node.is_row, appearance = True, with_word(appearance, WITHOUT_WORDS, wanted=False)
        node.put("utseende", appearance, row.place("appearance"))
        self._tell_not_shown(row, not_shown(kind, appearance))
        node.put("ovrigt", self.left_over(row), row.whole)
        return node

    def heading(self, row: Row, name: str) -> Node:
        """The note that stands where the words of the choices stood: the table shows them in its own head."""
        node = Node(row.whole)
        self._put_names(node, row, name)
        node.put("typ", QuestionType.NOTE.value, row.place("type"))
        self._put_words(node, row, QuestionType.NOTE, name)
        self._put_expression(node, row, "relevant", "visas_nar")
        node.put("ovrigt", self.left_over(row), row.whole)
        self.remarks.say(
            RemarkKind.CHANGED,
            row.place("appearance"),
            f"{name} besvaras inte (label) och blev en notis",
            f"{name} is not answered (label) and became a note",
        )
        return node

    def other(self, node: Node, name: str) -> Node:
        """The question that `or_other` adds: what the other thing is."""
        asked = Node(node.place)
        asked.put("id", f"{name}_other")
        asked.put("namn", f"{name}_other")
        asked.put("typ", QuestionType.TEXT.value)
        asked.put("text", "Annat, nämligen")
        asked.put("text_en", "Specify other")
        asked.put("visas_nar", f"selected(${{{name}}}, '{OTHER['namn']}')")
        asked.put("kravs", False)
        asked.put("del_av", name)
        return asked

    def unsupported(self, row: Row, type_: RowType, name: str) -> Node:
        """The note that stands where a question of a type nobody here can answer stood."""
        place = row.place("type")
        self.remarks.say(
            RemarkKind.NOTE,
            place,
            f"{name}: typen {type_.word} stöds inte; frågan visas som en notis",
            f"{name}: the type {type_.word} is not supported; the question is shown as a note",
        )
        node = Node(row.whole)
        self._put_names(node, row, name)
        node.put("typ", QuestionType.NOTE.value, place)
        words, english = row.words("label", "sv"), row.words("label", "en")
        node.put("text", f"Stöds inte ({type_.word}): {words or name}", row.place("label"))
        node.put("text_en", f"Not supported ({type_.word}): {english or words or name}", row.place("label"))
        self._put_expression(node, row, "relevant", "visas_nar")
        node.put("ovrigt", self.left_over(row), row.whole)
        return node

    def context_field(self, row: Row, name: str) -> Node:
        """The field of the case that a hidden question becomes."""
        node = Node(row.whole)
        node.put("namn", name, row.place("name"))
        node.put("typ", row.text("kollegie_typ") or QuestionType.TEXT.value, row.place("kollegie_typ"))
        node.put("text", row.words("label", "sv") or name, row.place("label"))
        node.put("text_en", row.words("label", "en"), row.place("label", "en"))
        node.put("enhet", row.text("kollegie_enhet"), row.place("kollegie_enhet"))
        node.put("enhet_en", row.text("kollegie_enhet_en"), row.place("kollegie_enhet_en"))
        list_name = row.code("kollegie_val")
        if list_name:
            choices = self.lists.find(list_name, row.place("kollegie_val"))
            if choices is not None and node.held["typ"] != QuestionType.YES_NO.value:
                self._put_list(node, choices)
        default = row.text("default")
        own = inline_of(row, "kollegie_forval", self.problems)
        node.put("forval", default if own is None else own, row.place("default"))
        for heading, _ in row.left():
            self.remarks.say(
                RemarkKind.IGNORED,
                row.place(heading.base) if heading.base else row.whole,
                f"{heading.text} används inte i en uppgift om ärendet",
                f"{heading.text} is not used in a field of the case",
            )
        return node

    def worked_out(self, row: Row, name: str, formula: str) -> Node:
        """A calculation in the place of something the form asked the telephone for."""
        node = Node(row.whole, floats=True)
        node.put("id", name, row.place("name"))
        node.put("namn", name, row.place("name"))
        node.put("typ", QuestionType.CALCULATED.value, row.place("type"))
        node.put("berakning", formula, row.place("type"))
        return node

    def group(self, row: Row, type_: RowType, name: str) -> Node:
        """A group or a repeat, empty so far."""
        node = Node(row.whole, is_group=True, repeats=type_.repeats)
        node.put("namn", name, row.place("name"))
        node.put("typ", "upprepning" if type_.repeats else "grupp", row.place("type"))
        node.put("text", row.words("label", "sv"), row.place("label"))
        node.put("text_en", row.words("label", "en"), row.place("label", "en"))
        self._put_expression(node, row, "relevant", "visas_nar")
        if type_.repeats:
            node.put("antal", row.code("repeat_count"), row.place("repeat_count"))
        appearance = row.text("appearance")
        node.put("utseende", appearance, row.place("appearance"))
        self._tell_not_shown(row, [word for word in appearance.split() if word not in ("field-list", TABLE_LIST)])
        node.put("ovrigt", self.left_over(row), row.whole)
        return node

    def _tell_not_shown(self, row: Row, words: Sequence[str]) -> None:
        """How it should look is kept; tell what of that the window does not do."""
        if words:
            named = ", ".join(words)
            self.remarks.say(
                RemarkKind.IGNORED,
                row.place("appearance"),
                f"utseendet {named} sparas och följer med ut igen, men fönstret visar frågan på sitt vanliga sätt.",
                f"the appearance {named} is kept and goes out again, but the window shows the question in its own way.",
            )

    def left_over(self, row: Row) -> dict[str, str]:
        """What nobody here uses, by column; names of files that lead out of the folder are faults."""
        left = {}
        for heading, text in row.left():
            if heading.base == "type":
                continue
            if is_media(heading):
                check_file_name(text, self.problems, row.cell(heading))
            left[heading.canonical] = text
        return left

    def _put_names(self, node: Node, row: Row, name: str) -> None:
        node.put("id", row.text("kollegie_id") or name, row.place("kollegie_id"))
        node.put("namn", name, row.place("name"))

    def _put_words(self, node: Node, row: Row, kind: QuestionType, name: str) -> None:
        words, english = row.words("label", "sv"), row.words("label", "en")
        seen = kind is not QuestionType.CALCULATED
        if not words and not english and seen:
            self.remarks.say(
                RemarkKind.CHANGED,
                row.place("label"),
                f"{name} saknar text och visas med sitt namn",
                f"{name} has no label and is shown by its name",
            )
        node.put("text", words or (english or name if seen else ""), row.place("label"))
        node.put("text_en", english if words or not seen else "", row.place("label", "en"))
        for base, key in (("hint", "hjalp"), ("guidance_hint", "vagledning"), ("required_message", "kravs_text")):
            node.put(key, row.words(base, "sv"), row.place(base))
            node.put(f"{key}_en", row.words(base, "en"), row.place(base, "en"))
        for key in ("kort", "kort_en", "enhet", "enhet_en"):
            node.put(key, row.text(f"kollegie_{key}"), row.place(f"kollegie_{key}"))

    def _put_expression(self, node: Node, row: Row, column: str, key: str) -> None:
        text = expression_of(row, column, self.remarks)
        if not (column == "relevant" and row.code(column).casefold() in YES):
            node.put(key, text, row.place(column))

    def _put_required(self, node: Node, row: Row) -> None:
        """ODK asks for no answer unless it is said; a checklist file is the other way round."""
        word = row.code("required").casefold()
        required: object = False
        if word in YES:
            required = True
        elif word and word not in NO:
            required = expression_of(row, "required", self.remarks)
        node.held["kravs"] = required
        node.places["kravs",] = row.place("required")

    def _kind(
        self, row: Row, type_: RowType, pairs: dict[str, str], choices: ChoiceList | None
    ) -> tuple[str, QuestionType]:
        """The appearance and the type, where XLSForm has one type for several of ours."""
        kind = type_.type or QuestionType.TEXT
        appearance = row.text("appearance")
        if kind is QuestionType.PHOTO and "signature" in appearance.split():
            kind = QuestionType.SIGNATURE
        elif type_.word == "range" and is_whole_range(pairs):
            kind = QuestionType.INTEGER
        elif kind is QuestionType.ONE_OF and choices is not None and _is_yes_no(choices) and not type_.or_other:
            kind = QuestionType.YES_NO
        own = row.text("kollegie_typ")
        if own:
            fits = {one.value: one for one in _BESIDE.get(kind, {kind})}
            if own in fits:
                kind = fits[own]
            else:
                self.remarks.say(
                    RemarkKind.CHANGED,
                    row.place("kollegie_typ"),
                    f"{own} passar inte typen {type_.word}, som gäller",
                    f"{own} does not fit the type {type_.word}, which counts",
                )
        if kind is QuestionType.SIGNATURE:
            appearance = re.sub(r"(?<!\S)signature(?!\S)\s*", "", appearance, count=1).strip()
        return appearance, kind

    def _choices(self, row: Row, type_: RowType, pairs: dict[str, str]) -> ChoiceList | None:
        if type_.type not in CHOOSING:
            return None
        place = row.place("type")
        if type_.from_file:
            value, label = pairs.pop("value", "name"), pairs.pop("label", "label")
            return self.lists.in_file(type_.list_name, value, label, place)
        found = self.lists.find(type_.list_name, place)
        if found is None or not type_.or_other or OTHER["namn"] in found.names:
            return found
        return ChoiceList((*found.choices, OTHER), (*found.places, place))

    def _put_choices(self, node: Node, row: Row, choices: ChoiceList, pairs: dict[str, str]) -> None:
        self._put_list(node, choices)
        node.put("val_filter", row.code("choice_filter"), row.place("choice_filter"))
        if pairs.get("randomize", "").lower() == "true":
            self.remarks.say(
                RemarkKind.CHANGED,
                row.place("parameters"),
                "valen blandas inte: alla besökare ska se dem i samma ordning",
                "the choices are not shuffled: every visitor is to see them in one order",
            )

    def _put_list(self, node: Node, choices: ChoiceList) -> None:
        node.put("val", list(choices.choices))
        for at, place in enumerate(choices.places):
            node.places["val", at] = place

    def _put_parameters(self, node: Node, row: Row, pairs: dict[str, str]) -> None:
        own = inline_of(row, "kollegie_parametrar", self.problems)
        if own is not None and not isinstance(own, dict):
            error = ParametersUnfit(str(own), '{ namn = "värde" }', '{ name = "value" }')
            self.problems.note_at(row.place("kollegie_parametrar"), error)
            own = None
        node.put("parametrar", {**pairs, **(own or {})}, row.place("parameters"))

    def _put_default(self, node: Node, row: Row, kind: QuestionType) -> None:
        if kind is QuestionType.NOTE or (kind is QuestionType.CALCULATED and row.has("calculation")):
            return  # nobody begins with an answer there: it is kept with what is not used
        own = inline_of(row, "kollegie_forval", self.problems)
        node.put("forval", own, row.place("kollegie_forval"))
        text = row.text("default")
        place = row.place("default")
        if kind is QuestionType.CALCULATED:
            formula = text if default_is_worked_out(text, kind) else f"'{text}'"
            node.put("berakning", f"once({formula})" if text else "", place)
        elif text and default_is_worked_out(text, kind):
            node.put("forval_uttryck", row.code("default"), place)
        elif text:
            node.put("forval", text, place)

    def _put_own(self, node: Node, row: Row) -> None:
        """What only Kollegie has: finding rules, statutes, what it belongs to and asks about, the national core."""
        lists = (("kollegie_iakttagelser", "iakttagelse"), ("kollegie_lagrum", "lagrum"), ("kollegie_hette", "hette"))
        for column, key in lists:
            node.put(key, inline_of(row, column, self.problems), row.place(column))
        for column, key in (("kollegie_del_av", "del_av"), ("kollegie_ursprung", "ursprung")):
            node.put(key, row.text(column), row.place(column))
        core = row.code("kollegie_karna").casefold()
        if core:
            node.put("karna", True if core in YES else False if core in NO else core, row.place("kollegie_karna"))

    def _put_read_only(self, node: Node, row: Row, kind: QuestionType) -> None:
        word = row.code("read_only").casefold()
        place = row.place("read_only")
        if word and word not in YES | NO:
            self.remarks.say(
                RemarkKind.CHANGED,
                place,
                "skrivskydd efter villkor stöds inte; frågan kan besvaras",
                "read-only by condition is not supported; the question can be answered",
            )
        calculated = "berakning" in node.held and kind is not QuestionType.CALCULATED
        if calculated and not word:
            self.remarks.say(
                RemarkKind.CHANGED,
                row.place("calculation"),
                "frågan räknas ut och är därför skrivskyddad",
                "the question is calculated and therefore read-only",
            )
        node.put("skrivskyddad", True if word in YES or (calculated and not word) else None, place)


def _is_yes_no(choices: ChoiceList) -> bool:
    """Whether a list says just what a yes/no question says: the same names in order, in words that do not differ."""
    if choices.names != tuple(choice.name for choice in YES_NO_CHOICES):
        return False
    return all(
        set(table) <= {"namn", "text", "text_en"}
        and table["text"].casefold() == choice.label.sv.casefold()
        and table.get("text_en", choice.label.en).casefold() == choice.label.en.casefold()
        for table, choice in zip(choices.choices, YES_NO_CHOICES, strict=True)
    )
