"""Control questions as data, one TOML file per checklist, changed without programmers.

The format stands in the handbook, chapter "Checklistors format".
"""
