"""Rows that share a label have it, wherever it stands beside them; where that cannot be told, they have none."""

import pytest

from docqa.reading.tables.finder import find_tables
from docqa.tables import Table
from tests.support.set_pages import set_page

pytestmark = pytest.mark.pure


def table(drawing: str) -> Table:
    (found,) = find_tables(0, {0: set_page(drawing)}.get)
    return found


def names(drawing: str) -> list[str]:
    return [row.name for row in table(drawing).rows]


def headers(found: Table) -> list[str]:
    return [column.header for column in found.columns]


def test_a_label_at_the_top_is_that_of_the_rows_below() -> None:
    found = names("""
        Region     Branch     Members   Total
        North      Leeds          120     333
                   York           121     334
                   Hull           125     338
        South      Bath           220     433
                   Exeter         221     434
    """)
    assert found == ["North: Leeds", "North: York", "North: Hull", "South: Bath", "South: Exeter"]


def test_times_behind_a_column_of_numbers_are_a_part_of_the_label_and_no_values() -> None:
    found = table("""
        County     Offices    Period      Members   Total
        Apache          44    JUL 2023        120     333
                        45    OCT 2023        121     334
                        46    JAN 2024        125     338

        Cochise         55    JUL 2023        220     433
                        56    OCT 2023        221     434
                        57    JAN 2024        225     438
    """)
    assert headers(found) == ["Offices", "Members", "Total"]
    (cell,) = (cell for cell in found.cells if cell.text == "434")
    assert cell.describe() == "Cochise: OCT 2023 · Total: 434"


@pytest.mark.parametrize("at", range(3))
def test_groups_that_stand_apart_have_the_label_that_stands_at_any_of_their_rows(at: int) -> None:
    """At the end it is told by the gaps between the groups alone."""
    drawing = ""
    for name, first in (("North", 120), ("South", 220)):
        for number in range(3):
            label = name if number == at else ""
            drawing += f"    {label:<11}B{number} Street       {first + number:>6} {first + 300 + number:>6}\n"
        drawing += "\n"
    found = names(f"    Region     Branch        Members   Total\n{drawing}")
    assert found == [f"{name}: B{number} Street" for name in ("North", "South") for number in range(3)]


def test_a_label_in_the_middle_is_that_of_the_rows_around_it() -> None:
    found = names("""
        Region     Branch     Members   Total
                   Leeds          120     333
        North      York           121     334
                   Hull           125     338
                   Bath           220     433
        South      Exeter         221     434
                   Poole          225     438
    """)
    assert found[:3] == ["North: Leeds", "North: York", "North: Hull"]
    assert found[3:] == ["South: Bath", "South: Exeter", "South: Poole"]


def test_a_label_at_half_the_height_of_two_rows_is_that_of_the_rows_around_it() -> None:
    found = names("""
        Region     Branch     Members   Total

                   Leeds          120     333
        North
                   York           125     338

                   Bath           220     433
        South
                   Exeter         225     438
    """)
    assert found == ["North: Leeds", "North: York", "South: Bath", "South: Exeter"]


def test_a_label_of_two_lines_is_one() -> None:
    found = names("""
        County     Period      Members   Total
        Apache     JUL 2023        120     333
                   OCT 2023        121     334
                   JAN 2024        125     338
        Santa      JUL 2023        220     433
        Cruz       OCT 2023        221     434
                   JAN 2024        225     438
    """)
    assert found[3:] == ["Santa Cruz: JUL 2023", "Santa Cruz: OCT 2023", "Santa Cruz: JAN 2024"]


def test_years_behind_labels_are_a_part_of_them() -> None:
    found = names("""
        Region     Year     Members   Total
        North      2021         120     333
                   2022         121     334
        South      2021         220     433
                   2022         221     434
    """)
    assert found == ["North: 2021", "North: 2022", "South: 2021", "South: 2022"]


def test_where_a_label_may_be_that_of_the_rows_above_or_below_none_has_it_but_its_own() -> None:
    found = names("""
        Region     Branch     Members   Total
                   Leeds          120     333
                   York           121     334
        North      Hull           125     338
                   Bath           220     433
                   Exeter         221     434
        South      Poole          225     438
    """)
    assert found == ["", "", "North: Hull", "", "", "South: Poole"]


def test_a_page_may_begin_within_a_group() -> None:
    found = names("""
        County     Period      Members   Total
                   JAN 2024        125     338
        Cochise    JUL 2023        220     433
                   OCT 2023        221     434
                   JAN 2024        225     438
        Gila       JUL 2023        320     533
                   OCT 2023        321     534
                   JAN 2024        325     538
    """)
    assert found[0] == "" and "Cochise: JUL 2023" in found
    assert not any(name.startswith("Gila") and "JAN 2024" not in name and "JUL" not in name for name in found)


@pytest.mark.parametrize("sum_of_all", ["Total", "Grand total", "Gesamt"])
def test_a_sum_below_the_last_of_two_groups_may_be_that_of_both(sum_of_all: str) -> None:
    rows = f"""
        Region     Branch         Sold
        Leeds      Q1                1
                   Q2                3
        York       Q1                5
                   Q2                7
                   {sum_of_all:<14}   16
    """
    assert names(rows) == ["Leeds: Q1", "Leeds: Q2", "York: Q1", "York: Q2", ""]
    assert [cell.text for cell in table(rows).named_cells()].count("16") == 0


def test_sums_of_each_group_are_of_their_groups() -> None:
    found = names("""
        Region     Branch         Sold
        Leeds      Q1                1
                   Q2                3
                   Total             4
        York       Q1                5
                   Q2                7
                   Total            12
    """)
    assert found == ["Leeds: Q1", "Leeds: Q2", "Leeds: Total", "York: Q1", "York: Q2", "York: Total"]


def test_sums_are_of_no_group_unless_they_say_so() -> None:
    found = names("""
        Region     Branch     Members   Total
        North      Leeds          120     333
                   York           121     334
        Total North               125     338
        South      Bath           220     433
                   Exeter         221     434
        Total South               999     888
    """)
    assert found == ["North: Leeds", "North: York", "Total North", "South: Bath", "South: Exeter", "Total South"]


def test_a_last_row_that_no_other_group_has_may_be_of_all_groups() -> None:
    found = names("""
        Region     Kind       Members   Total
        North      old            120     333
                   new            121     334
        South      old            220     433
                   new            221     434
        West       old            320     533
                   new            321     534
                   all            999     888
    """)
    assert found[-2:] == ["West: new", ""]


def test_few_rows_without_what_stands_before_their_label_are_no_groups() -> None:
    found = names("""
        Item       Kind       Members   Total
        Table      oak            120     333
        Chair      ash            121     334
        Stool      elm            125     338
                   more            20     433
        Lamp       tin            221     434
    """)
    assert found == ["Table oak", "Chair ash", "Stool elm", "more", "Lamp tin"]


def test_numbered_headings_have_no_room_for_their_rows_and_are_not_a_part_of_the_first() -> None:
    found = names("""
        District                       Members   Total
        Congressional District 1
            Maricopa County                120     333
        Total:                             120     333
        Congressional District 2
            Apache and Navajo              220     433
            Cochise                        221     434
        Total:                             441     867
    """)
    one, two = "Congressional District 1", "Congressional District 2"
    assert found[:2] == [f"{one}: Maricopa County", f"{one}: Total"]
    assert found[2:] == [f"{two}: Apache and Navajo", f"{two}: Cochise", f"{two}: Total"]


def test_a_single_sum_below_the_last_of_several_headings_may_be_that_of_all() -> None:
    found = names("""
        Place                          Members   Total
        North
            Leeds                          120     333
        South
            Bath                           220     433
        Total                              441     867
    """)
    assert found == ["North: Leeds", "South: Bath", "Total"]


PAGE = """
                    REPORT OF THE REGISTER
                 Members on January 02, 2024
    {}

    County     Offices    Period      Members   Total

    Apache          44    JUL 2023      1,120   2,333
                    45    OCT 2023      1,121   2,334

    Cochise         55    JUL 2023      1,220   2,433
                    56    OCT 2023      1,221   2,434
"""


def second_of(*parts: str) -> Table:
    """The table of the second page of those with these parts."""
    pages = {index: set_page(PAGE.format(part)) for index, part in enumerate(parts)}
    (found,) = find_tables(1, pages.get)
    return found


@pytest.mark.parametrize("parts", [("", "Dear Ann Lee", ""), ("", "Thank you for reading")])
def test_what_stands_above_a_table_is_no_part_where_no_other_has_the_same_header_below_one(
    parts: tuple[str, ...],
) -> None:
    assert second_of(*parts).rows[0].name == "Apache: JUL 2023"
    assert table(PAGE.format(parts[1])).rows[0].name == "Apache: JUL 2023"


def test_the_part_of_a_table_is_told_by_the_page_behind_it_or_by_another_on_its_own() -> None:
    assert second_of("", "Active", "Inactive").rows[0].name == "Active: Apache: JUL 2023"
    both = set_page(PAGE.format("Active") + "\n\n" + PAGE.format("Inactive"))
    named = [found.rows[0].name for found in find_tables(0, {0: both}.get)]
    assert named == ["Active: Apache: JUL 2023", "Inactive: Apache: JUL 2023"]


def test_what_tells_a_table_from_the_one_on_another_page_is_said_with_each_cell() -> None:
    found = second_of("Active", "Inactive")
    assert [column.header for column in found.columns] == ["Offices", "Members", "Total"]
    (cell,) = (cell for cell in found.cells if cell.text == "2,434")
    assert cell.describe() == "Inactive: Cochise: OCT 2023 · Total: 2,434"
    text = PAGE.format("Inactive")
    assert {set_page(text).text[start:end] for start, end in found.marks(cell)} >= {"Inactive", "Cochise", "2,434"}


@pytest.mark.parametrize("line", ["(in thousands)", "Year ended December 31", "Table of contents"])
def test_a_unit_a_time_or_what_stands_on_each_page_is_none(line: str) -> None:
    assert not any(line in row.groups for row in second_of("Active", line).rows)
    assert not any(line in row.groups for row in second_of(line, line).rows)


def test_headings_that_come_again_are_said_with_those_that_they_stand_under() -> None:
    found = names("""
                                 2024     2023
        Europe:
            Sales by:
                Footwear        1,120    1,333
                Total           1,121    1,334
        Asia:
            Sales by:
                Footwear        1,220    1,433
                Equipment       1,221    1,434
    """)
    assert found[:2] == ["Europe: Sales by: Footwear", "Europe: Sales by: Total"]
    assert found[2:] == ["Asia: Sales by: Footwear", "Asia: Sales by: Equipment"]


def test_a_heading_is_said_alone_where_that_tells_enough() -> None:
    assert names("""
                                 2024     2023
        Europe:
            Sales by:
                Footwear        1,120    1,333
            Costs of:
                Footwear        1,121    1,334
    """) == ["Sales by: Footwear", "Costs of: Footwear"]


def test_the_first_line_of_what_heads_the_labels_is_no_part() -> None:
    """It stands as close to the second one as lines of one header do."""
    found = table("""
        Number of
        members               Spring       Autumn
        Leeds                1,120        2,333
        York                 1,121        2,334
    """)
    assert [row.name for row in found.rows] == ["Leeds", "York"]


def test_the_items_of_a_list_share_no_number() -> None:
    found = names("""
        No.   Work             Hours    Total
        1.    Planning           120      333
              Drawing            121      334
        2.    Digging            220      433
              Paving             221      434
    """)
    assert not any(name.startswith(("1.: ", "2.: ")) for name in found)


def test_labels_that_are_wrapped_and_numbered_are_whole() -> None:
    """No row stands at the indent of their second lines."""
    found = names("""
                                           2024     2023
        Reported in the district of 1
            Non-GAAP Measure             31,657    7,692
        Reported in the district of 2
            Non-GAAP Measure             32,657    7,792
        Reported elsewhere                  657      792
    """)
    assert found[0] == "Reported in the district of 1 Non-GAAP Measure"


def test_a_page_that_begins_within_a_group_of_two_is_not_taken_for_groups_with_labels_in_the_middle() -> None:
    found = names("""
        Region     Kind       Members   Total
                   new            121     334
        North      old            120     333
                   new            121     334
        South      old            220     433
                   new            221     434
        West       old            320     533
                   new            321     534
    """)
    assert found == ["", "North: old", "", "South: old", "", "West: old", ""]


def test_lines_of_labels_that_nothing_puts_together_name_no_row() -> None:
    """ "England: Hull" would be half a name."""
    found = table("""
        Region     Branch     Members   Total
                   Leeds          120     333
                   Ripon          120     333
        North      York           121     334
        England    Hull           125     338
                   Bath           220     433
                   Wells          221     434
        South      Exeter         221     434
        Wales      Barry          225     438
    """)
    assert {row.name for row in found.rows} == {""}


def test_labels_of_single_rows_below_one_another_are_not_the_lines_of_one() -> None:
    found = names("""
        Region     Branch     Members   Total
        North      Leeds          120     333
                   York           121     334
                   Hull           125     338

        East       Ely            220     433
        West       Wells          221     434

        South      Dover          320     533
                   Poole          321     534
    """)
    assert found[:3] == ["North: Leeds", "North: York", "North: Hull"]
    assert found[3:] == ["East: Ely", "West: Wells", "South: Dover", "South: Poole"]


def test_a_row_that_nothing_names_has_not_the_name_of_its_table() -> None:
    drawing = """
        {}

        Region     Branch     Members   Total
                   Leeds          120     333
                   York           121     334
        North      Hull           125     338
                   Bath           220     433
                   Exeter         221     434
        South      Poole          225     438
    """
    pages = {index: set_page(drawing.format(part)) for index, part in enumerate(("Active", "Inactive"))}
    (found,) = find_tables(1, pages.get)
    assert [row.name for row in found.rows] == ["", "", "Inactive: North: Hull", "", "", "Inactive: South: Poole"]


def test_groups_that_stand_apart_are_told_where_the_page_begins_within_one_and_ends_with_a_sum() -> None:
    found = names("""
        Region     Branch     Members   Total
                   Hull           125     338

                   Bath           220     433
                   Exeter         221     434
        South      Poole          225     438

                   Ely            220     433
        East       Wisbech        221     434

                   All            999     888
    """)
    assert found[0] == "" and found[-1] == ""
    assert found[1:4] == ["South: Bath", "South: Exeter", "South: Poole"] and found[4] == "East: Ely"
