"""The words of the field: frozen values and pure rules, one module per family of nouns."""
