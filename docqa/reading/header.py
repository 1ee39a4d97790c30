"""What tells a PDF from other files, known without a reader of PDFs."""

import re
from pathlib import Path

from docqa.errors import BrokenPdf, NotAPdf

MAX_BYTES_BEFORE_HEADER = 1024  # bytes; where "%PDF-" may stand, by Acrobat's implementation notes
ANEW = "Download or export it again, then add the new file."

_OBJECT = re.compile(rb"\b\d+ \d+ obj\b")  # what stands at the front of a PDF whose first line is lost

# First bytes of what people drop by mistake.
_KINDS = (
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a rich text (RTF) file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"%!PS", "a PostScript file"),
    (b"AT&TFORM", "a DjVu file"),
)


def check_header(path: Path, name: str) -> None:
    """Raises NotAPdf or BrokenPdf when the file's first bytes are not those of a PDF."""
    with path.open("rb") as file:
        head = file.read(MAX_BYTES_BEFORE_HEADER)
    if not head:
        raise BrokenPdf(f"{name} is empty (0 bytes). {ANEW}")
    if b"%PDF-" in head or _OBJECT.search(head):
        return
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = next((kind for magic, kind in _KINDS if start.startswith(magic)), "")
    if start[:1] == b"<" and (b"<html" in start.lower() or start[:9].lower() == b"<!doctype"):
        kind = "a web page (HTML)"
    if not kind and not head.strip(b"\0"):
        raise BrokenPdf(f"{name} holds only zeros; its download broke off. {ANEW}")
    looks = f"it looks like {kind}" if kind else "its first bytes are not those of a PDF"
    raise NotAPdf(f"{name} is not a PDF: {looks}. Save or print it as a PDF and add that.")
