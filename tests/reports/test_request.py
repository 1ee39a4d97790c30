import pytest

from docqa.reports.request import ReportKind, Request, requested

pytestmark = pytest.mark.pure

NAMES = ["DeepSeek_V3.pdf", "Lease 2023.pdf", "Lease 2024.pdf", "Mill_2017_10K.pdf"]


@pytest.mark.parametrize(
    "question",
    [
        "Can you give me a technical report on DeepSeekv3?",
        "Could you put together a report about DeepSeek_V3?",
        "Give me the gist of this pdf",
        "Sum up the Mill 10k for me",
        "I'd like an executive overview of the document",
        "Can you summarize DeepSeek_V3.pdf in 5 bullet points?",
        "Tell me about this document",
        "Explain this paper to me",
        "What does this document say?",
        "Brief me on the Mill filing",
        "Condense this into a page",
        "What should I know about the lease?",
        "What are the highlights of the annual report?",
        "Tell me about the Deep Seek filing",
        "What is the document about in short?",
        "Was steht in dem Dokument?",
        "Explique-moi ce document",
        "Háblame de este documento",
    ],
)
def test_a_summary_is_asked_for(question: str) -> None:
    assert requested(question, NAMES) == Request(ReportKind.SUMMARY, is_sure=True)


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        (ReportKind.OUTLINE, "Table of contents"),
        (ReportKind.OUTLINE, "Show the table of contents"),
        (ReportKind.OUTLINE, "List the headings"),
        (ReportKind.OUTLINE, "How is the document structured?"),
        (ReportKind.OUTLINE, "How is our rental policy organised?"),
        (ReportKind.OUTLINE, "Which topics does the document cover?"),
        (ReportKind.OUTLINE, "Show me the sections of DeepSeek_V3"),
        (ReportKind.OUTLINE, "What chapters are in the book?"),
        (ReportKind.OUTLINE, "Índice del documento"),
        (ReportKind.OUTLINE, "Welche Abschnitte hat das Dokument?"),
        (ReportKind.COMPARISON, "What's different between the leases?"),
        (ReportKind.COMPARISON, "diff lease 2023 lease 2024"),
        (ReportKind.COMPARISON, "Contrast Lease 2023 with Lease 2024"),
        (ReportKind.COMPARISON, "side by side lease 2023 and lease 2024"),
        (ReportKind.COMPARISON, "redline lease 2023 against lease 2024"),
        (ReportKind.COMPARISON, "show me the changes between the 2023 and 2024 lease"),
    ],
)
def test_an_outline_or_a_comparison_is_asked_for(kind: ReportKind, question: str) -> None:
    assert requested(question, NAMES) == Request(kind, is_sure=True)


@pytest.mark.parametrize(
    "question",
    [
        "What does the annual report say about dogs?", "Who wrote this report?", "Why was the report late?",
        "Tell me about dogs", "Explain the deposit", "Describe the kitchen", "What does clause 4 say?",
        "What is in the kitchen?", "Which sections mention dogs?", "What chapters deal with law?",
        "How is the fee structured?", "Where is the table of contents?", "What is the sum?", "How much is the sum due?",
        "What should I know about dogs?", "What are the highlights of the trip to Leeds?",
    ],
)  # fmt: skip
def test_an_ordinary_question_stays_one(question: str) -> None:
    assert requested(question, NAMES) is None


@pytest.mark.parametrize(
    "question", ["Summarise section 4", "Summarise what it says about dogs", "Outline it for dogs"]
)
def test_in_doubt_it_is_only_offered(question: str) -> None:
    request = requested(question, NAMES)
    assert request is not None and not request.is_sure
