"""The places that a report quotes, numbered as the passages of an answer are."""

from collections.abc import Sequence

from docqa.documents import Chunk, Citation, Document, Passage
from docqa.reports.extracts import Extract


class Sources:
    """The passages of a report: one for each page that a part of it quotes, from the first words quoted to the last."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []

    def cite(self, document: Document, section: str, extracts: Sequence[Extract]) -> tuple[Citation, ...]:
        """The citations of a part's sentences, in their order."""
        numbers: dict[int, int] = {}
        for page in dict.fromkeys(extract.page for extract in extracts):
            own = [extract for extract in extracts if extract.page == page]
            start, end = min(extract.start for extract in own), max(extract.end for extract in own)
            text = "\n".join(extract.text for extract in own)
            chunk = Chunk(f"{document.id[:16]}-{page:05d}-{start:06d}", document.id, page, start, end, text, section)
            self.passages.append(Passage(chunk, document.name, own[0].label, score=1.0))
            numbers[page] = len(self.passages)
        return tuple(
            Citation(
                numbers[one.page], document.id, document.name, one.page, one.label, one.start, one.end,
                one.own or one.text, whole=one.text if one.own else "", others=one.others,
            )
            for one in extracts
        )  # fmt: skip
