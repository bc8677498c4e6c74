"""The services that are known by name, and what else each of them is called."""

from __future__ import annotations

SERVICES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("hemtjänst", ()),
    ("personlig assistans", ("assistans",)),
    ("kontaktperson", ()),
    ("boendestöd", ()),
    ("ledsagarservice", ("ledsagning",)),
    ("korttidsvistelse", ("korttids",)),
    ("daglig verksamhet", ()),
    ("arbetsmarknadsinsats", ()),
    ("ekonomiskt bistånd", ("försörjningsstöd",)),
)
"""Each service with its other names, in lower case."""
