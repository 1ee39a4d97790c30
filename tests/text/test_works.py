"""What is a list of works cited, in the forms that papers give it, and what only looks like one."""

import pytest

from docqa.text.works import is_list_of_works, works

pytestmark = pytest.mark.pure

NUMBERED = """[1] A. Potter, B.C. Ash, On the firing of clay, J. Kilns 13 (2005) 201–208.
[2] D. Oak, Wood as fuel, in: Proceedings of the Stove Society, 2007,
pp. 1–9.
[3] E. van der Elm, Heat, Phys. Ovens 9 (1999) 77."""
NAMED = """Potter, A., and Ash, B. C. (2005). On the firing of clay. New York: Mud Press.
Oak, D. (2007). Wood as fuel. In Proceedings of the Stove Society (pp. 1-9).
Elm, E. (1999b). Heat. Academic Press."""
COUNTED = """12. Potter A, Ash BC, Oak D. On the firing of clay. Kiln J 2005;13:201-208. Available at:
https://kilns.example/12.
13. Oak D. Wood as fuel. Stoves 2007;1:1-9.
14. Elm E, Ash BC. Heat. Ovens 1999;9:77."""


@pytest.mark.parametrize("text", [NUMBERED, NAMED, COUNTED])
def test_works_are_told_by_their_authors_and_years(text: str) -> None:
    assert len(works(f"The kiln was hot.\n{text}")) == 3
    assert is_list_of_works(text)


def test_what_stands_before_and_behind_a_list_is_no_part_of_it() -> None:
    before, behind = "The kiln was hot in 2005.\n", "Appendix\n" + "The clay came from a pit near the river. " * 20
    found = works(f"{before}{NUMBERED}\n{behind}")
    assert found[0][0] == len(before)
    assert found[-1][1] <= len(before) + len(NUMBERED) + 1
    assert not is_list_of_works(f"{before}{NUMBERED}\n{behind}")


@pytest.mark.parametrize(
    "text",
    [
        "1. Rent is due monthly.\n2. Pets are welcome (2019).\n3. Smoking is not.",
        "Potter, A., 54, director since 2015\nAsh, B., 61, director since 2003\nOak, D., 40, director since 2020",
        "A. Potter came, and B. Ash left in 2005. D. Oak stayed. It was 1999.",
        "J. Potter, Chief Executive\nB. Ash, Treasurer\nD. Oak, Secretary",
        "[1] Kiln\n[2] Stove\n[3] Oven",
        "1. Rent is due by the Rent Act (1977).\n2. Repairs follow the Housing Act (1985).\n3. Pets, 2019, too.",
        "1. Potter & Co., Leeds, clerk (2001)\n2. Ash Ltd, York, clerk (2005)\n3. Oak plc, Bath, manager (2011)",
        "Ann J. Potter Chief Executive, effective May 1, 2013.\nBen K. Ash Treasurer, effective June 1, 2014.\n"
        "Dan L. Oak Secretary, effective July 1, 2015.",
    ],
)
def test_names_with_years_are_no_list_of_works(text: str) -> None:
    assert works(text) == []
    assert not is_list_of_works(text)
