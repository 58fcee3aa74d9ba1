"""What a text means and does not name: capitals, largest towns, parliaments, headquarters, buildings."""

import pytest

from llmextract.verification import places
from llmextract.verification.source_text import SourceText


def verdict(value: str, text: str) -> str:
    return str(places.judge(value, SourceText(text, language="en")).verdict)


@pytest.mark.parametrize(
    ("value", "phrase"),
    [
        ("Bamako", "the Malian capital"),
        ("Bamako", "Mali's capital city"),
        ("Bamako", "the capital of Mali"),
        ("Sittwe", "the Rakhine State capital"),
        ("Sittwe, Myanmar", "the Rakhine State capital"),
        ("El Geneina", "the West Darfur state capital"),
        ("Lahore", "the capital of Pakistani Punjab"),
        ("Maiduguri", "Borno's capital"),
        ("Maiduguri", "the capital of Nigeria's northern Borno state"),
        ("Grozny", "the Chechen capital"),
        ("Mogadishu", "the Somali capital"),
        ("Bujumbura", "the Burundian economic capital"),
        ("Lagos", "the commercial capital of Nigeria"),
        ("Kharkiv", "Ukraine's second-largest city"),
        ("Makhachkala", "the biggest city in Dagestan"),
        ("Karachi", "the courtyard of the Sindh High Court"),
        ("Erbil", "the parliament of the Kurdistan Region of Iraq"),
        ("Kabul", "the gate of the Afghan Ministry of Interior"),
        ("Mogadishu", "the Villa Somalia compound"),
        ("Addis Ababa", "the headquarters of the African Union"),
        ("Cairo", "the Arab League's headquarters"),
    ],
)
def test_a_town_is_meant_by_what_it_is_of_something_else(value: str, phrase: str) -> None:
    assert verdict(value, f"A grenade went off in {phrase} on Monday.") == "inferred"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Gao", "A bus burned in the Malian capital."),
        ("Chandigarh", "A bus burned in the capital of Pakistani Punjab."),
        ("Gitega", "A bus burned in the Burundian economic capital."),
        ("Kyiv", "A bus burned in Ukraine's second-largest city."),
        ("Sittwe, Kachin", "A bus burned in the Rakhine State capital."),
        ("Moscow", "A bus burned in the Chechen capital."),
        ("Bamako", "A bus burned in the capital."),
        ("Mali", "A bus burned beside the largest town of Kenya."),
        # it did not happen there
        ("Bamako", "The wounded were flown to the Malian capital after the raid on Velmo."),
        ("Bamako", "Officials in the Malian capital said that nine died in Velmo."),
        ("Sittwe", "Nine men fled from the Rakhine State capital."),
        ("Moscow", "The Kremlin said that a drone was shot down."),
        # soldiers and branches of a body are elsewhere
        ("Addis Ababa", "African Union soldiers were ambushed in Velmo."),
        ("Addis Ababa", "A grenade went off at the African Union's regional headquarters."),
        # of another country
        ("Washington", "A crowd set the Kyrgyz White House alight."),
        # no name
        ("Washington", "A grenade was thrown at a white house in Velmo."),
    ],
)
def test_a_town_is_not_meant(value: str, text: str) -> None:
    assert verdict(value, text) == "unsupported"


def test_the_reason_says_what_is_meant() -> None:
    text = "A bus burned in the Rakhine State capital."
    found = places.judge("Sittwe", SourceText(text, language="en"))
    assert found.reason == "the capital meant is Sittwe (gazetteer)"
    assert [text[one.start : one.end] for one in found.stretches] == ["Rakhine State capital"]


def test_the_capital_of_the_only_country_of_a_text() -> None:
    text = "Georgian police used tear gas outside parliament. Nine were hurt."
    assert verdict("Tbilisi", text) == "inferred"
    text = "Georgian police and Armenian police met. A bomb went off in the capital."
    assert verdict("Tbilisi", text) == "unsupported"


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Niamey", "A crowd set the gate of the French embassy in Niger alight.", "inferred"),
        ("Paris", "A crowd set the gate of the French embassy in Niger alight.", "unsupported"),
        ("Paris", "A crowd set the gate of the French embassy alight.", "unsupported"),
        ("Niamey", "The French embassy in Niger said that nine died in Velmo.", "unsupported"),
        ("Yerevan", "A man was shot outside the Armenian prime minister's office.", "inferred"),
        ("Yerevan", "A man was shot beside the Armenian prime minister's car.", "unsupported"),
    ],
)
def test_embassies_and_offices_stand_in_a_capital(value: str, text: str, expected: str) -> None:
    assert verdict(value, text) == expected


def test_an_embassy_stands_where_the_text_says_and_not_in_the_country_that_it_is_of() -> None:
    text = "Shells landed in the garden of the Kenyan embassy in Mogadishu, hurting a gardener."
    assert verdict("Mogadishu", text) == "supported"
    assert verdict("Kenya", text) == "unsupported"
    text = "The Kenyan ambassador in Mogadishu said that nine died in Velmo."
    assert verdict("Mogadishu", text) == "unsupported"
