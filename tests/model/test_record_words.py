"""What people, firms and decisions are called in a sentence."""

from kollegie.language import Language, counted, speak
from kollegie.model.record_words import words_of
from kollegie.model.records import Noun, noun_word


def test_every_subject_has_a_word_in_both_languages():
    speak(Language.SV)
    swedish = [noun_word(noun) for noun in Noun]
    speak(Language.EN)
    english = [noun_word(noun) for noun in Noun]
    speak(Language.SV)

    assert swedish == ["brukare", "personal", "utförare", "beslut", "företrädare", "handläggare"]
    assert english == [noun.value for noun in Noun]


def test_a_great_number_is_grouped_before_its_noun():
    assert counted(998_888, ("rad", "rader"), ("row", "rows")) == "998\u00a0888 rader"


def test_a_word_of_a_newer_program_is_shown_as_it_stands():
    assert noun_word("vehicle") == "vehicle"


def test_rows_are_counted_by_one_word_and_called_by_another_together():
    one_by_one = {kind: words_of(kind).sv[1] for kind in ("invoices", "attendance", "staff", "payouts")}
    together = [words_of(kind).word for kind in one_by_one]

    assert [*one_by_one.values()] == ["fakturarader", "närvarodagar", "medarbetare", "utbetalningar"]
    assert together == ["Fakturor", "Närvaro", "Personal", "Utbetalningar"]
