"""The document that an empty library offers, and what to ask it. `scripts/make_sample.py` writes it."""

from pathlib import Path

SAMPLE = Path(__file__).with_name("sample.pdf")
SAMPLE_NAME = "Heron Cottage rental agreement.pdf"
SAMPLE_QUESTIONS = (
    "How much does a week in August cost?",  # a row of the table of rents
    "What do I get back if I cancel less than four weeks before arrival?",  # a clause
    "Where is the key kept?",  # a look-up
)
