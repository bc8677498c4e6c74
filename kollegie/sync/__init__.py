"""Laptop and hub meet: fetch, merge on the laptop, push fast-forward."""
