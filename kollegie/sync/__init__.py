"""Laptop and hub: fetch, merge on the laptop, push; nothing is lost, and no disagreement is hidden."""
