"""Which part of a country the places' source means, by names and by seats."""

from llmextract.verification.gazetteer.compiling import Row
from llmextract.verification.gazetteer.linking import SURE, Links, Seat


def part(number: int, code: str, *keys: str) -> Row:
    return Row(-number, keys[0], "province", code[:2], code, 100_000, keys)


def links_of(*parts: Row, **seats: str) -> Links:
    """Links of parts; the seats by their codes with a line below."""
    return Links(list(parts), {code.replace("_", "-"): seat for code, seat in seats.items()})


def test_a_part_is_what_the_largest_place_of_its_name_lies_in() -> None:
    links = links_of(part(1, "ML-7", "gao", "gawgaw"), part(2, "ML-5", "mopti"))
    assert links.names == {"gao", "gawgaw", "mopti"}
    links.see("ML", ("gao", "kawkaw"), (50, -9, "ML.01"))
    links.see("ML", ("gawgaw",), (60, -8, "ML.09"))
    links.see("ML", ("gawgaw",), (55, -7, "ML.02"))
    links.see("NG", ("gao", "mopti"), (900, -6, "NG.03"))
    links.see("ML", ("bamako",), (999, -5, "ML.04"))
    assert links.found() == {"ML-7": "ML.09"}


def test_of_equally_large_places_the_first_id_counts() -> None:
    for ids in ((3, 4), (4, 3)):
        links = links_of(part(1, "ML-7", "gao"))
        for number in ids:
            links.see("ML", ("gao",), (0, -number, f"ML.0{number}"))
        assert links.found() == {"ML-7": "ML.03"}


def test_what_remains_single_on_both_sides_is_a_pair() -> None:
    parts = [part(1, "ML-7", "gao"), part(2, "ML-5", "mopti"), part(3, "NG-1", "kano")]
    links = links_of(*parts)
    links.see("ML", ("gao",), (5, -1, "ML.09"))
    links.see_regions([("ML", "09"), ("ML", "04"), ("NG", "29"), ("NG", "30"), ("TD", "01")])
    links.see_regions([("ML", "04")])
    assert links.found() == {"ML-7": "ML.09", "ML-5": "ML.04"}


def test_two_parts_that_remain_are_no_pair() -> None:
    links = links_of(part(1, "ML-7", "gao"), part(2, "ML-5", "mopti"))
    links.see_regions([("ML", "09")])
    assert links.found() == {}


def test_a_part_is_where_its_seat_lies_whatever_bears_its_own_name() -> None:
    links = links_of(part(1, "CO-NAR", "narino"), CO_NAR="Pasto")
    links.see("CO", ("narino",), (9_000, -1, "CO.02"))
    links.see("CO", ("pasto",), (300_000, -2, "CO.20"))
    found = links.found()
    assert found == {"CO-NAR": "CO.20"}
    assert links.seats(found) == {"CO-NAR": Seat("pasto", 2)}


def test_a_town_with_another_principal_name_is_the_seat_only_where_it_is_far_larger() -> None:
    for people, lies_in in ((900_000, "MX.10"), (9_000, "MX.13")):
        links = links_of(part(1, "MX-DUR", "durango"), MX_DUR="Durango")
        links.see("MX", ("victoria de durango", "durango"), (people, -1, "MX.10"))
        links.see("MX", ("durango",), (5_000, -2, "MX.13"))
        assert links.found() == {"MX-DUR": lies_in}


def test_no_two_parts_lie_in_one_by_their_seats() -> None:
    parts = (part(1, "SD-KS", "south kordofan"), part(2, "SD-GK", "west kordofan"))
    links = links_of(*parts, SD_KS="Kadugli", SD_GK="El Fula")
    links.see("SD", ("kadugli",), (90_000, -1, "SD.50"))
    links.see("SD", ("el fula",), (40_000, -2, "SD.50"))
    assert links.found() == {"SD-KS": "SD.50"}
    links.see("SD", ("el fula",), (2_000, -3, "SD.62"))
    found = links.found()
    assert found == {"SD-KS": "SD.50", "SD-GK": "SD.62"}
    assert links.seats(found)["SD-GK"] == Seat("el fula", 3)


def test_what_the_source_itself_calls_a_part_counts_before_any_town() -> None:
    links = links_of(part(1, "NG-KE", "kebbi"), NG_KE="Birnin Kebbi")
    links.see("NG", ("birnin kebbi",), (100_000, -1, "NG.51"))
    links.see("NG", ("kebbi",), (SURE, -2, "NG.40"))
    assert links.found() == {"NG-KE": "NG.40"}


def test_a_part_without_a_known_seat_has_none() -> None:
    links = links_of(part(1, "ML-7", "gao"), ML_7="Nowhere")
    assert links.seats(links.found()) == {}
