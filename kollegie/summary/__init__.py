"""The review summary: what is said, and its faces on paper."""
