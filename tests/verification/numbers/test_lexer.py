"""The number lexer: what amounts a text states, and which numbers are no amounts."""

import pytest

from llmextract.verification.numbers import Quantity, lex


def counts(text: str, language: str = "en") -> list[Quantity]:
    return [
        q for q in lex(text, language) if not q.reject and q.form not in {"article", "singular"}
    ]


def only(text: str, language: str = "en") -> Quantity:
    (quantity,) = counts(text, language)
    return quantity


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("7", 7),
        ("1,234", 1234),
        ("12,345,678", 12345678),
        ("1.234", 1234),
        ("1'234", 1234),
        ("1’234", 1234),
        ("1 234", 1234),
        ("1\u202f234", 1234),
        ("1\u00a0234", 1234),
        ("12 345 678", 12345678),
        ("3.5 million", 3500000),
        ("2,5 million", 2500000),
        ("1,234.5 thousand", 1234500),
        ("6 thousand", 6000),
        ("2 dozen", 24),
        ("٣٤", 34),
        ("۵۶", 56),
        ("१२", 12),
        ("١٬٢٣٤", 1234),
        ("nineteen", 19),
        ("eighty-four", 84),
        ("eighty four", 84),
        ("a hundred and seven", 107),
        ("three hundred", 300),
        ("two thousand and six", 2006),
        ("four hundred and twelve thousand", 412000),
        ("one million two hundred thousand and five", 1200005),
        ("a thousand", 1000),
        ("a dozen", 12),
        ("dozen", 12),
        ("three dozen", 36),
        ("half a dozen", 6),
        ("half a million", 500000),
        ("two score", 40),
        ("a couple", 2),
        ("a pair", 2),
        ("both", 2),
        ("twin", 2),
        ("a trio", 3),
        ("triple", 3),
    ],
)
def test_a_number_is_read_in_any_form(words: str, value: int) -> None:
    text = f"They saw {words} people."
    quantity = only(text)
    assert (quantity.low, quantity.high, quantity.kind) == (value, value, "exact")
    assert text[quantity.start : quantity.end] == words


def test_the_form_says_how_it_is_written() -> None:
    forms = {words: only(f"They saw {words} people.").form for words in ("8", "eight", "a dozen")}
    assert forms == {"8": "digits", "eight": "number word", "a dozen": "fixed phrase"}
    assert [q.form for q in lex("A nurse met her son.")] == ["article", "singular"]


@pytest.mark.parametrize(
    ("words", "low", "high", "kind", "stated"),
    [
        ("at least nine", 9, None, "minimum", (9,)),
        ("no fewer than 18", 18, None, "minimum", (18,)),
        ("18 or more", 18, None, "minimum", (18,)),
        ("18+", 18, None, "minimum", (18,)),
        ("more than 20", 21, None, "minimum", (20,)),
        ("well over a hundred", 101, None, "minimum", (100,)),
        ("at least another six", 6, None, "minimum", (6,)),
        ("at least about 30", 30, None, "minimum", (30,)),
        ("up to 30", 0, 30, "maximum", (30,)),
        ("no more than four", 0, 4, "maximum", (4,)),
        ("30 or fewer", 0, 30, "maximum", (30,)),
        ("fewer than ten", 0, 9, "maximum", (10,)),
        ("about 40", 40, 40, "about", (40,)),
        ("40 or so", 40, 40, "about", (40,)),
        ("nearly a dozen", 12, 12, "about", (12,)),
        ("exactly 40", 40, 40, "exact", (40,)),
        ("between 10 and 15", 10, 15, "range", (10, 15)),
        ("from 10 to 15", 10, 15, "range", (10, 15)),
        ("ten to 15", 10, 15, "range", (10, 15)),
        ("30-40", 30, 40, "range", (30, 40)),
        ("30–40", 30, 40, "range", (30, 40)),
        ("30 - 40", 30, 40, "range", (30, 40)),
        ("two or three", 2, 3, "range", (2, 3)),
        ("2 to 3 million", 2000000, 3000000, "range", (2000000, 3000000)),
    ],
)
def test_bounds_and_ranges(
    words: str, low: int, high: int | None, kind: str, stated: tuple[int, ...]
) -> None:
    quantity = only(f"They saw {words} riders there.")
    assert (quantity.low, quantity.high, quantity.kind, quantity.stated) == (
        low,
        high,
        kind,
        stated,
    )


@pytest.mark.parametrize(
    ("words", "low"),
    [("dozens", 24), ("scores", 40), ("several", 3), ("several hundred", 300), ("a few", 2)],
)
def test_vague_amounts_have_a_least_count(words: str, low: int) -> None:
    quantity = only(f"They saw {words} riders there.")
    assert (quantity.low, quantity.high, quantity.kind) == (low, None, "vague")


@pytest.mark.parametrize(
    "text",
    [
        "There were no casualties.",
        "Nobody was hurt.",
        "None of them fell.",
        "It ended without loss of life.",
        "It did not cause any injuries.",
        "Not a single rider came.",
        "They saw zero riders.",
    ],
)
def test_denials_are_zero(text: str) -> None:
    quantity = only(text)
    assert (quantity.low, quantity.high, quantity.kind) == (0, 0, "none")


def test_any_without_a_negation_is_no_denial() -> None:
    assert counts("They shot at any rider.") == []
    assert counts("It did not rain. Any rider may come.") == []


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("On June 4 they came.", 4, "date"),
        ("On 4 June they came.", 4, "date"),
        ("On the 4th of June they came.", 4, "ordinal"),
        ("It was 3 JUL 89 then.", 89, "date"),
        ("Between June 4 and 5 they came.", 5, "date"),
        ("They came in 2011.", 2011, "date"),
        ("It was 12/05/2020 then.", -1, "date"),
        ("They came at 05:45.", -1, "time"),
        ("They came at 5 pm.", 5, "time"),
        ("A ten-year-old girl came.", 10, "age"),
        ("A girl aged 10 came.", 10, "age"),
        ("Ivo Marsk, 34, came.", 34, "age"),
        ("Boys aged 7 and 9 came.", 9, "age"),
        ("Some 12 percent came.", 12, "percentage"),
        ("Some 12% came.", 12, "percentage"),
        ("It is 60 km away.", 60, "distance"),
        ("It cost $500.", 500, "money"),
        ("It cost 500 euros.", 500, "money"),
        ("A 7.62 mm round.", -1, "calibre"),
        ("It took three days.", 3, "duration"),
        ("The 41st Brigade came.", 41, "ordinal"),
        ("Unit 3114 came.", 3114, "part of a name"),
        ("Highway 6 is shut.", 6, "part of a name"),
        ("They had a PK-9 there.", 9, "part of a name"),
        ("They had an M16 there.", 16, "part of a name"),
        ("A two-storey house burned.", 2, "compound"),
        ("Rovers won 3-1 there.", 3, "score"),
        ("Rovers lost 1-3 there.", 1, "score"),
        ("They took two thirds of it.", 2, "fraction"),
        ("The value is 3.7 there.", -1, "a decimal"),
        ("Call 0451 there.", -1, "a code"),
        ("Call 12345678901234567890123 there.", -1, "a code"),
        ("Call 12-34-56 there.", 34, "score"),
        ("The value is 0.123 there.", -1, "a decimal"),
        ("The value is 0,12 there.", -1, "a decimal"),
        ("Release 1.2.3 is there.", -1, "date"),
        ("Call 12.34,5 there.", -1, "a code"),
        ("Call 9999999999999 there.", 9999999999999, "a code"),
        ("Highways 3 and 7 are shut.", 7, "part of a name"),
        ("The 5kg box is there.", 5, "weight"),
        ("There was no word of them.", 0, "a denial of reports"),
    ],
)
def test_what_is_no_count_says_why(text: str, value: int, reason: str) -> None:
    assert (value, reason) in [(q.low, q.reject) for q in lex(text)]
    assert counts(text) == [] or reason == "score"


@pytest.mark.parametrize(
    "text",
    [
        "In May 300 people fled.",
        "Up to 300 may have fled.",
        "2000 people fled.",
        "In the district 12 people fled.",
        "Near the base two soldiers fled.",
    ],
)
def test_a_count_beside_a_month_or_a_place_stays_a_count(text: str) -> None:
    assert len(counts(text)) == 1


def test_a_day_of_the_month_does_not_join_the_next_number() -> None:
    assert [q.low for q in counts("On June 4 300 people fled.")] == [300]


def test_a_toll_that_rose_is_no_range() -> None:
    assert [q.low for q in counts("The toll rose from 9 to 12.")] == [9, 12]


def test_no_letters_after_a_number_make_it_a_count() -> None:
    assert counts("The 20s and the 3x were there.") == []


def test_a_number_word_of_a_name_needs_digits_or_an_end() -> None:
    assert counts("They came to Zone Two.") == []


def test_an_unknown_language_is_read_with_the_english_tables() -> None:
    assert only("They saw seven people.", "xx").low == 7
    assert only("They saw seven people.", "../en").low == 7
