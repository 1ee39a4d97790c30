import pytest

from docqa.answering.loops import MIN_REPEATED_CHARACTERS, without_loop

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("before", "copy"),
    [
        ("The rent is 1,180 euros. ", "No. "),
        ("", "the deposit of the deposit of "),
        ("It is so.\n", "- a line\n- another\n" * 9),
    ],
)
def test_only_the_first_copy_is_kept(before: str, copy: str) -> None:
    once = before + copy
    looping = before + copy * (MIN_REPEATED_CHARACTERS // len(copy) + 3)
    kept = without_loop(looping)
    assert kept is not None
    assert once.startswith(kept) or kept == once


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No. No. No.",
        "| Year | Rent |\n|---|---|\n" + "".join(f"| {year} | 1,180 |\n" for year in range(1990, 2026)),
        " ".join(f"Clause {number} says that the tenant pays." for number in range(40)),
    ],
)
def test_what_is_alike_and_not_the_same_goes_on(text: str) -> None:
    assert without_loop(text) is None
