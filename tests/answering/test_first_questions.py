"""What a document may be asked first."""

from pathlib import Path

import pytest

from docqa.answering.offers import offers
from docqa.documents import Heading, Page
from docqa.settings import Settings
from docqa.workspace import Workspace
from tests.support.pdfs import set_pdf
from tests.support.waiting import until

BOLD, PLAIN = "Helvetica-Bold", "Helvetica"


@pytest.mark.pure
@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("5 Security deposit", "What does it say about “Security deposit”?"),
        ("Article IV. Termination", "What does it say about “Termination”?"),
        ("A. Parties", "What does it say about “Parties”?"),
        ("How do I cancel?", "How do I cancel?"),
        ("Insurance", "What does it say about “Insurance”?"),
        ("Item 1A. Risk Factors.", "What does it say about “Risk Factors”?"),
        ("Note 4 - Held for Sale", "What does it say about “Held for Sale”?"),
        ("Tenant’s duties", "What does it say about “Tenant’s duties”?"),
        ("References", None),
        ("Propertie s.", None),
        ("Special note on forward-looking statements", None),
        ("7.", None),
        ("Cover", None),
        ("![x](http://evil.example) <b>", None),
        ("A heading that goes on and on and is rather a sentence than a heading", None),
    ],
)
def test_a_heading_becomes_a_question(title: str, asked: str | None) -> None:
    page = Page(0, "1", f"{title}\nThe rent is due.", (Heading(0, title),))
    assert [offer.question for offer in offers([page])] == [asked] * (asked is not None)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("We use it. SpiderMonkey is the virtual\nmachine of a browser.", "What is SpiderMonkey?"),
        ("The Heron Trust (HT) is a charity.", "What is the Heron Trust?"),
        ("Bank of the North is one of the lenders.", "What is Bank of the North?"),
        ("SpiderMonkey is a machine. SpiderMonkey is the machine of a browser.", "What is SpiderMonkey?"),
        ("This is a lease. It is the only one.", None),
        ("SpiderMonkey is a registered trademark of its owner.", None),
        ("This Agreement is the whole. But Mozilla Corporation is a firm. Each Party B is a debtor.", None),
        ("We said that SpiderMonkey is a machine.", None),  # not where a sentence begins
        ("A" * 200_000 + " is a word.", None),
    ],
)
def test_what_something_is_becomes_a_question(text: str, asked: str | None) -> None:
    assert [offer.question for offer in offers([Page(0, "1", text)])] == [asked] * (asked is not None)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("We measure it. Cost of sales consists primarily of wages.", "What does cost of sales consist of?"),
        ("Our cost of sales primarily consists of wages.", "What does the cost of sales consist of?"),
        ("SunSpider consists of 26 programs.", "What does SunSpider consist of?"),
        ("A customer is defined as a person who buys.", "How is a customer defined?"),
        ("Net connections are calculated by adding all of them.", "How are net connections calculated?"),
        ("Product revenue is recognized when it is shipped.", "When is product revenue recognized?"),
        ("The monthly rent is 1,250 euros.", "What is the monthly rent?"),
        ("The notice period shall be three months.", "What is the notice period?"),
        ("Our principal offices are located in Paris.", "Where are the principal offices located?"),
        ("The mill was built in 1871.", "When was the mill built?"),
        ("The goal of nesting is to make loops independent.", "What is the goal of nesting?"),
        ("FP8 values are used for products of matrices.", "What are FP8 values used for?"),
        # Nothing that a person would ask
        ("The amount is 7 euros. Operations consist of sales. These are used for it.", None),
        ("The following costs are 7 euros. Certain items are calculated by hand.", None),
        ("Once the rent is 7 euros it is paid. The rent and that of before is 7 euros.", None),
        ("Heron Paint\nThe Heron Paint is an editor.", "What is the Heron Paint?"),  # a heading, repeated
        ("The\nCodeforces dataset is measured by the share.", None),  # the line's end parts it from its article
        ("Wages\nNet sales consist of sales.", None),  # perhaps a heading
    ],
)
def test_what_is_told_of_something_becomes_a_question(text: str, asked: str | None) -> None:
    page = Page(0, "1", f"{text} It goes on with cost, customers, net connections, product sales.")
    assert [offer.question for offer in offers([page])] == [asked] * (asked is not None)


@pytest.mark.pure
def test_a_heading_above_a_sentence_is_no_part_of_it() -> None:
    page = Page(0, "1", "Net Sales\nNet sales consist of wares, and net returns.", (Heading(0, "Net Sales"),))
    assert next(offers([page])).question == "What do net sales consist of?"


@pytest.mark.pure
def test_a_running_head_becomes_none() -> None:
    pages = [Page(number, "1", "Annual report\nIt was good.", (Heading(0, "Annual report"),)) for number in range(2)]
    assert not list(offers(pages))


def found(workspace: Workspace, doc_id: str) -> tuple[str, ...]:
    until(lambda: workspace.first_questions.of(doc_id) is not None, seconds=60)
    return workspace.first_questions.of(doc_id) or ()


def test_only_what_its_own_text_answers_is_offered(settings: Settings, tmp_path: Path) -> None:
    workspace = Workspace.open(settings)
    lines = [
        ("1. Parking", BOLD, 16.0),
        ("2. Deposit", BOLD, 16.0),
        ("The “Deposit Sum” means the 900 euros that the tenant pays to the landlord before moving in.", PLAIN, 11.0),
        ("3. Keeping of animals", BOLD, 16.0),
        ("The keeping of animals needs the landlord's consent, but for one cat.", PLAIN, 11.0),
    ]
    lease = workspace.add(set_pdf(tmp_path / "Lease.pdf", [lines]).read_bytes(), "Lease.pdf")
    assert workspace.indexer.run_until_done()
    assert found(workspace, lease.id) == (
        "What does “Deposit Sum” mean?",
        "What does it say about “Deposit”?",
        "What does it say about “Keeping of animals”?",
    )
    workspace.remove(lease.id)
    assert found(workspace, lease.id) == ()
    workspace.close()
