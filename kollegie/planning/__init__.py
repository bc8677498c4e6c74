"""Rounds, samples, assignments and conflicts of interest."""
