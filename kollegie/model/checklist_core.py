"""The national core of a checklist: a local copy may add to it and explain it, but not change or remove it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kollegie.errors import KollegieError
from kollegie.language import say
from kollegie.model.checklist import BilingualText, Checklist, ControlQuestion
from kollegie.model.checklist_compare import conditions_of


class CoreQuestionGone(KollegieError):
    """A local copy without a question of the core."""

    sv = "{id} hör till den nationella kärnan i {national} och kan inte tas bort. Lägg tillbaka den: {words}"
    en = "{id} belongs to the national core of {national} and cannot be removed. Put it back: {words}"

    def __init__(self, id: str, national: str, words: str) -> None:
        super().__init__(id=id, national=national, words=words)


class CoreQuestionChanged(KollegieError):
    """A local copy with a question of the core that is not the core's any more."""

    sv = (
        "{id} hör till den nationella kärnan i {national} och kan inte ändras ({part_sv}). "
        "Lägg till en egen fråga i stället; hjälptexten får ändras."
    )
    en = (
        "{id} belongs to the national core of {national} and cannot be changed ({part_en}). "
        "Add a question of your own instead; the help text may be changed."
    )

    def __init__(self, id: str, national: str, part_sv: str, part_en: str) -> None:
        super().__init__(id=id, national=national, part_sv=part_sv, part_en=part_en)


class CoreBroken(KollegieError):
    """A local copy that may not be used, with every question of the core that it has touched."""

    sv = "{checklist} ändrar den nationella kärnan:\n{listing}"
    en = "{checklist} changes the national core:\n{listing}"

    def __init__(self, checklist: str, faults: tuple[CoreFault, ...]) -> None:
        listing = "\n".join(f"  {fault.error.sentence()}" for fault in faults)
        super().__init__(checklist=checklist, listing=listing)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class CoreFault:
    """A question of the core that a local copy has touched: its name there, and what it has done."""

    question: str
    error: CoreQuestionGone | CoreQuestionChanged


_PARTS = (
    ("type", "svarstypen", "the type"),
    ("id", "numret", "the number"),
    ("label", "frågan", "the question"),
    ("unit", "enheten", "the unit"),
    ("choices", "valen", "the choices"),
    ("relevance", "när den visas", "when it is shown"),
    ("required", "om den krävs", "whether it is required"),
    ("required_when", "om den krävs", "whether it is required"),
    ("constraints", "reglerna", "the rules"),
    ("calculation", "beräkningen", "the calculation"),
    ("choice_filter", "urvalet av val", "the filter of choices"),
    ("default", "förvalet", "the default"),
    ("initial", "förvalet", "the default"),
    ("findings", "iakttagelserna", "the findings"),
    ("statutes", "lagrummen", "the statutes"),
    ("part_of", "vilken fråga den hör till", "which question it belongs to"),
    ("origin", "ursprunget", "the origin"),
    ("read_only", "skrivskyddet", "the write protection"),
    ("parameters", "gränserna", "the limits"),
    ("core", "låset", "the lock"),
)
"""What is locked: all but the help, the short words, the look and the place."""


def core_faults(national: Checklist, local: Checklist) -> tuple[CoreFault, ...]:
    """Every question of the national core that the local copy has changed or removed."""
    faults = []
    for question in national.questions:
        if not question.core:
            continue
        found = local.question(question.name)
        if found is None:
            error = CoreQuestionGone(question.id, national.title.in_(), question.label.in_())
            faults.append(CoreFault(question.name, error))
            continue
        part = _touched(question, _translated(question, found))
        if not part and conditions_of(national, question) != conditions_of(local, found):
            part = ("villkoret på avsnittet eller gruppen runt den", "the condition of what stands around it")
        if not part and national.path_of(question.name) != local.path_of(question.name):
            part = ("upprepningen den står i", "the repeat it stands in")
        if part:
            faults.append(CoreFault(question.name, CoreQuestionChanged(question.id, national.title.in_(), *part)))
    return tuple(faults)


def _touched(core: ControlQuestion, local: ControlQuestion) -> tuple[str, str] | tuple[()]:
    for name, sv, en in _PARTS:
        if getattr(core, name) != getattr(local, name):
            return sv, en
    return ()


def _translated(core: ControlQuestion, local: ControlQuestion) -> ControlQuestion:
    """The local question without translations added where the core has none: those are allowed."""
    if core.label.en or local.label.sv != core.label.sv:
        return local
    return replace(local, label=BilingualText(local.label.sv))


def local_additions(national: Checklist, local: Checklist) -> tuple[ControlQuestion, ...]:
    """The questions that a local copy has added."""
    return tuple(question for question in local.questions if national.question(question.name) is None)


def standing_of(national: Checklist | None, question: ControlQuestion) -> str:
    """In words whether a question is the core's, the country's or the municipality's own; empty where nothing is."""
    if national is None:
        return say("Nationell kärna", "National core") if question.core else ""
    held = national.question(question.name)
    if held is None:
        return say("Lokalt tillägg", "Local addition")
    return say("Nationell kärna", "National core") if held.core else ""
