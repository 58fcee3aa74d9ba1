"""What means a place by another name, as our table tells it."""

from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import standing


def test_what_stands_in_a_town_stands_in_one_that_the_gazetteer_knows() -> None:
    for names in standing.by_first_word().values():
        for one in names:
            assert any(place.kind == "city" for place in gazetteer.named(one.town)), one


def test_the_longest_name_comes_first() -> None:
    names = standing.by_first_word()["african"]
    sizes = [len(one.words) for one in names]
    assert sizes == sorted(sizes, reverse=True)
    assert {one.is_body for one in names if one.words == ("african", "union")} == {True}


def test_an_adjective_is_of_a_part_of_a_country() -> None:
    for part in standing.parts_by_adjective().values():
        assert any(place.kind != "city" for place in gazetteer.named(part)), part
