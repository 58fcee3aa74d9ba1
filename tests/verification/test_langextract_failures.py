"""What an aligner of strings accepts or loses, judged by values: each failure of langextract's kind.

An aligner asks whether words of an extraction stand in the text; it drops the number, cuts the
denial or misses the spelling.  Each test has one such failure, on sentences of our own.
"""

from typing import Any

import pytest

from llmextract import Grounded, Verdict, verify_extractions

MARKS = {
    "killed": Grounded("number", role="killed"),
    "place": Grounded("place"),
    "unit": Grounded("name"),
    "words": Grounded("quote"),
}

HARBOUR = "At least 16 fishermen were killed on Thursday when shells landed in the port of Dorvane."
BRIGADE = (
    "The 55th brigade in Kyiv denied that any of its men had been killed in the raid on Lumeza."
)
WELL = "Sixteen herders were shot dead near the well of Tagarit."
DEPOT = "No civilians were killed when rebels blew up the empty depot in Marsa."
RETURN = "Goma was shelled at noon. By dusk rebels had attacked Goma again, and seven traders were killed."
NIGHT = "Drones struck the rail yard of Kyiv for the third night in a row, the city's mayor said."
MINE = "A bus hit a mine in the suburbs of Sévaré on Friday, killing its driver."
SPEECH = "The commander told them “nobody leaves the town’s market” before the men opened fire."


def judged(text: str, field: str, value: Any) -> tuple[Verdict, list[str]]:
    """The verdict on one attribute, and the words that were pointed at."""
    extraction = {"extraction_class": "incident", "attributes": {field: value}}
    (finding,) = verify_extractions([extraction], text, marks=MARKS)
    for span in finding.spans:
        assert text[span.start : span.end] == span.text
    return finding.verdict, [span.text for span in finding.spans]


@pytest.mark.parametrize(
    ("text", "field", "value", "verdict"),
    [
        # The number is what a fuzzy match drops: the rest of the words stand there.
        (HARBOUR, "killed", "61", "unsupported"),
        (HARBOUR, "words", "61 fishermen were killed", "unsupported"),
        # A match of the first words ("At least") is no match of the number after them.
        (HARBOUR, "killed", "17", "unsupported"),
        (HARBOUR, "killed", "at least 17", "unsupported"),
        (HARBOUR, "words", "At least 17 fishermen were killed", "unsupported"),
        (HARBOUR, "killed", "16", "partly"),
        (HARBOUR, "killed", "at least 16", "supported"),
        # The number of a unit is no count, and a unit is not aligned to its article.
        (BRIGADE, "killed", "55", "unsupported"),
        (BRIGADE, "unit", "55th brigade", "supported"),
        (BRIGADE, "unit", "The 55th brigade in Kyiv", "supported"),
        (BRIGADE, "unit", "56th brigade", "unsupported"),
        # The same number in digits and in words, and another one that looks alike.
        (WELL, "killed", "16", "supported"),
        (WELL, "killed", "Sixteen", "supported"),
        (WELL, "killed", "60", "unsupported"),
        (WELL, "words", "16 herders were shot dead", "supported"),
        (WELL, "words", "60 herders were shot dead", "unsupported"),
        # A denial supports zero and never its own opposite.
        (DEPOT, "killed", "0", "supported"),
        (DEPOT, "killed", "1", "unsupported"),
        (DEPOT, "words", "civilians were killed", "unsupported"),
        (DEPOT, "words", "No civilians were killed", "supported"),
        # The same name in another transliteration, without its accents, in other quotes.
        (NIGHT, "place", "Kiev", "supported"),
        (MINE, "place", "Sevare", "supported"),
        (SPEECH, "words", '"nobody leaves the town\'s market"', "supported"),
        (SPEECH, "words", '"everybody leaves the town\'s market"', "unsupported"),
    ],
)
def test_values_are_judged_not_aligned(text: str, field: str, value: str, verdict: str) -> None:
    assert judged(text, field, value)[0] == verdict


def test_the_words_that_carry_a_number_are_all_of_them() -> None:
    assert judged(WELL, "killed", "16") == (Verdict.SUPPORTED, ["Sixteen herders"])
    assert judged(HARBOUR, "killed", "16") == (Verdict.PARTLY, ["At least 16 fishermen"])


def test_a_name_in_another_spelling_points_at_the_whole_name() -> None:
    assert judged(MINE, "place", "Sevare")[1] == ["Sévaré"]
    assert judged(NIGHT, "place", "Kiev")[1] == ["Kyiv"]


def test_each_of_two_mentions_is_found_where_it_stands() -> None:
    """ "Goma, Goma, rebels": an order-keeping aligner gave the second Goma the wrong words."""
    extractions = [
        {"extraction_class": "place", "extraction_text": "Goma", "char_interval": interval}
        for interval in (
            {"start_pos": 0, "end_pos": 4},
            {"start_pos": RETURN.rindex("Goma"), "end_pos": RETURN.rindex("Goma") + 4},
        )
    ]
    extractions.append({"extraction_class": "group", "extraction_text": "rebels"})
    marks = {
        "place.extraction_text": Grounded("place"),
        "group.extraction_text": Grounded("name"),
    }
    findings = verify_extractions(extractions, RETURN, marks=marks)
    assert [(f.record, f.verdict, f.elsewhere) for f in findings] == [
        (0, "supported", False),
        (1, "supported", False),
        (2, "supported", False),
    ]
    assert [f.spans[0].text for f in findings] == ["Goma", "Goma", "rebels"]
    assert findings[1].spans[0].start == RETURN.rindex("Goma")
