"""Labels with a value each are found beside tables and never taken for their headers."""

import re

import pytest

from docqa.documents import Word
from docqa.reading.tables.finder import SetPage, find_tables
from docqa.tables import Table
from tests.support.set_pages import lowered, set_page

pytestmark = pytest.mark.pure

INVOICE = """
    Marlow Joinery Ltd               Invoice number      2024-1187
    12 Mill Lane                     Invoice date        3 March 2024
    Leeds LS1 4AB                    Customer            Harbour Ltd
    United Kingdom                   Amount due          361.00

    Description                Qty      Unit price      Amount
    Oak table top                2          120.00      240.00
    Steel legs                   2           45.50       91.00
    Delivery                     1           30.00       30.00
"""


def tables(page: SetPage) -> tuple[Table, ...]:
    return find_tables(0, {0: page}.get)


def as_read(page: SetPage) -> SetPage:
    """The page with one space or line end between two words of its text, as it is in a PDF."""
    text = ""
    words: list[Word] = []
    ends = 0
    for word in page.words:
        between = page.text[ends : word.start]
        text += "\n" if "\n" in between else " " if words else ""
        words.append(Word(len(text), len(text) + word.end - word.start, word.box))
        text += page.text[word.start : word.end]
        ends = word.end
    return SetPage(text, tuple(words))


def told(drawing: str, *spaces: tuple[str, float]) -> list[list[str]]:
    """What the cells of each table say, with so many lines of space above each of those words."""
    page = set_page(drawing)
    for word, lines in spaces:
        page = lowered(page, word, lines)
    return [[cell.describe() for cell in table.cells] for table in tables(as_read(page))]


def test_labels_with_a_value_each_head_nothing() -> None:
    pairs, bought = told(INVOICE)
    assert pairs == [
        "Invoice number: 2024-1187",
        "Invoice date: 3 March 2024",
        "Customer: Harbour Ltd",
        "Amount due: 361.00",
    ]
    assert bought[:3] == [
        "Oak table top · Qty: 2",
        "Oak table top · Unit price: 120.00",
        "Oak table top · Amount: 240.00",
    ]


def test_a_value_is_quoted_with_its_own_label() -> None:
    page = set_page(INVOICE)
    table = tables(page)[0]
    (customer,) = (cell for cell in table.cells if cell.row.label == "Customer")
    assert [page.text[start:end] for start, end in table.marks(customer)] == ["Customer", "Harbour Ltd"]


def test_two_blocks_stand_side_by_side() -> None:
    assert told("""
        Kundennummer      48210             Rechnungsnummer   R-2024-118
        Lieferdatum       01.03.2024        Rechnungsdatum    03.03.2024
        Versand           per Post          USt-IdNr.         DE811234567
    """) == [
        ["Kundennummer: 48210", "Lieferdatum: 01.03.2024", "Versand: per Post"],
        ["Rechnungsnummer: R-2024-118", "Rechnungsdatum: 03.03.2024", "USt-IdNr.: DE811234567"],
    ]  # fmt: skip


def test_two_labels_with_colons_are_enough_and_their_values_may_begin_anywhere() -> None:
    drawing = """
        By:        Ada Marlow
        Title of the office:    Director
        Notice: none
    """
    assert told(drawing) == [["By: Ada Marlow", "Title of the office: Director", "Notice: none"]]
    assert told(drawing.replace(":", "")) == []


def test_what_stands_close_behind_its_colon_alone_is_read_so_and_may_be_a_sentence() -> None:
    assert told("""
        Name: Ada Marlow
        Town: Leeds
        Born: 3 March 1990
    """) == []  # fmt: skip
    assert told("""
        Name: Ada Marlow
        born here: Leeds
        Post:         3 March 1990
    """) == []  # fmt: skip


def test_the_value_of_a_label_may_have_more_lines() -> None:
    assert told("""
        Name:        Ada Marlow
        Address:     12 Mill Lane
                     Leeds
                     United Kingdom
        Note:        None

                     Page 1
    """) == [["Name: Ada Marlow", "Address: 12 Mill Lane Leeds United Kingdom", "Note: None"]]  # fmt: skip


def test_lines_that_stand_elsewhere_in_the_text_or_under_the_label_are_no_part_of_a_value() -> None:
    assert told("""
        Name:        Ada Marlow         Leeds
        Office:      Director           York
                     of all             Hull
    """)[0][1] == "Office: Director"  # fmt: skip
    assert told("""
        Name:        Ada Marlow
        Office:      Director
        held         of all
        Date:        3 March 2024
    """)[0][1] == "Office: Director"  # fmt: skip


def test_labels_have_the_heading_that_stands_above_them() -> None:
    drawing = """
        Account summary                     Payment
        Holder          Ada Marlow          Due             17 March 2024
        Number          4410-2291           Method          transfer
        Balance         1,204.50            Least amount    35.00
    """
    found = told(drawing)
    assert [block[0] for block in found] == ["Account summary: Holder: Ada Marlow", "Payment: Due: 17 March 2024"]
    for other in ("Account summary.  ", "  Account summary", "Account summary:"):
        assert told(drawing.replace("Account summary", other, 1))[0][0].startswith("Holder")


@pytest.mark.parametrize(
    "drawing",
    [
        "Item         Price\nOak table    120.00\nSteel leg     45.50\nDelivery      30.00",
        "Team         Rovers\nWon          12\nDrawn        9\nLost         4",  # a name over numbers is a header
        "Sales        3 May 2024\nWood         12.5\nRent         9.40\nTaxes        4.10",  # so is a day
        "Growth       Flat\nVolume       2pts\nPrices       (1)pt\nSum          3pts",
        "Hive         old\nQueen        marked\nBox          pine",
        "Test         5.4\nTest         none\nTest         3 March",
        "Number       2024-1187\nDate         3 March 2024",  # two are too few
        "Hive       Age      Kind\nTown       2 years  black\nHill       new      9-12\nLake       1 May    red",
    ],
)  # fmt: skip
def test_no_labels_with_a_value_each(drawing: str) -> None:
    label, value = drawing.split("\n")[0].split()[:2]
    assert not any(said.startswith((f"{label}: {value}", "Town: 2")) for one in told(drawing) for said in one)


def test_below_a_header_stand_columns() -> None:
    drawing = """
        Material                   Value
        Frame        Weight        120 kg
        Glass        Issued        3 May 2024
        Door         Model         IP-65
        Lock         Status        yes
    """
    assert told(drawing) == []
    assert told(drawing.replace("Value", "     ")) == [
        ["Weight: 120 kg", "Issued: 3 May 2024", "Model: IP-65", "Status: yes"]
    ]


LOAN = """
    Loan number         Origination date    Interest rate
    7781234             12/01/2021          4.25%
"""
MORE = """
    Principal balance   Currency            Next payment
    $182,400.22         pounds              04/01/2024
"""


def test_values_may_stand_below_their_labels() -> None:
    first = ["Loan number: 7781234", "Origination date: 12/01/2021", "Interest rate: 4.25%"]
    more = ["Principal balance: $182,400.22", "Currency: pounds", "Next payment: 04/01/2024"]
    assert told(LOAN) == [first]
    assert told(LOAN + MORE) == [first, more]
    assert told(LOAN.lstrip("\n") + MORE.lstrip("\n")) == [first, more]


def test_more_rows_of_values_are_a_table() -> None:
    (found,) = told(LOAN + "    8123456             01/02/2022          3.90%")
    assert found[-1].endswith("Interest rate: 3.90%")
    assert len(found) > 3
    assert told(LOAN + "\n\n\n    8123456             01/02/2022          3.90%") == told(LOAN)
    assert told(LOAN + "\n    Paid monthly        See note            below") == told(LOAN)


@pytest.mark.parametrize(
    "drawing",
    [
        "Rate of tax      Basis\n50-Basis-Point   25-Basis-Point",  # two lines of a header
        "Name             Rate\nAda              4.25%",  # it is Ada's
        "Day              Paid for     Amount\n3 March          Bus          4.25",  # it is the bus's
        "Sales            Costs\n1,204            980",  # of one kind
        "Number           Exhibit\n2.1              Agreement",  # a list of one
        "Sales            Costs\n\n\n1,204            3 March",
        "Sales            Costs\n     1,204             3 March",
    ],
)
def test_no_values_below_their_labels(drawing: str) -> None:
    labels = tuple(f"{label}: " for label in re.split(r"\s{2,}", drawing.splitlines()[0]))
    assert not any(said.startswith(labels) for one in told(drawing) for said in one)


CREW = """
    Name:       Ada Marlow
    Office:     Director
    Since:      3 March 2024
"""


@pytest.mark.parametrize(("characters", "is_label"), [(45, True), (46, False)])
def test_a_label_is_short(characters: int, is_label: bool) -> None:
    label = f"{'L' * (characters - 1)}:"
    assert (f"{label} four" in told(CREW + f"    {label}   four")[0]) == is_label


@pytest.mark.parametrize(("characters", "is_value"), [(60, True), (61, False)])
def test_a_value_is_short(characters: int, is_value: bool) -> None:
    value = "v" * characters
    assert (f"Note: {value}" in told(CREW + f"    Note:       {value}")[0]) == is_value


@pytest.mark.parametrize(("characters", "is_heading"), [(60, True), (61, False)])
def test_a_heading_is_short(characters: int, is_heading: bool) -> None:
    heading = "H" * characters
    assert told(f"    {heading}\n{CREW.lstrip(chr(10))}")[0][0].startswith(heading) == is_heading


def test_pairs_stand_near_to_each_other() -> None:
    assert len(told(CREW, ("Since:", 1.5))[0]) == 3
    assert len(told(CREW, ("Since:", 2.5))[0]) == 2
    headed = "    Crew\n" + CREW.lstrip("\n")
    assert told(headed, ("Name:", 0.6))[0][0] == "Crew: Name: Ada Marlow"
    assert told(headed, ("Name:", 1.2))[0][0] == "Name: Ada Marlow"


def test_what_begins_and_ends_elsewhere_is_of_another_block() -> None:
    assert told(CREW.replace("Office:     Director", "  Office:   Director")) == [[
        "Name: Ada Marlow", "Since: 3 March 2024"
    ]]  # fmt: skip


def test_edges_may_be_off_by_half_a_height() -> None:
    assert len(told(CREW.replace("Office:     Director", " Office:    Director"))[0]) == 3


def test_the_lines_of_a_value_stand_close() -> None:
    more = CREW + "                of this year"
    assert told(more)[0][-1] == "Since: 3 March 2024 of this year"
    assert told(more, ("of", 0.3))[0][-1] == "Since: 3 March 2024 of this year"
    assert told(more, ("of", 0.8))[0][-1] == "Since: 3 March 2024"


def test_a_value_has_eight_lines_at_most() -> None:
    more = CREW + "\n".join(f"                line {number}" for number in range(2, 12))
    assert told(more)[0][-1].endswith("line 8")


def test_a_value_stands_near_below_its_label() -> None:
    assert told(LOAN, ("7781234", 0.6)) == told(LOAN)
    assert told(LOAN, ("7781234", 1.2)) == []


def test_a_row_further_below_is_of_another_table() -> None:
    more = LOAN + "    8123456             01/02/2022          3.90%"
    assert told(more, ("8123456", 2.0))[0] != told(LOAN)[0]
    assert told(more, ("8123456", 3.0))[0] == told(LOAN)[0]


def test_a_header_stands_near_above_its_columns() -> None:
    drawing = """
                     Value
        Weight       120 kg
        Issued       3 May 2024
        Model        IP-65
    """
    assert told(drawing, ("Weight", 2.0)) == []
    assert told(drawing, ("Weight", 3.0)) == [["Weight: 120 kg", "Issued: 3 May 2024", "Model: IP-65"]]


def test_few_values_of_another_kind_may_stand_in_a_column() -> None:
    rows = "\n".join(f"    Number {'one' * (row + 1):<20}{row + 11}.50" for row in range(6))
    assert told(rows + "\n    Note                       none") != []
    assert "Note: none" not in [said for one in told(rows + "\n    Note                       none") for said in one]
    assert "Note: none" in told("\n".join(rows.splitlines()[:4]) + "\n    Note                       none")[0]


SALE = """
    Seller
    Company:        Harbour Ltd
    VAT number:     GB123456
    Buyer
    Trade name:     Mill Ltd
    Tax number:     GB998877
"""


def test_a_heading_is_of_what_stands_above_the_next_one() -> None:
    seller = ["Seller: Company: Harbour Ltd", "Seller: VAT number: GB123456"]
    assert told(SALE) == [
        seller,
        ["Trade name: Mill Ltd", "Tax number: GB998877"],
    ]  # "Buyer" may go on in the line above
    assert told(SALE, ("Buyer", 0.3)) == [seller, ["Buyer: Trade name: Mill Ltd", "Buyer: Tax number: GB998877"]]


def test_a_label_without_a_value_is_no_heading_and_leaves_none_to_those_below() -> None:
    assert told(SALE.replace("Buyer", "Buyer:"))[0] == [
        "Company: Harbour Ltd", "VAT number: GB123456", "Trade name: Mill Ltd", "Tax number: GB998877"
    ]  # fmt: skip


PARTIES = """
    Landlord
    Company name    Harbour Ltd
    VAT number      GB123456
    Start date      3 May 2020
    Tenant
    Employer name   Mill Ltd
    Monthly fee     900.00
    Birth date      3 May 1992
"""


def test_without_colons_what_stands_alone_is_a_heading_only_where_it_stands_apart() -> None:
    """A label may have gone on there."""
    assert told(PARTIES) == []
    assert [block[0] for block in told(PARTIES, ("Tenant", 0.3))] == [
        "Landlord: Company name: Harbour Ltd", "Tenant: Employer name: Mill Ltd"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "drawing",
    [
        """
        Amount of rent       100.00
        not yet due
        Amount of rent now   300.00
        due on date          3 May 2024
        Kind                 gas
        """,
        """
        Amount not           100.00
        yet paid
        Due date             3 May 2024
        Model                R-118
        Kind                 gas
        """,
        """
        Due date             3 May 2024
        Model                R-118
        Kind                 gas
        Amount not           100.00
        yet paid
        """,
        """
        Total amount
        payable before       100.00
        Total amount
        payable after        110.00
        Due date             3 May 2024
        Model                R-118
        Kind                 gas
        """,
    ],
)
def test_a_label_is_never_said_without_its_other_line(drawing: str) -> None:
    found = [said for one in told(drawing) for said in one]
    assert not any(
        said.startswith(("Amount of rent: ", "Amount not: ", "payable ", "Total amount: ")) for said in found
    )


def test_a_value_is_no_label() -> None:
    assert told("""
        Name:                Date of issue    3 May 2024
        City:     Leeds      Postal code      62704
        Land:     Wales      Reference no.    R-118
    """) == [["Date of issue: 3 May 2024", "Postal code: 62704", "Reference no.: R-118"]]


@pytest.mark.parametrize(
    "drawing",
    [
        """
        Harbour Ltd             3 May 2024
        Mill Lane               Invoice
        Leeds                   R-2024-118
        United Kingdom          361.00
        """,
        """
        Harbour Ltd             3 March 2024
        Mill Lane               Customer 48210
        Leeds                   48210
        """,
        """
        Seller                  Buyer
        Harbour Ltd             Bob Roe
        Mill Lane               Dock Street
        Leeds                   Bristol
        VAT GB123456            GB998877
        """,
        """
        Bill to                 Ship to
        Ann Lee                 Bob Roe
        Acme Inc                Dock Street
        Springfield             62704
        """,
        """
        Customer name           Payment date
        Ann Lee                 3 May 2024
        Tax                     R-118
        Fee                     361.00
        """,
        """
        Landlord                Tenant
        Ann Lee                 Bob Roe
        Leeds                   3 May 2024
        Signed                  Signed here
        """,
        """
        The rent of the         tables of oak
        house and its           from Leeds
        and chairs of pine      2019
        were due on that        day in May
        """,
    ],
)
def test_words_beside_a_date_or_an_address_are_no_labels(drawing: str) -> None:
    assert told(drawing) == []


@pytest.mark.parametrize(
    "drawing",
    [
        "Numéro        F-2024-118\nDate          3 mai 2024\nMontant       361,00\nClient        Harbour",
        "Número        F-2024-118\nFecha         3 mayo 2024\nImporte       361,00\nCliente       Harbour",
        "Rechnungsnr.  F-2024-118\nDatum         3. Mai 2024\nRestbetrag    361,00\nKunde         Harbour",
    ],
)
def test_labels_are_known_in_several_languages(drawing: str) -> None:
    assert len(told(drawing)[0]) == 4


MODULE = """
    Cells           Monocrystalline
    Direction       upright
    Dimensions      two by one
    Weight          20.0 kg
    Glass           coated
    Fuse            20A
    Backsheet       White
"""


def test_of_a_long_list_two_labels_are_known_ones() -> None:
    """Its values may be words, as no letterhead is so long."""
    (found,) = told(MODULE)
    assert len(found) == 7
    assert found[3] == "Weight: 20.0 kg"
    one_known, short = MODULE.replace("Dimensions", "Directions"), MODULE.rpartition("    Backsheet")[0]
    for other in (one_known, short):
        assert not any("Cells: Monocrystalline" in said for said in told(other))


def test_what_begins_small_goes_on_from_above_and_heads_nothing() -> None:
    whole = """
        Date of last
        payment:      3 May 2024
        Born:         4 May 2001
        Town:         Leeds
    """
    assert told(whole) == []
    assert told(whole, ("payment:", 0.8))[0][0] == "payment: 3 May 2024"
    assert told(CREW.replace("    Name", "    of the crew\n    Name"))[0][0] == "Name: Ada Marlow"
    assert told(PARTIES.replace("Employer name", "employer name"), ("Tenant", 0.3)) == []


def test_a_label_with_digits_is_no_known_one() -> None:
    drawing = """
        Tax GB123456         3 May 2024
        Customer 48210       R-2024-118
        Leeds                361.00
    """
    assert told(drawing) == []
    assert (
        len(told(drawing.replace("Tax GB123456", "Tax date    ").replace("Customer 48210", "Customer      "))[0]) == 3
    )
