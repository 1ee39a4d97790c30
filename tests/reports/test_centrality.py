import pytest

from docqa.reports.centrality import central, likeness, rarity, words_of
from docqa.reports.extracts import Extract

pytestmark = pytest.mark.pure


def extracts(*texts: str) -> dict[Extract, frozenset[str]]:
    return words_of(Extract(0, "1", 100 * at, 100 * at + len(text), text) for at, text in enumerate(texts))


def test_the_sentence_that_holds_what_the_others_are_about_is_taken() -> None:
    dogs = extracts(
        "Yesterday the weather was fine.",
        "Dogs and cats need a licence of the landlord.",
        "A licence for dogs costs five euros.",
        "A licence for cats costs four euros.",
    )
    garden = extracts("The weather in the garden is fine.", "Hedges are cut in autumn.")
    (chosen,) = central(dogs, rarity([dogs, garden]), 1)
    assert "licence" in chosen.text


def test_nothing_is_said_twice_and_the_order_is_the_documents() -> None:
    twice = extracts(
        "The licence for dogs costs five euros.",
        "The licence for dogs costs five euros a year.",
        "Cats are kept in the barn behind the house.",
    )
    chosen = central(twice, rarity([twice]), 3)
    assert [extract.start for extract in chosen] == [0, 200]
    before = [frozenset({"cat", "barn", "hous", "kept", "behind"})]
    assert [extract.start for extract in central(twice, rarity([twice]), 3, before)] == [0]


def test_what_the_report_has_told_of_already_weighs_less_than_what_is_new() -> None:
    said = extracts(
        "Here the sun shines.",
        "The mill of the miller grinds the grain of the valley.",
        "The barge of the bargee carries the flour of the coast.",
    )
    rare = rarity([said])
    assert [extract.start for extract in central(said, rare, 2)] == [0, 100]
    told = [frozenset({word, "stone", "wheel", "hedge"}) for word in words_of(list(said)[1:2])[list(said)[1]]]
    assert [extract.start for extract in central(said, rare, 2, told)] == [0, 200]


def test_what_speaks_of_a_sentence_that_is_told_is_told_before_another() -> None:
    first, second = "A barge needs 20 litres of water.", "This water is taken from the brook."
    texts = first, second, "The mill of the miller grinds the grain of the valley for the baker."
    other = list(extracts(*texts))[2]
    beside = [Extract(0, "1", 0, len(first), first), Extract(0, "1", len(first) + 1, len(first) + 40, second)]
    joined = words_of([*beside, other])
    assert [extract.text for extract in central(joined, rarity([joined]), 2)] == [first, second]


def test_a_long_sentence_with_many_words_of_the_section_stands_behind_a_short_one_with_a_figure() -> None:
    said = extracts(
        "The barn stands on a hill.",
        "Dogs, cats, horses, cows and all other animals that live on the farm and are fed there by the tenant or by "
        "whoever the tenant names to the owner need a licence for the farm, for the barn and for the yard behind it, "
        "which the owner gives to the tenant where the animals do no harm to the 2 hedges of the farm.",
        "Horses, cows and animals of the farm drink 40 litres.",
        "Animals that live on the farm need a tenant, and the owner of the barn gives a licence.",
    )
    (chosen,) = central(said, rarity([said, extracts("Hedges are cut in autumn.")]), 1)
    assert chosen.start == 200


@pytest.mark.parametrize(
    "sentence",
    [
        "This licence for dogs costs five euros.",
        "It also has a licence for dogs, of five euros.",
        "Notably, it costs five euros to have a licence for dogs.",
        "In her licence for dogs there are five euros.",
        "Under the terms of these licences dogs cost five euros.",
        "During such period a licence for dogs costs five euros.",
        "In connection therewith a licence for dogs costs five euros.",
        "On top of them, a licence for dogs costs five euros.",
        "In this case, a licence for dogs costs five euros.",
        "Following this, a licence for dogs costs five euros.",
        "More importantly, it is for dogs, and costs five euros.",
        "Includes a licence for dogs of five euros.",
        "Sie kostet für Hunde fünf Euro.",
        "Elle coûte cinq euros par chien.",
        "Dicha licencia cuesta cinco euros por perro.",
    ],
)
def test_what_cannot_be_read_without_the_sentence_before_is_not_taken(sentence: str) -> None:
    two = extracts("Hedges are cut in autumn.", sentence, "A licence for dogs is given.")
    assert [extract.start for extract in central(two, rarity([two]), 3)] == [0, 200]


def test_what_points_back_at_a_sentence_that_is_taken_may_stand_behind_it() -> None:
    texts = ("A licence for dogs is given in May.", "It costs 12 euros, 30 for two and 45 for three of them.")
    begin, end = (0, len(texts[0])), (len(texts[0]) + 1, len(texts[0]) + 1 + len(texts[1]))
    two = words_of(Extract(0, "1", *place, text) for place, text in zip((begin, end), texts, strict=True))
    assert [extract.text for extract in central(two, rarity([two]), 2)] == [*texts]
    assert [extract.text for extract in central(two, rarity([two]), 1)] == [texts[0]]
    apart = words_of([Extract(0, "1", *begin, texts[0]), Extract(1, "2", *end, texts[1])])
    assert [extract.text for extract in central(apart, rarity([apart]), 2)] == [texts[0]]


@pytest.mark.parametrize(
    "sentence",
    [
        "This lease of the mill costs five euros.",
        "It is agreed that dogs cost five euros.",
        "Those who keep dogs pay five euros.",
        "Fees such as that for dogs are five euros.",
        "Finally, dogs cost five euros.",
        "Sie können Hunde für fünf Euro halten.",
        "Il est interdit de garder des chiens ici.",
        "Este contrato cuesta cinco euros por perro.",
    ],
)
def test_what_can_be_read_alone_is_taken(sentence: str) -> None:
    one = extracts(sentence)
    assert [extract.text for extract in central(one, rarity([one]), 1)] == [sentence]


def test_a_section_of_which_others_say_nearly_all_is_told_of_by_its_best_sentence() -> None:
    one = extracts("The mill has a wheel of oak.")
    before = [frozenset({"mill", "wheel", "oak", "stone"})]
    assert not central(one, rarity([one]), 1, before)
    other = extracts("The mill has a wheel of brass.")
    assert central(other, rarity([other]), 1, before) and not central(other, rarity([other]), 0, before)


def test_words_that_the_whole_document_has_do_not_make_two_sentences_alike() -> None:
    mill = extracts("The mill of Leeds has 37 wheels.", "The mill of Leeds was built by Ann Lee.")
    others = [extracts(f"The mill of Leeds grinds {corn}.") for corn in ("wheat", "oats", "rye", "barley")]
    rare = rarity([mill, *others])
    assert likeness(*mill.values(), rare) < likeness(*mill.values())
    before = [frozenset({"mill", "leed", "wheat"})]
    assert len(central(mill, rare, 2, before)) == 2


def test_figures_are_told() -> None:
    two = extracts("The mill has wheels, stones and bins.", "The mill has 37 wheels, 4 stones and 12 bins.")
    assert [extract.start for extract in central(two, rarity([two]), 1)] == [100]
    spelled = extracts("The mill has wheels, stones and bins.", "The mill has seventeen wheels, stones and bins.")
    assert [extract.start for extract in central(spelled, rarity([spelled]), 1)] == [100]
    cited = extracts("The mill has 37 wheels.", "The rent of the mill is not due, 508 U.S. 520, 542 (1993).")
    assert [extract.start for extract in central(cited, rarity([cited]), 1)] == [0]
    years = extracts("The mill grinds wheat.", "Oats of 2015, fresh, went to Leeds.", "Rye in 2048 bags went to York.")
    assert [extract.start for extract in central(years, rarity([years]), 1)] == [200]
    names = extracts(
        "The mill of 1 Hill Lane stands still.", "GPT-4 and COVID-19 of Rule 56, § 541 and Table 3 stand still."
    )
    assert [extract.start for extract in central(names, rarity([names]), 1)] == [0]


def test_what_was_decided_is_told() -> None:
    two = extracts("The mill has wheels of oak.", "Held: The rent is due.")
    assert [extract.start for extract in central(two, rarity([two]), 1)] == [100]
    ended = extracts("The mill has wheels of oak.", "The judgment of the court of Leeds is affirmed.")
    assert [extract.start for extract in central(ended, rarity([ended]), 1)] == [100]


def test_of_what_is_folded_into_a_section_each_heading_is_told_of_first() -> None:
    two = extracts("The mill has 37 wheels.", "The barn has 45 bins.", "Hedges are cut by the tenant.")
    one, other, third = two
    assert [*central(two, rarity([two]), 2)] == [one, other]
    assert [*central(two, rarity([two]), 2, headings={one: 1, other: 1, third: 2})] == [one, third]
