"""Where a report was filed, a court sits, a false report or a foiled plan has its event; lists, headings."""

import pytest

from llmextract.verification.places.judging import judge, ruled
from llmextract.verification.source_text import SourceText


def verdict(value: str, text: str) -> str:
    return str(ruled(value, SourceText(text, language="en"))[0].verdict)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Multan", "MULTAN: Three farmers died when a wall fell on them in Tarsa, police said."),
        ("Niamey", "NIAMEY (Wire): A mine killed two herders near Tarsa. Nobody claimed it."),
        ("Lahore", "LAHORE, Pakistan: A bus burned near Tarsa on Friday, killing nine."),
        ("Accra", "ACCRA (Wire) Raiders burned a mill in Tarsa on Friday. Nine people died."),
        ("Lagos", "(LAGOS) Raiders burned a mill in Tarsa on Friday. Nine people died."),
        (
            "Multan",
            "MULTAN: A bomb went off in Tarsa. The hurt were moved to Civil Hospital Multan.",
        ),
        ("Srinagar", "SRINAGAR: “Two men” were shot in Tarsa on Sunday, an officer said."),
        ("Bamako", "BAMAKO - Raiders burned a mill in Tarsa on Friday. Nine people died."),
    ],
)
def test_a_town_in_capitals_before_a_report_is_where_it_was_filed(value: str, text: str) -> None:
    assert verdict(value, text) == "unsupported"
    assert verdict("Tarsa", text) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "Multan: three farmers died when a wall fell on them.",
        "MULTAN: THREE FARMERS DIED WHEN A WALL FELL ON THEM.",
        "MULTAN: three farmers shot dead",
        "Location: Multan. Three farmers shot dead.",
    ],
)
def test_a_town_before_a_colon_in_a_note_is_where_it_happened(text: str) -> None:
    assert verdict("Multan", text) == "supported"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (
            "Velmo",
            "A tribunal in Velmo has convicted two men of a knife attack at a fair in Tarsa.",
        ),
        (
            "Velmo",
            "The Magistrates' Court at Velmo fined a man over a shooting in Tarsa in which one died.",
        ),
        ("Velmo", "Judges at the high court in Velmo heard how nine miners were killed in Tarsa."),
        (
            "Leeds",
            "Leeds Crown Court heard that a bomb had been left at a school in Tarsa on Monday.",
        ),
        (
            "Leeds",
            "Leeds Magistrates' Court was told that he shot two guards in Tarsa. He denies it.",
        ),
    ],
)
def test_a_court_sits_where_nothing_of_it_happened(value: str, text: str) -> None:
    assert verdict(value, text) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "A court in Velmo was bombed on Monday. Nobody was hurt.",
        "Gunmen stormed a court in Velmo on Monday and shot a clerk.",
        "A judge in Velmo was abducted on Monday. The police are looking for him.",
    ],
)
def test_a_court_that_was_hit_is_where_it_happened(text: str) -> None:
    assert verdict("Velmo", text) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "The governor described as false reports that raiders had seized 12 boys in Velmo.",
        "The army called untrue a claim that shells had hit a clinic in Velmo.",
        "Police dismissed as fabricated the story of a bombing in Velmo.",
        "False reports of a raid in Velmo spread on Monday.",
        "It was untrue, he said, that men had been shot in Velmo.",
    ],
)
def test_what_is_called_false_did_not_happen(text: str) -> None:
    assert verdict("Velmo", text) == "unsupported"
    assert verdict("Velmo", text + " Raiders burned a mill in Tarsa on Friday.") == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "Troops foiled a bid to strike a rally in Velmo by killing two men in a raid in Tarsa.",
        "Police thwarted a plot against a school in Velmo by shooting dead a man in Tarsa.",
        "Guards averted an attempt to blow up a bridge in Velmo, killing three men in Tarsa.",
        "The army said it had prevented an attack on a market in Velmo when it killed four men in Tarsa.",
    ],
)
def test_a_foiled_plan_yields_to_what_was_done(text: str) -> None:
    assert verdict("Velmo", text) == "unsupported"
    assert verdict("Tarsa", text) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "The band is believed to be the one that robbed a bank in Velmo in May, when two died.",
        "They may be the men who burned a mill in Velmo in March.",
        "It was the worst raid since the one in Velmo in June, in which 12 people were killed.",
        "Police linked it to the group that shot a priest in Velmo last year.",
        "The raid resembled one in which four guards were killed in Velmo in August.",
    ],
)
def test_an_event_of_another_month_is_another(text: str) -> None:
    wire = "Raiders ambushed a van outside Tarsa on Friday, wounding two guards. "
    assert verdict("Velmo", wire + text) == "unsupported"
    assert verdict("Tarsa", wire + text) == "supported"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("It came two days after a similar one in Velmo killed a monk.", "unsupported"),
        ("An earlier one in Velmo had killed a monk.", "unsupported"),
        ("The men had shelled it for weeks from positions in Velmo.", "unsupported"),
        ("Drones were launched at it from bases in Velmo.", "unsupported"),
        ("Raiders strike at it from a hideout near Velmo.", "unsupported"),
        ("The chief denied claims that the town of Velmo had been burned.", "unclear"),
        ("The army rejected online reports of shelling in Velmo.", "unclear"),
        ("Rifles were stolen from a camp in Velmo.", "supported"),
    ],
)
def test_a_place_told_beside_the_event_of_another(text: str, label: str) -> None:
    assert verdict("Velmo", "A bomb killed nine people in Tarsa on Monday. " + text) == label


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("northern countryside of Aleppo", "supported"),
        ("southern countryside of Aleppo", "unsupported"),
        ("countryside of Aleppo", "supported"),
        ("Aleppo's southern countryside", "unsupported"),
        ("eastern outskirts of Aleppo", "unsupported"),
    ],
)
def test_another_direction_than_that_of_the_text(value: str, label: str) -> None:
    text = "A mine killed two herders in the northern countryside of Aleppo on Monday."
    assert verdict(value, text) == label


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (
            "Centre-West region",
            "Raiders killed five in Tarsa, in the Centre-West region, a guard said.",
        ),
        ("Orlan district", "A mine killed two in Tarsa, in the Orlan district, on Monday."),
        ("Orlan", "A mine killed two in Tarsa, in Orlan province, on Monday."),
        ("South-West Region", "A mine killed two at Tarsa, in the South-West Region, on Monday."),
        ("Orlan", "A mine killed two near Tarsa, in the Orlan area, on Monday."),
    ],
)
def test_what_holds_the_place_is_no_other_place(value: str, text: str) -> None:
    assert verdict(value, text) == "supported"
    assert verdict("Tarsa", text) == "supported"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Tarsa camp", "Guards shot a boy in Tarsa refugee camp on Monday."),
        ("Tarsa refugee camp", "Guards shot a boy in Tarsa camp on Monday."),
        ("Tarsa base", "Shells hit Tarsa air base on Monday. Two cooks died."),
        ("Tarsa prison", "A riot killed nine men in Tarsa central prison on Monday."),
        ("Tarsa hospital", "A shell hit Tarsa General Hospital on Monday, killing a nurse."),
    ],
)
def test_a_site_is_called_with_and_without_its_sort(value: str, text: str) -> None:
    assert verdict(value, text) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "Shelling killed three people of the region: two in Velmo and one in Tarsa.",
        "The storm killed nine people: four in Tarsa, three in Orlo and two in Velmo.",
        "Five people were wounded on Monday: one in Velmo and four in Tarsa.",
        "Raiders abducted 30 boys - 20 in Tarsa and 10 in Velmo.",
    ],
)
@pytest.mark.parametrize("value", ["Velmo", "Tarsa"])
def test_the_parts_of_a_toll_are_of_the_same_event(value: str, text: str) -> None:
    source = SourceText(text + " Nobody was hurt in Kamra.", language="en")
    assert judge(value, source).verdict == "supported"


def test_a_part_of_a_toll_is_at_least_not_denied() -> None:
    text = (
        "Five people were wounded overnight: one in Velmo, four in Tarsa. Nobody was hurt in Kamra."
    )
    assert judge("Velmo", SourceText(text, language="en")).verdict == "supported"
    assert judge("Tarsa", SourceText(text, language="en")).verdict == "unclear"


def test_a_name_is_found_in_two_ways_of_writing_it() -> None:
    text = "Shells killed three: two in Kostiantynivka and one in Druzhkivka."
    assert judge("Kostyantynivka", SourceText(text, language="en")).verdict == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "13/04 - San Velmo del Rey (Orlan). Raiders attack patrol. One guard killed.",
        "2 May: San Velmo del Rey (Orlan). Raiders attack patrol. One guard killed.",
        "San Velmo del Rey (Orlan). Raiders attack patrol, withdraw towards Tarsa.",
        "San Velmo del Rey, Orlan, 2 May. Raiders attack patrol. One guard killed.",
    ],
)
@pytest.mark.parametrize("value", ["San Velmo del Rey", "San Velmo del Rey, Orlan"])
def test_the_place_that_heads_a_note(value: str, text: str) -> None:
    assert verdict(value, text) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "After a raid on Tarsa, 90 families moved to sites across Velmo and Orlo localities.",
        "Raiders burned Tarsa. The villagers fled to camps around Velmo.",
        "Raiders burned Tarsa. Most of them relocated to safer areas in Velmo.",
        "Raiders burned Tarsa. Families were displaced to host communities in Velmo district.",
    ],
)
def test_where_people_went_is_told_with_a_noun_of_many_places(text: str) -> None:
    assert verdict("Velmo", text) == "unsupported"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The singer, who died in Velmo on Monday at the age of 84, sang there.", "unsupported"),
        ("Dead are two brothers, both of Velmo addresses.", "unsupported"),
        ("It was called revenge for the killing of four girls in Velmo.", "unsupported"),
        ("The figures were compiled by an office in Velmo.", "unsupported"),
        ("Nobody knew whether shells had fallen in Velmo.", "unclear"),
        ("Did shells fall on Velmo?", "unsupported"),
        ("Messages that ten had died in Monday's shelling of Velmo are false.", "supported"),
    ],
)
def test_a_place_that_a_frame_or_a_life_names(text: str, label: str) -> None:
    assert verdict("Velmo", "A bomb killed nine people in Tarsa. " + text) == label


def test_who_died_later_of_an_attack_tells_of_that_attack() -> None:
    text = "One of four cooks hurt in last week's grenade attack in Velmo has died in a clinic."
    assert verdict("Velmo", text) == "supported"
    assert verdict("Velmo", "A bomb killed nine people in Tarsa. " + text) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "Four were killed on Saturday in Orv. The day before, a mine near Velmo killed two.",
        "Four were killed on Saturday in Orv. A day earlier, a mine near Velmo killed two.",
        "Raiders struck Orv yesterday, leaving two hurt. Last week, they killed six in Velmo.",
        "Raiders struck Orv, leaving two hurt. Hours earlier, they killed six people in Velmo.",
    ],
)
def test_a_sentence_that_opens_with_an_earlier_time_tells_of_another_event(text: str) -> None:
    assert verdict("Velmo", text) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "The day before the vote, gunmen killed six in Velmo.",
        "The troops had left Orv the day before. On Sunday gunmen killed six in Velmo.",
    ],
)
def test_a_time_before_no_event_is_the_events_own(text: str) -> None:
    assert verdict("Velmo", text) == "supported"
