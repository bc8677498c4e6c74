"""The window before any other: which database, and its passphrase. Shows no case and loads nothing heavy."""
