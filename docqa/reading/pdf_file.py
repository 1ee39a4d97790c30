"""A PDF that is open in pdfium, with what only pypdf can tell of it as a whole."""

import logging
import re
import struct
import weakref
import zlib
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pypdf
import pypdf.errors
import pypdfium2

from docqa.reading.page_objects import address_of

# What pypdf raises on damaged files: its own errors, two of them outside its tree, and whatever comes of trusting the
# types that it finds.
DAMAGE = (
    pypdf.errors.PyPdfError,
    pypdf.errors.DeprecationError,
    pypdf.errors.DependencyError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

# Files of which it is remembered whether they have layers: a file is opened anew for each of its pages that is drawn or
# whose tables are found, and to go through all its objects takes longer than the page does.
MAX_FILES_REMEMBERED = 32

logging.getLogger("pypdf").setLevel(logging.ERROR)  # its remarks on damaged files help nobody here


class PdfFile(pypdfium2.PdfDocument):  # type: ignore[misc]  # it has no types
    """pdfium's document of the file at `path`. Raises PdfiumError. Make and use it under `pdf.PDFIUM_LOCK`."""

    def __init__(self, path: Path, password: str | None) -> None:
        super().__init__(path, password=password)
        self._path, self._password = path, password
        self._numbers: dict[int, int] = {}
        self._files = ExitStack()  # what pypdf reads from
        weakref.finalize(self, self._files.close)

    def close(self) -> bool:
        self._files.close()
        self._pages = ()
        return bool(super().close())

    def get_page(self, index: int) -> pypdfium2.PdfPage:
        page = super().get_page(index)
        self._numbers[address_of(page.raw)] = index
        return page

    __getitem__ = get_page

    def number_of(self, page: pypdfium2.PdfPage) -> int:
        """The index of one of its pages that is open."""
        return self._numbers[address_of(page.raw)]

    @cached_property
    def has_layers(self) -> bool:
        """Whether it has layers that can be switched off; True where that cannot be told."""
        with suppress(OSError):
            return _has_layers(self._path, self._password, self._path.stat().st_mtime_ns)
        return True

    @cached_property
    def _pages(self) -> Sequence[pypdf.PageObject]:
        """pypdf's, by one reader: to go through the file's list of objects takes longer than most pages do.

        There are none where pypdf cannot read the file, and once it is closed.
        """
        with suppress(*DAMAGE):
            file = self._files.enter_context(self._path.open("rb"))
            return pypdf.PdfReader(file, password=self._password).pages
        self._files.close()
        return ()

    def says_something(self, index: int) -> bool:
        """Whether letters or digits are written on a page, by pypdf, which draws nothing and so needs no font."""
        with suppress(*DAMAGE):
            return any(map(str.isalnum, self._pages[index].extract_text()))
        return False

    def glyph_names(self, index: int) -> dict[str, dict[int, str]]:
        """What the fonts of a page, by their names, call the glyphs of some of their codes, as far as they say so.

        Where two fonts of one name differ, a code's name is "".
        """
        names: dict[str, dict[int, str]] = {}
        with suppress(*DAMAGE):
            resources: Any = self._pages[index]["/Resources"]
            for font in resources["/Font"].values():
                with suppress(*DAMAGE):
                    own = names.setdefault(plain_font_name(str(font["/BaseFont"]).removeprefix("/")), {})
                    code = 0
                    for item in font["/Encoding"]["/Differences"]:
                        if isinstance(item, int):
                            code = item
                        else:
                            name = str(item).removeprefix("/")
                            own[code] = name if own.get(code, name) == name else ""
                            code += 1
        return names


def plain_font_name(name: str) -> str:
    """A font's name without the mark of a part of it that is embedded.

    >>> plain_font_name("ABCDEF+Garamond-Bold"), plain_font_name("Garamond-Bold")
    ('Garamond-Bold', 'Garamond-Bold')
    """
    return re.sub(r"^[A-Z]{6}\+", "", name)


@lru_cache(MAX_FILES_REMEMBERED)
def _has_layers(path: Path, password: str | None, changed: int) -> bool:
    """What `PdfFile.has_layers` tells of the file as it was `changed` last."""
    with suppress(*DAMAGE), path.open("rb") as file:
        return tells_of_layers(pypdf.PdfReader(file, password=password))
    return True


def tells_of_layers(reader: pypdf.PdfReader) -> bool:
    """Whether a PDF has layers that can be switched off. Raises what is in DAMAGE."""
    return "/OCProperties" in reader.root_object
