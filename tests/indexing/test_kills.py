from pathlib import Path

from benchmarks.kills import trial

KILLS = 5


def test_a_docqa_that_is_killed_again_and_again_ends_where_an_undisturbed_one_does(tmp_path: Path) -> None:
    whole, broken = trial(tmp_path, KILLS, seed=KILLS)
    assert broken == whole
    assert (len(whole.documents), len(whole.pdfs), whole.vectors_to_remove) == (3, 3, 0)
    assert whole.words == len(whole.chunks) >= 150
    assert all(vectors.keys() == {id_ for id_, _ in whole.chunks} for vectors in whole.vectors.values())
