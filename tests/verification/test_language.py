"""Languages: found out for each paragraph; what has no rules is unclear, and never English."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from llmextract import Grounded, verify
from llmextract.verification.article import ArticleText
from llmextract.verification.language import UNKNOWN, detected
from llmextract.verification.source_text import SourceText

GERMAN = "Die 12 Angreifer flohen, nachdem sie am Montag in Goma neun Menschen getötet hatten."
RUSSIAN = "Девять человек погибли и 14 ранены при взрыве бомбы на рынке в Киеве 3 мая."
ARABIC = "قتل ١٢ شخصا وأصيب أربعة في انفجار قنبلة في السوق في بغداد"
SPANISH = "Nueve personas murieron y 14 resultaron heridas al estallar una bomba en Tumaco."


class Toll(BaseModel):
    killed: Annotated[int | None, Grounded("number", role="killed")] = None
    vehicles: Annotated[int | None, Grounded("number", role="porters")] = None
    injured: Annotated[int | None, Grounded("number", role="injured")] = None
    place: Annotated[str | None, Grounded("place")] = None
    date: Annotated[str | None, Grounded("date")] = None
    doer: Annotated[str | None, Grounded("name")] = None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nine people were killed when a bomb went off at the market on Monday.", "en"),
        ("A MAYOR WAS SHOT IN GRANADA, IN SOUTHERN NICARAGUA, POLICE SAID.", "en"),
        ("A mayor was shot in Granada, in southern Nicaragua.", "en"),
        (SPANISH, "es"),
        (GERMAN, "de"),
        (RUSSIAN, "ru"),
        (ARABIC, "ar"),
        ("Douze civils ont été tués par des hommes armés à Djibo, selon l'armée.", "fr"),
        ("Goma", None),
        ("", None),
        ("12 – 14 – 19", None),
        ("Гома", UNKNOWN),
        ("\ud800\x00 abc", None),
    ],
)
def test_the_language_is_found_or_said_to_be_doubtful(text: str, language: str | None) -> None:
    assert detected(text) == language


@pytest.mark.parametrize(
    ("text", "values", "verdict", "words"),
    [
        (GERMAN, {"killed": 12}, "unclear", "12"),
        (GERMAN, {"killed": 9}, "unclear", None),
        (GERMAN, {"killed": 417}, "unsupported", None),
        (GERMAN, {"place": "Goma"}, "unclear", "Goma"),
        (GERMAN, {"place": "Bukavu"}, "unsupported", None),
        (GERMAN, {"date": "Montag"}, "unclear", "Montag"),
        (GERMAN, {"doer": "Angreifer"}, "supported", "Angreifer"),
        (RUSSIAN, {"killed": 9}, "supported", "Девять человек"),
        (RUSSIAN, {"killed": 14}, "unsupported", "14"),
        (RUSSIAN, {"place": "Киев"}, "supported", "Киеве"),
        (RUSSIAN, {"place": "Kyiv"}, "supported", "Киеве"),
        (RUSSIAN, {"date": "3 мая"}, "supported", "3 мая"),
        (RUSSIAN, {"date": "5 мая"}, "unsupported", None),
        (ARABIC, {"killed": 12}, "supported", "١٢ شخصا"),
        (ARABIC, {"place": "Baghdad"}, "unclear", None),
        (SPANISH, {"killed": 9}, "supported", "Nueve personas"),
        (SPANISH, {"killed": 14}, "unsupported", "14"),
        (SPANISH, {"vehicles": 14}, "unclear", "14"),
        (SPANISH, {"place": "Tumaco"}, "supported", "Tumaco"),
    ],
)
def test_where_no_rules_read_the_language_only_the_words_count(
    text: str, values: dict[str, Any], verdict: str, words: str | None
) -> None:
    (finding,) = verify(Toll(**values), text)
    assert finding.verdict == verdict
    assert [span.text for span in finding.spans] == ([words] if words else [])
    assert (finding.where == "paragraph") is bool(words)


def test_nothing_is_said_of_null_counts_where_nobody_can_read_them() -> None:
    assert verify(Toll(), "Dutzende Menschen starben, mindestens 40 wurden schwer verletzt.") == ()


def test_a_language_that_is_given_wins() -> None:
    (finding,) = verify(Toll(killed=9), SPANISH, language="en")
    assert finding.verdict == "unsupported"
    (finding,) = verify(Toll(killed=9), "Nine died.", language="de")
    assert finding.verdict == "unclear"


def test_a_short_paragraph_is_read_as_its_document_is() -> None:
    article = f"{SPANISH}\n\nMurieron tres."
    whole = ArticleText(article)
    assert SourceText("Murieron tres.", article=whole, start=article.index("Mur")).language == "es"
    assert SourceText("Murieron tres.").language == "en"


def test_a_doubtful_text_alone_is_english_only_if_it_looks_so() -> None:
    assert SourceText("13 dead, 20 hurt in Kano blast").language == "en"
    assert SourceText("Nine died.").language == "en"
    assert SourceText("Murieron doce campesinos.").language == UNKNOWN
    assert SourceText("Five killed, nine hurt near Los Cabos").language == "en"
    assert SourceText("Wanajeshi watatu waliuawa Goma.").language == UNKNOWN
    (finding,) = verify(Toll(killed=16), "Dieciséis obreros murieron en Dorvane.")
    assert finding.verdict == "unclear"
