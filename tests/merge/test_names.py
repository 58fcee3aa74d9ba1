"""When two names are of the same, and when they only overlap."""

import pytest

from llmextract.merge.names import ends_of, name_of, place_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the guards", "Guards"),
        ("three policemen", "a policeman"),
        ("gunmen", "masked gunmen on motorcycles"),
        ("bodies", "the body"),
        ("Delta Relief Front", "DRF"),
        ("glass", "the glass"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    left, right = name_of(one), name_of(other)
    assert left is not None
    assert right is not None
    assert left.is_same(right)
    assert right.is_same(left)
    assert left.overlaps(right)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Orange League", "Orange League fighters"),
        ("the ARLO's men", "scouts of ARLO in Tessel"),
    ],
)
def test_only_an_overlap(one: str, other: str) -> None:
    left, right = name_of(one), name_of(other)
    assert left is not None
    assert right is not None
    assert not left.is_same(right)
    assert left.overlaps(right)
    assert right.overlaps(left)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("northern army", "southern army"),
        ("police officers", "army officers"),
        ("traders", "guards"),
        ("LEFT GUARD", "RIGHT GUARD"),
    ],
)
def test_nothing_in_common(one: str, other: str) -> None:
    left, right = name_of(one), name_of(other)
    assert left is not None
    assert right is not None
    assert not left.overlaps(right)


@pytest.mark.parametrize("text", ["unknown", "None", "", "the", "7", "unidentified"])
def test_a_name_that_tells_nobody(text: str) -> None:
    assert name_of(text) is None
    assert place_of(text) is None


def test_a_name_may_begin_with_what_elsewhere_ends_one() -> None:
    named = name_of("of Ambrel")
    assert named is not None
    assert named.head == "ambrel"


def test_the_noun_of_a_place_is_no_part_of_its_name() -> None:
    town, bare = place_of("the town of Ambrel"), place_of("Ambrel")
    assert town is not None
    assert bare is not None
    assert town.is_same(bare)
    island = place_of("Central Province")
    assert island is not None
    assert island.words == ("central", "province")


def test_a_place_lies_in_another() -> None:
    mill, town = place_of("Old Mill Creek", ["Ambrel", "unknown"]), place_of("Ambrel")
    assert mill is not None
    assert town is not None
    assert town.contains(mill)
    assert not mill.contains(town)
    assert mill.touches(town)
    assert town.touches(mill)


@pytest.mark.parametrize(
    ("said", "name", "inside"),
    [
        ("Ambrel in northern Corvane", "Ambrel", "Corvane"),
        ("Ambrel, Corvane", "Ambrel", "Corvane"),
        ("the market in Ambrel", "the market in Ambrel", None),
    ],
)
def test_what_a_place_is_said_to_lie_in_is_no_part_of_its_name(
    said: str, name: str, inside: str | None
) -> None:
    place, bare = place_of(said), place_of(name)
    assert place is not None
    assert bare is not None
    assert place.is_same(bare)
    outer = place_of(inside) if inside else None
    assert outer is None or outer.contains(place)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("the road from Ambrel to Sulm", ("ambrel", "sulm")),
        ("between Ambrel and Sulm in Corvane County", ("ambrel", "sulm")),
        ("Ambrel", ("Ambrel",)),
    ],
)
def test_the_ends_of_a_stretch(said: str, ends: tuple[str, ...]) -> None:
    assert ends_of(said) == ends


@pytest.mark.parametrize(
    ("said", "named"), [("Shiite mosque", False), ("Malian base", False), ("Ambrel mosque", True)]
)
def test_whose_a_place_is_is_no_name(said: str, *, named: bool) -> None:
    place = place_of(said)
    assert place is not None
    assert place.is_named is named
