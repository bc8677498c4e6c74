"""Two laptops and a hub: what one writes the other reads, and nobody's words are lost."""

from __future__ import annotations

from kollegie.model.register import Person
from kollegie.sync.exchange import sync


def test_the_creator_of_a_hub_is_its_lead_and_has_sent_all(lead):
    receipt = sync(lead)

    assert (receipt.sent, receipt.waiting, receipt.conflicts) == (0, 0, 0)


def test_a_person_who_was_added_can_join_and_is_the_same_person(lead, join):
    visitor = join("visitor", "Vera Visit")

    sync(lead)
    with lead.reading() as reading:
        (person,) = reading.find(Person, name="Vera Visit")
    assert visitor.me == person.id
