"""The sample PDF: still what its script makes, and holding the answers to the questions offered with it."""

import subprocess
import sys
from pathlib import Path

from docqa.page.sample import SAMPLE, SAMPLE_NAME, SAMPLE_QUESTIONS
from docqa.reading.pdf import open_pdf
from docqa.settings import ROOT

SCRIPT = ROOT / "scripts" / "make_sample.py"


def test_the_script_still_makes_the_same_document(tmp_path: Path) -> None:
    made = tmp_path / "sample.pdf"
    subprocess.run([sys.executable, str(SCRIPT), str(made)], check=True)
    with open_pdf(made) as fresh, open_pdf(SAMPLE) as kept:
        assert list(fresh.pages()) == list(kept.pages())


def test_it_is_small_titled_labelled_and_has_an_outline() -> None:
    assert SAMPLE.stat().st_size < 60_000
    with open_pdf(SAMPLE) as reading:
        assert reading.imprint.title == "Heron Cottage: holiday rental agreement"
        pages = list(reading.pages())
    assert [page.label for page in pages] == ["i", "1", "2", "3"]
    assert [[heading.title for heading in page.headings] for page in pages] == [
        ["Cover"],
        ["1 The cottage and the parties", "2 Booking and payment", "3 Changes"],
        ["4 Rent and charges", "5 Security deposit"],
        ["6 Cancelling", "7 Arrival and departure", "8 House rules", "9 When something is wrong"],
    ]
    for page in pages[1:]:
        assert all(page.text[heading.start :].startswith(f"{heading.title}\n") for heading in page.headings)
    assert SAMPLE_NAME.endswith(".pdf")


def test_it_answers_its_questions() -> None:
    with open_pdf(SAMPLE) as reading:
        text = " ".join(" ".join(page.text.split()) for page in reading.pages())
    answers = {
        "How much does a week in August cost?": "July and August £1,180",
        "What do I get back if I cancel less than four weeks before arrival?": "the rent is not returned, unless",
        "Where is the key kept?": "The key is kept in the small steel safe beside the boathouse door.",
    }
    assert tuple(answers) == SAMPLE_QUESTIONS
    for answer in answers.values():
        assert answer in text
