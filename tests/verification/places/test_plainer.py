"""What is told weakly or not at all yields to a place that the text tells plainly; what is no place."""

import pytest

from llmextract.records import Context
from llmextract.verification.places.judging import ruled
from llmextract.verification.source_text import SourceText


def verdict(value: str, text: str, context: Context | None = None) -> str:
    return str(ruled(value, SourceText(text, context, language="en"))[0].verdict)


PLAIN = "Raiders burned a mill in Tarsa on Friday. "


@pytest.mark.parametrize(
    "text",
    [
        "The union's office in Velmo has asked for guards.",
        "The clinic in Velmo got two of the wounded.",
        "Traders in Velmo closed their stalls in sympathy.",
        "The miller, a deacon in Velmo, is missing.",
        "The miller, who had been a deacon in Velmo, was missing.",
        "The mill belonged to a firm that has shops in Velmo.",
        "Raiders had crossed into the woods around Velmo.",
        "Guards flew in from Velmo.",
        "The men hold a pipeline to Velmo.",
        "Reports of a second raid in Velmo proved false.",
        "No raid was reported in Velmo.",
    ],
)
def test_what_no_rule_reads_is_not_the_place_where_another_is_told(text: str) -> None:
    assert verdict("Velmo", PLAIN + text) == "unsupported"
    assert verdict("Tarsa", PLAIN + text) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "Two robbers were arrested in Tarsa.",
        "Shots were heard in Tarsa all night.",
        "As shoppers queued in Tarsa, a bomb went off.",
        "More than 40 people sheltering in a chapel in Tarsa were shot.",
        "The raid has cost 400 lives in Tarsa.",
        "They shot a man who was fetching water in Tarsa.",
        "Two bands fought for the airstrip of Tarsa.",
        "Two welders were carried off from a yard in Tarsa.",
        "A lorry was driven into a barracks in Tarsa and blown up.",
        "On May 4, bandits struck in Tarsa.",
        "They burned the home of a jailed man in Tarsa.",
        "Four bodies washed up in Tarsa.",
    ],
)
def test_without_a_plainer_place_it_counts(text: str) -> None:
    assert verdict("Tarsa", text) == "supported"


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Velmo", "The raid was in Tarsa rather than Velmo.", "unsupported"),
        ("Velmo", "They shelled Tarsa instead of Velmo.", "unsupported"),
        ("Velmo", "Police denied that a bomb had gone off in Velmo.", "unclear"),
        ("Oman", "A dhow was fired at in the Gulf of Oman.", "unsupported"),
        ("Gulf of Oman", "A dhow was fired at in the Gulf of Oman.", "supported"),
        ("Ostrelka", "The murder of Ostrelka in Tarsa was filmed.", "unsupported"),
        ("Goma", "It was Goma, not Bukavu, that was shelled.", "supported"),
        ("Bukavu", "It was Goma, not Bukavu, that was shelled.", "unsupported"),
        ("Goma", "Goma was calm after a night of shelling.", "supported"),
        ("Goma", "Goma was calm on Friday.", "unsupported"),
        ("Goma", "Goma City: two bombs in a church, nobody hurt", "supported"),
        ("Ostrelka", "Ostrelka was shot in the leg in Tarsa.", "unsupported"),
        ("Ostrelka", "Ostrelka, 41, ran a bar in Tarsa that was bombed.", "unsupported"),
        ("Ostrelka", "Masked men fired at Ostrelka's house in Tarsa.", "unsupported"),
        ("Ostrelka", "The Ostrelka brothers were robbed in Tarsa.", "unsupported"),
        ("Ramadan", "A shrine in Tarsa was burned during Ramadan.", "unsupported"),
        ("Telegram", "On Telegram the group claimed the raid on Tarsa.", "unsupported"),
        ("Basilan", "A shell fell on Basilan.", "supported"),
        ("PQR", "A clerk of the PQR was shot in Tarsa.", "unsupported"),
        ("OPPORTUNITY", "RAIDERS TOOK THE OPPORTUNITY TO BURN A MILL.", "unclear"),
        ("GAS", "A BOMB WENT OFF AT A LARGE GAS STATION.", "unclear"),
        ("TARSA", "A BOMB WENT OFF AT A LARGE MILL IN TARSA.", "supported"),
    ],
)
def test_what_is_denied_and_what_is_no_place(value: str, text: str, expected: str) -> None:
    assert verdict(value, text) == expected


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Helmand", "The governor of Helmand said a mine had gone off in Nimroz.", "unsupported"),
        ("Helmand", "The governor of Helmand was shot.", "inferred"),
    ],
)
def test_a_seat_hints_at_nothing_where_the_text_tells_another_province(
    value: str, text: str, expected: str
) -> None:
    assert verdict(value, text) == expected


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Orlan", "Herders were shot in Tarsa, 40 km from Velmo, Orlan province.", "supported"),
        ("Velmo", "Herders were shot in Tarsa, 40 km from Velmo, Orlan province.", "partly"),
        ("Orlan", "A bus burned on the road between Tarsa and Velmo, Orlan province.", "supported"),
        ("Velmo", "A bus burned on the road between Ustra, Tarsa and Velmo.", "partly"),
        (
            "Orlan",
            "Herders were shot in Tarsa, a hillside suburb of Orlan, on Friday.",
            "supported",
        ),
        ("Orlan", "Herders were shot in Orlan's Tarsa district.", "supported"),
        ("Ostra", "A mine was defused near Tarsa (Ostra, Velmo) on Friday.", "supported"),
        ("Far North", "A mine was defused in Kerawa (Far North Cameroon).", "supported"),
    ],
)
def test_what_holds_a_place_behind_a_distance_or_an_apposition(
    value: str, text: str, expected: str
) -> None:
    assert verdict(value, text) == expected


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Tarsa-Velmo highway", "A mine lay on the Tarsa–Velmo road.", "supported"),
        ("Tarsa - Velmo road", "A mine lay on the road from Tarsa to Velmo.", "supported"),
        ("Tarsa to Velmo road", "A mine lay on the Tarsa - Velmo highway.", "supported"),
        ("road linking Tarsa with Velmo", "A mine lay on the Tarsa-Velmo road.", "supported"),
        ("Tarsa-Velmo highway", "A mine lay near Tarsa.", "partly"),
        ("Velmo", "A mine lay on the Tarsa - Velmo road.", "partly"),
        ("Al-Bab road", "A mine lay on the Al-Bab road.", "supported"),
        ("Torkham", "A truck blew up at the Torkham border crossing.", "supported"),
        ("Chad", "A truck blew up at the Chad border post.", "partly"),
    ],
)
def test_roads_and_crossings_are_one_place(value: str, text: str, expected: str) -> None:
    assert verdict(value, text) == expected


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Jammu and Kashmir", "A picket was shot at in Sopore, J&K.", "supported"),
        ("J&K", "A picket was shot at in Sopore in Jammu and Kashmir.", "supported"),
        ("Khyber Pakhtunkhwa", "A picket was shot at in Bannu (KP).", "supported"),
        ("KP", "A picket was shot at in Bannu, Khyber Pakhtunkhwa.", "supported"),
        ("Uttar Pradesh", "A picket was shot at in Meerut (UP).", "supported"),
        ("Uttar Pradesh", "Men turned up in Velmo and shot at a picket.", "unsupported"),
        ("Trinidad & Tobago", "A bar was shot at in Trinidad and Tobago.", "supported"),
    ],
)
def test_initials_stand_for_a_country_or_a_province(value: str, text: str, expected: str) -> None:
    assert verdict(value, text) == expected
