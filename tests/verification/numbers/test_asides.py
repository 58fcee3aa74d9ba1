"""Numbers that a text gives for something else: another time, another incident, nothing that happened."""

import pytest

from llmextract.verification.numbers import judge, vague
from llmextract.verification.source_text import SourceText


def verdict(text: str, role: str, value: object, evidence: str = "") -> str:
    start = text.find(evidence)
    stretches = [(start, start + len(evidence))] if evidence else None
    source = SourceText(text, language="en")
    return judge(value, source, role=role, evidence=stretches).verdict


NINE_HERDERS = (
    "Nine goat herders were abducted near Tamsol. According to a rights group, 212 people were "
    "abducted in the province between January and August."
)
TRADERS = (
    "On Friday gunmen killed six traders. The attack brings to 48 the number of people who have died "
    "on that road this month."
)
CYCLISTS = (
    "Two cyclists died when a lorry overturned. So far this year 31 cyclists have lost their lives in "
    "the county."
)
SOLDIERS = (
    "The army has lost 350 soldiers in the province since it began its campaign there. On Wednesday "
    "seven more died when a lorry hit a mine."
)
SPLIT = (
    "The UN says 3,400 civilians have been killed in the conflict since 2015; on Saturday a drone "
    "struck a wedding, killing 14 guests."
)


@pytest.mark.parametrize(
    ("text", "role", "right", "total"),
    [
        (NINE_HERDERS, "kidnapped", 9, 212),
        (TRADERS, "killed", 6, 48),
        (CYCLISTS, "killed", 2, 31),
        (SOLDIERS, "killed", 7, 350),
        (SPLIT, "killed", 14, 3400),
    ],
)
def test_a_running_total_is_none_of_the_incidents_numbers(
    text: str, role: str, right: int, total: int
) -> None:
    assert verdict(text, role, right) == "supported"
    assert verdict(text, role, total) == "unsupported"
    assert verdict(text, role, right + total) == "unsupported"


@pytest.mark.parametrize(
    "total",
    [
        "taking the toll of the month's killings to 41",
        "bringing the week's deaths to 41",
        "pushing the death toll for the summer to nearly 41",
        "and the number of dead this week now stands at 41",
        "and the number of farmers killed in clashes this year has reached 41",
        "and this season's death toll rose to more than 41",
    ],
)
def test_what_a_toll_of_a_time_has_come_to_is_a_running_total(total: str) -> None:
    text = f"Four farmers were shot dead near Sarn on Friday, {total}."
    assert verdict(text, "killed", 4) == "supported"
    assert verdict(text, "killed", 41) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "The toll of the raid has reached 41. Three of the wounded died on Friday.",
        "On Friday three of the wounded died, taking the toll of Monday's raid to 41.",
        "The death toll from this week's blast rose to 41. Four children are among them.",
        "The toll of the week's second raid rose to 41 after two of the wounded died.",
        "The number of dead in the blast has reached 41, police said this week.",
    ],
)
def test_what_the_toll_of_an_incident_has_come_to_is_its_own(text: str) -> None:
    assert verdict(text, "killed", 41) == "supported"


@pytest.mark.parametrize(
    "background",
    [
        "A total of 90 people have been killed in such raids.",
        "Such raids have cost the lives of 90 farmers.",
        "On average 90 people are killed on that road.",
        "It was the deadliest raid in the district since 90 herders were killed in a market.",
        "It was the worst raid on Sarn since an attack that killed 90 herders at a well.",
    ],
)
def test_what_such_raids_or_the_worst_one_before_have_cost_is_none_of_the_incidents(
    background: str,
) -> None:
    text = f"A gang killed four drovers near Sarn on Tuesday. {background}"
    assert verdict(text, "killed", 4) == "supported"
    assert verdict(text, "killed", 90) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "The worst raid on Sarn since May left 19 drovers dead.",
        "In the worst raid on Sarn since the truce, 19 drovers were killed.",
        "Sarn often sees such raids. A gang killed 19 drovers on Tuesday.",
        "Sarn is used to such raids: 19 drovers were killed on Tuesday.",
    ],
)
def test_what_the_worst_raid_itself_has_cost_is_its_own(text: str) -> None:
    assert verdict(text, "killed", 19) == "supported"


def test_a_total_that_is_all_a_text_tells_of_is_a_number_of_its_own() -> None:
    assert verdict("Since March, 40 people have been killed.", "killed", 40) == "supported"
    alone = "The road is mined. Since March, 40 people have been killed."
    assert verdict(alone, "killed", 40) == "unclear"


def test_a_total_of_whom_a_text_only_goes_on_to_tell_is_perhaps_its_own() -> None:
    total = "A total of 900 people have been displaced by floods since 9 June."
    text = f"{total} Around 200 of them are sheltering in a church."
    assert verdict(text, "displaced", 900) == "unclear"
    later = "Since January 40 farmers have been killed in Hult. Six of them were shot on Friday."
    assert verdict(later, "killed", 40) == "unsupported"


MARKET = (
    "A car bomb killed eight people in Sorvin on Monday. In 2019 a bomb at the same market left 40 "
    "dead."
)
FERRY = (
    "Three fishermen drowned off Cape Minn on Thursday, a week after seven passengers died when a "
    "ferry capsized there."
)
LANDSLIDE = (
    "Last month's landslide, which killed 60 villagers, had already cut the road. On Sunday a bus slid "
    "off the detour and 12 travellers died."
)
ANNIVERSARY = (
    "On the third anniversary of the bombing that killed 22 dancers, two mourners were killed."
)
SHEPHERDS = (
    "On Sunday a mine killed two shepherds near Ilt. A similar mine had killed five children on the "
    "same path in March."
)
ROOF = (
    "SEVEN MINERS WERE KILLED WHEN A ROOF FELL IN, SAID THE OWNERS, WHO HAD CLOSED THE PIT FOR A WEEK "
    "IN 2011 AFTER FOUR MEN DIED."
)


@pytest.mark.parametrize(
    ("text", "right", "older"),
    [
        (MARKET, 8, 40),
        (FERRY, 3, 7),
        (LANDSLIDE, 12, 60),
        (ANNIVERSARY, 2, 22),
        (SHEPHERDS, 2, 5),
        (ROOF, 7, 4),
    ],
)
def test_an_older_incident_has_its_own_numbers(text: str, right: int, older: int) -> None:
    assert verdict(text, "killed", right) == "supported"
    assert verdict(text, "killed", older) == "unsupported"
    assert verdict(text, "killed", right + older) == "unsupported"


def test_a_record_of_the_older_incident_may_have_its_number() -> None:
    then = "In 2019 a bomb at the same market left 40 dead."
    assert verdict(MARKET, "killed", 40, evidence=then) == "supported"
    assert verdict(MARKET, "killed", 40, evidence=MARKET) == "unsupported"
    assert verdict(MARKET, "killed", 8, evidence=MARKET) == "supported"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A spokesman rejected as propaganda a statement that 25 men had been killed.", 25),
        ("Reports on social media that 80 pupils were killed are untrue, the governor said.", 80),
        ("It is not true that nine people were killed in the blaze, the fire chief said.", 9),
        ("Officials dismissed claims that 60 prisoners had been shot dead.", 60),
        ("The office has withdrawn its figure of 13 dead.", 13),
        ("The rebels denied having killed 18 villagers.", 18),
        ("Had the second bomb gone off, it would have killed 100 people.", 100),
        ("The prosecutor alleges that the cell prepared attacks that were to kill 80 people.", 80),
        ("During the drill, volunteers played the parts of 30 dead passengers.", 30),
        ("In her new novel a bomb kills nineteen guests at a wedding.", 19),
        ("A radio play about a raid in which 60 settlers are killed will be broadcast.", 60),
        ("If the dam breaks, 4,000 people could be killed.", 4000),
    ],
)
def test_what_is_denied_or_imagined_has_not_happened(text: str, value: int) -> None:
    assert verdict(text, "killed", value) == "unsupported"
    assert verdict(text.upper(), "killed", value) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "The rebels denied a part in the murder of six priests.",
        "The general denied that his men were behind the attack that killed six priests.",
        "The question is whether the six could have been murdered by the army. Six priests died.",
        "Six soldiers were killed in a training exercise.",
        "The six who were killed were to be buried on Monday. Six men died.",
    ],
)
def test_what_is_denied_beside_a_number_takes_nothing_from_it(text: str) -> None:
    assert verdict(text, "killed", 6) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "Rumours spread that 90 prisoners had been shot dead.",
        "A rebel boasted that 90 soldiers had been killed.",
        "Unconfirmed reports speak of 90 dead.",
        "The camp was full of talk of 90 dead.",
    ],
)
def test_a_rumour_is_unclear(text: str) -> None:
    assert verdict(text, "killed", 90) == "unclear"


@pytest.mark.parametrize(
    ("text", "role", "old", "new"),
    [
        (
            "Officials initially put the number of dead at 21, but revised it to 18 on Wednesday.",
            "killed",
            21,
            18,
        ),
        (
            "It first spoke of 31 wounded, but on Friday corrected the figure to 27.",
            "injured",
            31,
            27,
        ),
        (
            "An earlier statement had put the number of injured at 35. The correct number is 25.",
            "injured",
            35,
            25,
        ),
        ("Five tenants died in it, not six as had been reported on Monday.", "killed", 6, 5),
    ],
)
def test_a_corrected_figure_gives_way_to_the_new_one(
    text: str, role: str, old: int, new: int
) -> None:
    assert verdict(text, role, new) == "supported"
    assert verdict(text, role, old) == "unsupported"
    assert verdict(text, role, old + new) == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "On Monday we wrote that 48 people had died in the crush. The correct number of dead is 36.",
        "Our report said that 48 people were killed in the crush. The right figure is 36.",
        "The ministry had said that 48 people died. The actual death toll is 36, it now says.",
    ],
)
def test_what_is_called_the_right_figure_takes_the_place_of_the_one_before(text: str) -> None:
    assert verdict(text, "killed", 36) == "supported"
    assert verdict(text, "killed", 48) == "unsupported"


def test_the_right_figure_of_others_takes_nothing_away() -> None:
    text = "The crush killed 48 people. The actual number of injured was 36."
    assert verdict(text, "killed", 48) == "supported"
    assert verdict(text, "injured", 36) == "supported"


@pytest.mark.parametrize("word", ["recording", "audio", "voice message"])
def test_what_is_heard_and_called_false_is_denied(word: str) -> None:
    text = f"The {word} which speaks of 30 dead at the depot is false."
    assert verdict(text, "killed", 30) == "unsupported"


@pytest.mark.parametrize("claims", ["claims to show", "purports to show", "claimed to be of"])
def test_what_a_film_claims_to_show_is_unclear(claims: str) -> None:
    text = f"A clip that {claims} a blast in Hult that killed 80 guards is shared widely."
    assert verdict(text, "killed", 80) == "unclear"


def test_who_is_to_be_released_is_not() -> None:
    text = "The kidnappers demanded the release of 30 prisoners in exchange for the two men they seized."
    assert verdict(text, "released", 30) == "unsupported"
    assert verdict(text, "kidnapped", 2) == "supported"


def test_the_layout_of_a_text_changes_nothing() -> None:
    for text in (MARKET, CYCLISTS, FERRY):
        for space in ("  ", "\n", "\t "):
            wide = text.replace(" ", space)
            for value in (8, 40, 2, 31, 3, 7):
                assert verdict(wide, "killed", value) == verdict(text, "killed", value)


def test_a_vague_amount_rests_on_the_evidence_of_its_record() -> None:
    text = "Soldiers burned two barns in Vell. In Orm at least 17 people were killed."
    source = SourceText(text, language="en")
    here = text.index(" In Orm")
    assert vague(source, role="killed", evidence=[(0, here)]) is None
    found = vague(source, role="killed", evidence=[(here, len(text))])
    assert found is not None
    assert found.low == 17
    assert vague(source, role="killed") is not None


@pytest.mark.parametrize(
    "phrase",
    [
        "in the heaviest shelling of the town since the war began",
        "in the deadliest attack on the port of Hult since January",
        "in the worst raid since the start of the conflict",
    ],
)
def test_what_a_raid_is_compared_with_makes_no_total(phrase: str) -> None:
    text = f"Sixty weavers were wounded {phrase}. A dyer was killed."
    assert judge(60, SourceText(text, language="en"), role="injured").verdict == "supported"


def test_a_total_since_a_time_stays_one() -> None:
    text = (
        "A dyer was killed in the worst raid on Hult. Sixty people have died since the war began."
    )
    judgement = judge(60, SourceText(text, language="en"), role="killed")
    assert judgement.verdict == "unsupported"
    assert "running total" in judgement.reason


@pytest.mark.parametrize(
    "text",
    [
        "Guards killed two men in Hult. It put the number killed in the whole of last year at 435.",
        "Two men were shot dead in Hult on Monday. The 2006 war killed 435 people in the valley.",
    ],
)
def test_the_dead_of_a_year_or_a_war_are_none_of_the_incidents(text: str) -> None:
    source = SourceText(text, language="en")
    assert judge(435, source, role="killed").verdict == "unsupported"
    assert judge(2, source, role="killed").verdict == "supported"


def test_what_is_of_an_older_incident_is_open_to_a_record_that_rests_on_it() -> None:
    then = "The mayor blamed the clan, as he had for those of eleven carters a week before."
    text = f"Nine dyers were found dead at the ford; their murders shook Orv. {then}"
    assert verdict(text, "killed", 11, evidence=then) == "unclear"
    assert verdict(text, "killed", 11) == "unsupported"
