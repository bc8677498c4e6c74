"""Outside files become values: registers, records, checklists."""
