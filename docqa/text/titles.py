"""The lines of a page that may be its title."""

import re
from collections.abc import Iterator

from docqa.documents import Heading, Page

MAX_TITLE_LINES = 7  # a title is among so many lines at the top: a company's name and a date may stand above it
MAX_TITLE_CHARACTERS = 110


def title_lines(page: Page) -> Iterator[Heading]:
    """The lines that may be the title of a page, in order: the short ones among its first.

    >>> [line.title for line in title_lines(Page(0, "1", "ADOBE INC.\\n\\nBALANCE SHEETS\\n" + "In " * 50))]
    ['ADOBE INC.', 'BALANCE SHEETS']
    """
    lines = [line for line in re.finditer(r"[^\n]+", page.text) if line[0].strip()]
    for line in lines[:MAX_TITLE_LINES]:
        if len(line[0].strip()) <= MAX_TITLE_CHARACTERS:
            yield Heading(line.start(), line[0].strip())
