"""What the indexer opens documents with."""

from dataclasses import dataclass, field

from docqa.reading.isolated import IsolatedReader


@dataclass(frozen=True, slots=True)
class Readers:
    """Two processes, so that new documents do not wait for scanned pages, and the passwords of locked documents."""

    texts: IsolatedReader = field(default_factory=IsolatedReader)
    scans: IsolatedReader = field(default_factory=IsolatedReader)  # reads pages that are pictures, by OCR
    passwords: dict[str, str] = field(default_factory=dict)  # by the document's id; kept in memory only
