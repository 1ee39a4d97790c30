import itertools
from collections.abc import Generator
from contextlib import closing
from threading import Event

import pytest

from docqa.engines.beats import MAX_LINES_AHEAD, with_beats
from docqa.errors import EngineError
from tests.support.waiting import until


def nothing() -> None:
    pass


def test_lines_come_in_order_and_a_silence_is_told() -> None:
    goes_on = Event()

    def lines() -> Generator[str]:
        yield "first"
        goes_on.wait(60)
        yield "second"

    beats = with_beats(lines(), nothing)
    assert (next(beats), next(beats)) == ("first", None)
    goes_on.set()
    assert [line for line in beats if line] == ["second"]


@pytest.mark.parametrize("error", [EngineError("broke off"), RecursionError("broke off")])
def test_the_error_that_ends_the_lines_comes_behind_them(error: Exception) -> None:
    def lines() -> Generator[str]:
        yield "first"
        raise error

    beats = with_beats(lines(), nothing)
    assert next(beats) == "first"
    with pytest.raises(type(error), match="broke off"):
        next(beats)


def test_what_is_not_taken_is_not_fetched_and_leaving_ends_it() -> None:
    came, left, hung_up = itertools.count(), Event(), Event()
    latest = [0]

    def lines() -> Generator[int]:
        try:
            for number in came:
                latest[0] = number
                yield number + 1
        finally:
            left.set()

    with closing(with_beats(lines(), hung_up.set)) as beats:
        assert next(beats) == 1
        until(lambda: latest[0] == MAX_LINES_AHEAD + 1)  # one is taken, one waits to be handed over
        assert next(beats) == 2
    assert hung_up.is_set()
    until(left.is_set)
    assert latest[0] <= MAX_LINES_AHEAD + 2
