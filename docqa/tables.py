"""Tables of a page: rows, columns, cells, each with where it stands; and how they are said in words. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from docqa.documents import Passage

FINDER = "tables-17"  # how they are found on a page; goes up whenever that changes, so that kept ones are found anew
_COLONS = " :："
MAX_CHARACTERS_FROM_LABEL = 400  # of the page's text, from a row's label to its cell; what is longer is no quotation


@dataclass(frozen=True, slots=True)
class Place:
    """`[start:end]` of the text of the page with that index."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its header: all that stands above it, from the top down; `places` has one for each line of it.

    The header of a table that goes on from the page before stands there.
    """

    index: int
    header: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its label; `groups` are the headings that it stands under, the outermost first.

    So many of them as `groups_in_name` says, the innermost, are a part of its name: it needs them to be understood.
    `places` has one for each line of `name`.
    """

    index: int
    label: str
    groups: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    groups_in_name: int = 1

    @property
    def name(self) -> str:
        """The label, with the groups that it needs to be understood.

        >>> groups = "Results", "Earnings per share:"
        >>> [Row(3, "Basic", groups, (), count).name for count in (1, 2)]
        ['Earnings per share: Basic', 'Results: Earnings per share: Basic']
        """
        return ": ".join(said.rstrip(_COLONS) for said in (*self.named_groups, self.label) if said)

    @property
    def named_groups(self) -> tuple[str, ...]:
        """Those that are a part of the name."""
        return self.groups[max(0, len(self.groups) - self.groups_in_name) :]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with what it says: `Page.text[start:end]`, as `text` without the space in "$ 5".

    `unit` is what the table says of this cell, and "" where nothing does or the cell says it itself ("13.1%").
    """

    row: Row
    column: Column
    text: str
    start: int
    end: int
    unit: str = ""

    def describe(self) -> str:
        """The cell in words.

        >>> Cell(Row(0, "Capital spending"), Column(0, "2018"), "(1,577)", 0, 7, "in millions").describe()
        'Capital spending · 2018: (1,577), in millions'
        >>> Cell(Row(0, "Over 9,875"), Column(0, "The tax is:"), "987.50", 0, 6).describe()
        'Over 9,875 · The tax is: 987.50'
        """
        said = ", ".join(filter(None, (self.text, self.unit)))
        name = " · ".join(filter(None, (self.row.name, self.column.header)))
        return f"{name.rstrip(_COLONS)}: {said}"

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """The cell with its row's label and what stands between, of `Page.text`; alone where that is not near.

        `[start:end]` is that of the passage, which holds the cell: what is quoted must be, too.

        >>> Cell(Row(0, "Rent", (), (Place(0, 40, 44),)), Column(0, "2024"), "125", 50, 53).stretch(20, 90)
        (40, 53)
        """
        label = [place for place in self.row.places[-1:] if start <= place.start and place.end <= end]
        first = min([self.start, *(place.start for place in label)])
        last = max([self.end, *(place.end for place in label)])
        return (first, last) if last - first <= MAX_CHARACTERS_FROM_LABEL else (self.start, self.end)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one page: `page` is that page's index, `unit` what is said of all its cells: "in millions"."""

    page: int
    title: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]  # row by row, from left to right; what is empty has none

    @property
    def has_header(self) -> bool:
        return any(column.header for column in self.columns)

    @property
    def extent(self) -> tuple[int, int]:
        """How far it reaches in `Page.text`, with those of its headers that stand on its page. It has cells."""
        heads = (place for column in self.columns for place in column.places if place.page == self.page)
        labels = (place for row in self.rows for place in row.places)
        stretches = [
            *((place.start, place.end) for place in (*heads, *labels)),
            *((c.start, c.end) for c in self.cells),
        ]
        return min(start for start, _ in stretches), max(end for _, end in stretches)

    def cells_in(self, start: int, end: int) -> tuple[Cell, ...]:
        """The cells that stand in `Page.text[start:end]`, of a passage or a quotation."""
        return tuple(cell for cell in self.cells if start <= cell.start and cell.end <= end)

    def named_cells(self) -> frozenset[Cell]:
        """The cells that their row's name and their column's header tell from all others, so that they may be named.

        Not those of a row without a name among others, of rows with one name that hold different things in a column,
        and of columns with one header over different values: what is quoted as "Total" must be the total.

        >>> rows, net = (Row(0, "Total"), Row(1, "Total"), Row(2, "Rent"), Row(3, "")), Column(0, "Net")
        >>> cells = tuple(Cell(row, net, text, 0, 1) for row, text in zip(rows, "5687"))
        >>> [cell.text for cell in Table(0, "", "", (net,), rows, cells).named_cells()]
        ['8']
        >>> row, totals = Row(0, "Runaways"), [Column(n, "Total") for n in range(2)]
        >>> cells = tuple(Cell(row, column, text, 0, 4) for column, text in zip(totals, ("75.8", "41.8")))
        >>> len(Table(0, "", "", tuple(totals), (row,), cells).named_cells())
        0
        """
        held = defaultdict[tuple[str, int], set[str]](set)
        for cell in self.cells:
            held[cell.row.name, cell.column.index].add(cell.text)
        apart = {column for column in self.columns if self._is_told_apart(column)}
        is_only_row = len(self.rows) == 1
        return frozenset(
            cell
            for cell in self.cells
            if cell.column in apart
            and (is_only_row or (cell.row.name and len(held[cell.row.name, cell.column.index]) == 1))
        )

    def _is_told_apart(self, column: Column) -> bool:
        """Whether no other column has the same header over other values."""
        if not column.header:
            return True
        own = {cell.row.index: cell.text for cell in self.cells if cell.column.index == column.index}
        same = {other.index for other in self.columns if other.header == column.header} - {column.index}
        return all(own.get(c.row.index, c.text) == c.text for c in self.cells if c.column.index in same)

    def marks(self, cell: Cell) -> tuple[tuple[int, int], ...]:
        """Where a cell, its row's name and its header stand on the page, each as `[start:end]` of its text.

        Of a table that goes on from the page before, the header may not: there is nothing of it to be marked.
        """
        places = (*cell.column.places, *cell.row.places, Place(self.page, cell.start, cell.end))
        return tuple((place.start, place.end) for place in places if place.page == self.page)


def no_tables(passage: Passage) -> tuple[Table, ...]:
    """For where the tables of a passage's page are not known."""
    return ()


def as_markdown(table: Table, rows: Iterable[Row] | None = None) -> str:
    """The table, or those rows of it, as Markdown: for a model.

    >>> row, column = Row(0, "Rent"), Column(0, "2024")
    >>> print(as_markdown(Table(0, "Costs", "in euros", (column,), (row,), (Cell(row, column, "12|5", 9, 13),))))
    Costs (in euros)
    <BLANKLINE>
    | | 2024 |
    |---|---|
    | Rent | 12\\|5 |
    """
    wanted = table.rows if rows is None else tuple(rows)
    said = {(cell.row.index, cell.column.index): cell for cell in table.cells}
    unit = f"({table.unit})" if table.unit and table.unit not in table.title else ""
    lines = [_words(f"{table.title} {unit}"), ""]
    lines += [_line("", *(column.header for column in table.columns)), "|" + "---|" * (len(table.columns) + 1)]
    for row in wanted:
        cells = (said.get((row.index, column.index)) for column in table.columns)
        lines.append(_line(row.name, *(_said(cell, table.unit) if cell else "" for cell in cells)))
    return "\n".join(lines if lines[0] else lines[2:])


def _said(cell: Cell, unit: str) -> str:
    """What a cell says, with its unit where that is not the table's."""
    return f"{cell.text} {cell.unit}" if cell.unit and cell.unit not in unit else cell.text


def _line(*cells: str) -> str:
    escaped = (_words(cell).replace("|", "\\|") for cell in cells)
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in escaped)


def _words(text: str) -> str:
    """A text on one line: where it broke, what follows would stand outside of the table."""
    return " ".join(text.split())
