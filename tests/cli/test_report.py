import csv
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from pypdf import PdfReader

from tests.cli.ran import Ran

RENT = "The rent is 1,250 dollars a month, due on the fifth day."


def test_a_summary_quotes_the_document_with_its_places(capsys: pytest.CaptureFixture[str], library: None) -> None:
    ran = Ran(capsys, "report", "lease", "--json")
    assert (ran.code, ran.err) == (0, "")
    quoted = [quotation for part in ran.json["parts"] for quotation in part["quotations"]]
    assert {(quotation["doc"], quotation["page"]) for quotation in quoted} == {("Lease.pdf", n) for n in range(3)}
    assert ran.json["coverage"] == ["3 of 3 pages were read.", "1 of 1 section is told of."]
    assert "Dogs are not allowed" not in Ran(capsys, "report", "heron").out


def test_a_question_that_names_a_document_gets_the_report_on_it_alone(
    capsys: pytest.CaptureFixture[str], library: None
) -> None:
    named = Ran(capsys, "ask", "Please summarise the lease", "--json").json
    assert {passage["doc"] for passage in named["passages"]} == {"Lease.pdf"}
    assert RENT in named["answer"] and "(Lease.pdf, p. 1)" in named["answer"]
    listed = Ran(capsys, "ask", "List all amounts in the heron report and the lease", "--json").json
    assert {passage["doc"] for passage in listed["passages"]} == {"Heron report.pdf", "Lease.pdf"}
    every = Ran(capsys, "ask", "Summarise the documents", "--json").json
    assert len({passage["doc"] for passage in every["passages"]}) == 3


def test_a_question_for_the_whole_document_gets_the_report(capsys: pytest.CaptureFixture[str], library: None) -> None:
    asked = Ran(capsys, "ask", "Can you give me a report on the lease?", "--doc", "lease", "--json").json
    assert asked["parts"] == Ran(capsys, "report", "lease", "--json").json["parts"]
    assert not asked["quotations"] and asked["state"] == "answers"
    plain = Ran(capsys, "ask", "Summarise what it says of dogs", "--doc", "lease", "--json").json
    assert not plain["parts"] and plain["quotations"]


def test_a_longer_one_says_more(capsys: pytest.CaptureFixture[str], library: None) -> None:
    def said(*options: str) -> int:
        return sum(len(part["quotations"]) for part in Ran(capsys, "report", "lease", "--json", *options).json["parts"])

    assert said("--shorter") < said("--longer")


def test_it_is_written_to_a_new_file(capsys: pytest.CaptureFixture[str], library: None, tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    assert Ran(capsys, "report", "lease", "--md", file).code == 0
    text = file.read_text("utf-8")
    assert text.startswith("# Lease.pdf\n") and f"{RENT} (Lease.pdf, p. 1)" in text and "3 of 3 pages" in text
    again = Ran(capsys, "report", "lease", "--md", file)
    assert again.code == 1 and again.err == f"{file} cannot be written: File exists. Choose another file.\n"
    assert file.read_text("utf-8") == text


def test_it_is_written_as_a_pdf_with_links_into_the_original(
    capsys: pytest.CaptureFixture[str], library: None, shelf: Path, tmp_path: Path
) -> None:
    ran = Ran(capsys, "report", "lease", "--pdf", tmp_path / "report.pdf")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    page = PdfReader(tmp_path / "report.pdf").pages[0]
    assert RENT in " ".join(page.extract_text().split())
    address = page["/Annots"][0].get_object()["/A"]["/URI"]
    original, _, number = address.partition("#page=")
    assert Path(unquote(urlsplit(original).path)).parent.parent == shelf / "data" and int(number) == 1
    assert Path(unquote(urlsplit(original).path)).read_bytes().startswith(b"%PDF")


def test_two_documents_that_are_no_versions_have_little_in_common(
    capsys: pytest.CaptureFixture[str], library: None
) -> None:
    ran = Ran(capsys, "report", "lease", "--compare", "heron", "--json")
    assert (ran.code, ran.err, ran.json["parts"]) == (0, "", [])
    assert ran.json["notice"].startswith("Lease.pdf and Heron report.pdf have little in common: 0 of their 7 and 4")
    turned = Ran(capsys, "report", "heron", "--compare", "lease")
    assert turned.out.startswith("(Heron report.pdf and Lease.pdf have little in common")


def test_an_unknown_document_is_named(capsys: pytest.CaptureFixture[str], library: None) -> None:
    ran = Ran(capsys, "report", "nothing of the kind")
    assert ran.code == 1 and "nothing of the kind" in ran.err


def test_dates_and_amounts_are_told_with_their_places(capsys: pytest.CaptureFixture[str], library: None) -> None:
    ran = Ran(capsys, "report", "lease", "--kind", "dates")
    assert ran.code == 0
    assert "The term begins on 1 May 2024 and runs for three years. (Lease.pdf, p. 1)" in ran.out
    assert ran.out.startswith("Dates\n\n1 May 2024\n  ")
    assert "1,250 dollars" in ran.out and "passages were looked at" in ran.out


def test_a_list_for_machines_names_its_items(capsys: pytest.CaptureFixture[str], library: None) -> None:
    ran = Ran(capsys, "report", "lease", "--list", "deadlines", "--json")
    (part,) = ran.json["parts"]
    assert part["title"] == "Deadlines and periods"
    assert [quotation["item"] for quotation in part["quotations"]] == ["for three years", "ninety days"]


def test_a_list_for_a_spreadsheet(capsys: pytest.CaptureFixture[str], library: None, tmp_path: Path) -> None:
    file = tmp_path / "amounts.csv"
    ran = Ran(capsys, "report", "heron", "--list", "amounts", "--csv", file)
    assert (ran.code, ran.out) == (0, "")
    head, row = csv.reader(file.read_text("utf-8").splitlines())
    assert head == ["list", "item", "words", "document", "page"]
    assert row[:2] + row[3:] == ["Amounts", "5.576 million dollars", "Heron report.pdf", "2"]
    Ran(capsys, "report", "heron", "--list", "amounts", "--csv", file).failed_with("Choose another file.")


def test_where_there_is_nothing_of_the_kind_it_says_so(capsys: pytest.CaptureFixture[str], library: None) -> None:
    ran = Ran(capsys, "report", "heron", "--list", "medicines")
    assert "0 items" in ran.out
    ran.failed_with("No medicines were found in Heron report.pdf.")
