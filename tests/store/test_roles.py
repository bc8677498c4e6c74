"""What follows from what somebody is in the rounds on a laptop."""

from __future__ import annotations

import pytest

from kollegie.model.reviews import Role
from kollegie.store.roles import Roles


@pytest.mark.parametrize(
    ("roles", "lead", "only_reads"),
    [
        (Roles((Role.LEAD,)), True, False),
        (Roles((Role.LEAD, Role.READER)), True, False),
        (Roles((Role.READER,)), False, True),
        (Roles((Role.VISITOR, Role.READER)), False, False),
        (Roles(), False, False),
    ],
)
def test_a_lead_sees_the_desk_and_only_a_reader_alone_just_reads(roles: Roles, lead: bool, only_reads: bool) -> None:
    assert (roles.lead, roles.sees_the_desk, roles.only_reads) == (lead, lead, only_reads)
