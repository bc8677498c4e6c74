"""The checklist engine at work: the visit, its answers, its findings and its signing."""
