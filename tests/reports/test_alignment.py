from random import Random

import pytest

from docqa.documents import Page
from docqa.reports.alignment import Alignment, align
from docqa.reports.statements import Statement, statements

pytestmark = pytest.mark.pure

RENT = "The monthly rent of the cottage is 900 euros."
DOGS = "Dogs may be kept in the garden behind the house."
KEYS = "The second set of keys lies in the safe of the landlord."
GAS = "Gas and water are read from the meters in December."


def said(*lines: str) -> list[Statement]:
    return list(statements([Page(0, "1", "\n\n".join(lines))], ()))


def outcomes(before: list[Statement], after: list[Statement]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """The texts that changed, and those of either alone."""
    found = align(before, after)
    changed = [
        (" ".join(before[one].text for one in c.before), " ".join(after[other].text for other in c.after))
        for c in found.changed
    ]
    return changed, [before[one].text for one in found.only_before], [after[other].text for other in found.only_after]


@pytest.mark.parametrize(
    "changed",
    [
        RENT.replace("900", "950"),
        RENT.replace("monthly", "weekly"),
        RENT.replace("is 900", "is not 900"),
        RENT.replace("900 euros", "900 euros, which the tenant pays in advance"),
        RENT.replace("of the cottage ", ""),
    ],
)
def test_a_changed_statement_stands_beside_what_it_was(changed: str) -> None:
    assert outcomes(said(DOGS, RENT, KEYS), said(DOGS, changed, KEYS)) == ([(RENT, changed)], [], [])


def test_what_only_one_has_is_told_apart() -> None:
    assert outcomes(said(RENT, DOGS, KEYS), said(RENT, KEYS, GAS)) == ([], [DOGS], [GAS])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (RENT, RENT.replace("The monthly", "THE MONTHLY").replace(".", ";")),
        (f"2.1 {RENT}", f"3.4 {RENT}"),
        ("The long-term rent is due, in all months.", "The long‐term rent is due in all months"),
        ("The long-term rent is due in all months.", "The long-\nterm rent is due in all months."),
        ("In May the fee of the tenant is due and payable.", "The fee of the tenant is due and payable in May."),
    ],
)
def test_case_marks_numbers_of_clauses_and_order_are_no_change(before: str, after: str) -> None:
    assert outcomes(said(DOGS, before, KEYS), said(DOGS, after, KEYS)) == ([], [], [])


def test_a_new_order_of_numbers_or_names_is_a_change() -> None:
    for before, after in (
        ("Dogs cost 5 and cats cost 4 euros.", "Dogs cost 4 and cats cost 5 euros."),
        ("In Leeds the Owner pays the Tenant.", "In Leeds the Tenant pays the Owner."),
        ("The loss of the year was (500) euros.", "The loss of the year was 500 euros."),
    ):
        assert outcomes(said(DOGS, before), said(DOGS, after)) == ([(before, after)], [], [])


def test_what_has_moved_is_the_same_and_counted() -> None:
    before, after = said(RENT, DOGS, KEYS, GAS), said(GAS, RENT, DOGS, KEYS)
    assert outcomes(before, after) == ([], [], [])
    assert align(before, after).moved == 1


def test_what_has_moved_and_changed_is_found_by_its_rare_words() -> None:
    changed = GAS.replace("December", "June")
    assert outcomes(said(RENT, DOGS, KEYS, GAS), said(changed, RENT, DOGS, KEYS)) == ([(GAS, changed)], [], [])


def test_a_value_alone_is_matched_in_its_place_only() -> None:
    changed, only_before, only_after = outcomes(
        said("Deposit", "900", "Rent", "1200"), said("Deposit", "1200", "Rent", "900")
    )
    assert not changed and only_before and only_after  # though each stands in both


def test_a_reference_to_a_clause_that_was_renumbered_is_no_change() -> None:
    see, other = "4.1 The deposit is paid as clause 2.1 says.", "5.1 The deposit is paid as clause 3.1 says."
    before, after = said(f"2.1 {RENT}", see), said(f"3.1 {RENT}", other)
    assert outcomes(before, after) == ([], [], [])
    assert align(before, after).renumbered == 2
    wrong = other.replace("3.1", "9.9")
    assert outcomes(before, said(f"3.1 {RENT}", wrong)) == ([(see, wrong)], [], [])


def test_it_does_not_matter_how_a_document_is_cut() -> None:
    items = "The tenant (a) pays rent; (b) feeds the cat; and (c) cuts the hedge"
    whole = said(DOGS, items, KEYS)
    cut = said(DOGS, "The tenant", "(a) pays rent;", "(b) feeds the cat; and", "(c) cuts the hedge", KEYS)
    assert outcomes(whole, cut) == outcomes(cut, whole) == ([], [], [])


def test_a_short_statement_that_is_a_part_of_another_one_is_found_in_it() -> None:
    before = said(RENT[:-1], "House rules", DOGS, f"{KEYS[:-1]} House rules", GAS)
    after = said(f"{RENT[:-1]} House rules", DOGS, KEYS[:-1], "House rules", GAS)
    assert outcomes(before, after) == outcomes(after, before) == ([], [], [])


def test_the_heading_of_a_clause_whose_words_changed_is_the_same_where_others_moved() -> None:
    roof, new_roof = (
        f"The roof of the cottage is mended by a {who} in the month of May." for who in ("mason", "smith")
    )
    before, after = said(RENT, "Repairs", roof, DOGS, KEYS, GAS), said(RENT, DOGS, KEYS, GAS, "Repairs", new_roof)
    assert outcomes(before, after) == ([(roof, new_roof)], [], [])


@pytest.mark.parametrize(
    ("first", "one", "second", "other"),
    [
        ("Who keeps the hedge of the garden low?", "The owner.", "Who sweeps the yard behind the barn?", "The guest."),
        ("Is the barn part of what is let?", "Yes", "Is the boat part of what is let?", "No"),
        ("The hedge of the garden is cut by:", "the owner", "The yard behind the barn is swept by:", "the guest"),
        ("Hedges", "Cut by the owner.", "Stairs", "Swept by the guest."),
        ("Hedges", "These are cut by the owner each May.", "Stairs", "These are swept by the guest on Mondays."),
        ("Who cuts the hedge each May?", "The owner pays the guest.", "Who sweeps?", "The guest pays the owner."),
    ],
)
def test_what_two_questions_or_headings_have_below_them_changes_where_it_changes_places(
    first: str, one: str, second: str, other: str
) -> None:
    before = said(RENT, DOGS, first, one, second, other, KEYS, GAS)
    after = said(RENT, DOGS, first, other, second, one, KEYS, GAS)
    found = align(before, after)
    assert {index for change in found.changed for index in change.before} | {*found.only_before} == {3, 5}
    assert {index for change in found.changed for index in change.after} | {*found.only_after} == {3, 5}
    turned = said(RENT, DOGS, second, one, first, other, KEYS, GAS)  # the questions change places instead
    assert any((align(before, turned).changed, *outcomes(before, turned)[1:]))


def test_a_few_words_that_stand_before_another_statement_than_they_did_are_told() -> None:
    rooms = "rooms with a stove and a bath", "rooms with a view of the lake"
    before = said(RENT, "up north", rooms[0], "lakeside", rooms[1], KEYS)
    after = said(RENT, "lakeside", rooms[0], "up north", rooms[1], KEYS)
    assert outcomes(before, after) == ([], ["up north", "lakeside"], ["lakeside", "up north"])


def test_clauses_that_change_their_order_under_headings_have_moved() -> None:
    heads = "Of the rent and of its payment:", "Of the house and of its garden:"
    before, after = said(heads[0], RENT, GAS, heads[1], DOGS, KEYS), said(heads[0], GAS, heads[1], RENT, DOGS, KEYS)
    assert outcomes(before, after) == outcomes(after, before) == ([], [], [])
    added = "A camera at the gate is allowed where a sign points it out to all who pass."
    assert outcomes(before, said(heads[0], added, GAS, heads[1], RENT, DOGS, KEYS)) == ([], [], [added])
    turned = said(heads[1], DOGS, KEYS, heads[0], RENT, GAS)
    assert outcomes(before, turned) == ([], [], [])


def test_what_both_have_is_not_only_in_the_one_that_has_it_twice() -> None:
    before, after = said(RENT, DOGS, KEYS, GAS, DOGS), said(RENT, DOGS, KEYS, GAS)
    assert outcomes(before, after) == outcomes(after, before) == ([], [], [])
    assert (align(before, after).more_before, align(after, before).more_after) == ((4,), (4,))


def test_how_much_two_documents_have_in_common() -> None:
    def common(*texts: str) -> Alignment:
        return align(said(RENT, DOGS), said(*texts))

    assert common(RENT, DOGS, GAS, KEYS).in_common == 1.0  # all of the shorter one
    assert common(GAS, KEYS).in_common == 0.0


def test_long_documents_with_the_same_lines_again_and_again_are_matched() -> None:
    random = Random(1)
    lines = [random.choice((RENT, DOGS, KEYS, "0 0 0", "Total 5 5")) for _ in range(3000)]
    before = said(*lines)
    after = said(*lines[:1500], GAS, *lines[1500:])
    assert outcomes(before, after) == ([], [], [GAS])
