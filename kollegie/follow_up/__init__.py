"""Actions: their owners, their states and their clocks."""
