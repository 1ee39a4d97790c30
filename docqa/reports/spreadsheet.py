"""A list as a CSV file, which a spreadsheet opens. Pure."""

import csv
from io import StringIO

from docqa.documents import Answer

COLUMNS = ("list", "item", "words", "document", "page")


def to_csv(answer: Answer) -> str:
    """The items of an answer's lists, a row each, with their words and places; "" of one that has none.

    What a document says cannot become a formula: a cell that would begin like one begins with an apostrophe.

    >>> from docqa.documents import Citation, Part
    >>> fee = Citation(1, "", "a.pdf", 3, "4", 0, 9, "=1+1 is the fee", answering="-2")
    >>> print(to_csv(Answer("?", parts=(Part("Fees", 1, (fee,)),))))
    list,item,words,document,page
    Fees,'-2,'=1+1 is the fee,a.pdf,4
    <BLANKLINE>
    """
    items = [(part.title, q) for part in answer.parts if part.is_list for q in part.quotations]
    if not items:
        return ""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for title, item in items:
        page = item.page_name.removeprefix("p. ")
        writer.writerow(map(_inert, (title, item.answering, item.words, item.doc, page)))
    return file.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(("=", "+", "-", "@")) else cell
