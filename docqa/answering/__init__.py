"""Passages to an answer, and each of its sentences to its sources."""
