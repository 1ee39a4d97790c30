"""Whole documents: reports in sections, everything of a kind, two documents side by side; each with its coverage."""
