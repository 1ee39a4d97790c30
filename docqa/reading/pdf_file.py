"""A PDF that is open in pdfium, with what only pypdf can tell of it as a whole."""

import logging
import re
import struct
import weakref
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pypdf
import pypdf.errors
import pypdfium2
from pypdf.generic import IndirectObject, NameObject, NullObject, StreamObject

from docqa.reading.page_objects import MAX_DEPTH_OF_FORMS, address_of

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

# Letters of which a font tells by how much they lie above the numbers of their glyphs: fewer may be so by chance.
MIN_LETTERS_IN_ORDER = 5
MAX_FORMS_LOOKED_AT = 100  # of a page or a form
MAX_CHARACTERS_OF_MAP = 2_000_000  # from codes to letters: each of 65,536 codes by itself takes half of that
# Where sections of a map begin and end; what stands between two that belong together is one.
_MARK = re.compile(r"(begin|end)(bfchar|bfrange)?")
_CODE = r"<\s*([0-9A-Fa-f]{4})\s*>\s*"
_MAPS_OF = {"bfchar": re.compile(_CODE + _CODE), "bfrange": re.compile(_CODE * 3)}
_LAST_IN_ORDER = 0x7E  # fonts have the letters of ASCII in its order, and others as they like

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

    def glyph_shifts(self, index: int) -> dict[str, int | None]:
        """By how much letters lie above the numbers of their glyphs in the fonts of a page that come as such numbers.

        By the fonts' names; None where a font's map of letters does not tell it.
        """
        shifts: dict[str, int | None] = {}
        with suppress(*DAMAGE):
            resources: Any = self._pages[index]["/Resources"]
            for font in fonts_of(resources):
                with suppress(*DAMAGE):
                    letters = font.get("/ToUnicode", NullObject()).get_object()
                    inner = font["/DescendantFonts"][0].get_object()
                    is_numbered = (
                        str(font["/Encoding"]).startswith("/Identity")
                        and inner["/CIDSystemInfo"]["/Ordering"] == "Identity"
                        and not isinstance(letters, NameObject)  # by which the numbers are the letters
                    )
                    if is_numbered:
                        name = plain_font_name(str(font["/BaseFont"]).removeprefix("/"))
                        told = letters.get_data() if isinstance(letters, StreamObject) else b""
                        shift = told_shift(told.decode("latin-1"))
                        shifts[name] = shift if shifts.get(name, shift) == shift else None
        return shifts


def fonts_of(resources: Any, seen: set[object] | None = None, depth: int = 0) -> Iterator[Any]:
    """The fonts of a page, and of the forms on it, each once: forms may draw themselves, and each other."""
    seen = set[object]() if seen is None else seen
    yield from _unseen(resources.get("/Font", {}).values(), seen)
    forms = resources.get("/XObject", {}).values() if depth < MAX_DEPTH_OF_FORMS else ()
    for form in _unseen(islice(forms, MAX_FORMS_LOOKED_AT), seen):
        if form.get("/Subtype") == "/Form" and "/Resources" in form:
            yield from fonts_of(form["/Resources"], seen, depth + 1)


def _unseen(objects: Iterable[Any], seen: set[object]) -> Iterator[Any]:
    """Those that are not among the `seen` ones, to which they are added; references to one object are equal."""
    for item in objects:
        key = item if isinstance(item, IndirectObject) else id(item)
        if key not in seen:
            seen.add(key)
            yield item


def told_shift(letters: str) -> int | None:
    """By how much a font's map (ToUnicode) says that letters lie above their codes, if it is the same for all.

    >>> told_shift("2 beginbfrange <0003><0003><0020> <0024><0028><0041> endbfrange")
    29
    >>> told_shift("1 beginbfrange <0001><0009><0041> endbfrange 1 beginbfchar <000a> <0061> endbfchar")
    """
    shifts: set[int] = set()
    count = 0
    letters = letters[:MAX_CHARACTERS_OF_MAP]
    for begin, end in pairwise(_MARK.finditer(letters)):
        if (begin[1], end[1], end[2]) != ("begin", "end", begin[2]) or begin[2] not in _MAPS_OF:
            continue
        for found in _MAPS_OF[begin[2]].finditer(letters, begin.end(), end.start()):
            first, *rest = (int(code, 16) for code in found.groups())
            if rest[-1] <= _LAST_IN_ORDER:
                shifts.add(rest[-1] - first)
                count += rest[0] - first + 1 if len(rest) == 2 else 1
    return shifts.pop() if len(shifts) == 1 and count >= MIN_LETTERS_IN_ORDER else None


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
