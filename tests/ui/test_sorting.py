"""Lists stand in the order a Swedish reader looks things up in."""

from __future__ import annotations

from kollegie.language import Language, speak
from ui.sorting import in_order


def test_swedish_letters_come_after_z_whatever_the_language_of_the_window():
    words = ["Örebro", "Åmål", "Ängelholm", "askersund", "Zinkgruvan", "Arboga"]
    wanted = ["Arboga", "askersund", "Zinkgruvan", "Åmål", "Ängelholm", "Örebro"]

    told = []
    for language in Language:
        speak(language)
        told.append(in_order(words, str))

    assert told == [wanted, wanted]


def test_numbers_are_read_as_numbers():
    assert in_order(["4-10", "4-9", "4-2"], str) == ["4-2", "4-9", "4-10"]


def test_what_is_read_alike_keeps_its_order():
    assert in_order([("a", 2), ("A", 1)], lambda pair: pair[0]) == [("a", 2), ("A", 1)]
