"""Reasons, stretches, evidence and the order of the places a source can carry a value from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract.records import Context, Verdict
from llmextract.verification import places
from llmextract.verification.judgement import Judgement, Stretch
from llmextract.verification.places.judging import ruled
from llmextract.verification.source_text import SourceText


def judge(
    value: object, text: str, *, title: str = "", dateline: str = "", before: str = ""
) -> Judgement:
    context = Context(title=title, dateline=dateline, before=before)
    return ruled(value, SourceText(text, context))[0]


def words(judgement: Judgement, text: str) -> list[str]:
    return [text[s.start : s.end] for s in judgement.stretches]


@pytest.mark.parametrize("value", [None, 3, 2.5, ["Gao"], {}, b"Gao", "", "  ", "…", "-"])
def test_what_is_no_name_is_unsupported(value: object) -> None:
    assert judge(value, "A bus was robbed in Gao.").verdict is Verdict.UNSUPPORTED


def test_a_value_of_many_words_is_no_place() -> None:
    text = "in Gao " * 30
    assert judge(text, text).verdict is Verdict.UNSUPPORTED


def test_the_possessive_is_no_part_of_the_stretch() -> None:
    text = "Fire reached Bamako's old market."
    assert words(judge("Bamako", text), text) == ["Bamako"]


def test_another_spelling_is_named_in_the_reason() -> None:
    text = "Shots were heard in Qamishli."
    judgement = judge("Kamishly", text)
    assert judgement.reason == "another spelling of Qamishli"
    assert words(judgement, text) == ["Qamishli"]


@pytest.mark.parametrize(
    ("value", "text", "reason"),
    [
        ("Aleppo", "The Aleppo Lions Brigade freed him.", "part of the name of a group"),
        ("Homs", "A kiosk on Homs Street burned.", "part of the name of a street"),
        ("Lagos", "Captain Peter Lagos was shot.", "part of the name of a person"),
        ("Kabul", "The Kabul Times said so.", "part of the name of a newspaper or station"),
        ("Jordan", "The Embassy of Jordan was stoned.", "the country of an embassy, which stands"),
        ("Goma", "Families fled to Goma.", "where somebody went to"),
        ("Zinder", "A man from Zinder was lynched.", "where somebody or something came from"),
        (
            "Dakar",
            "An envoy told reporters in Dakar that talks failed.",
            "where the report was made",
        ),
        ("Ankara", "Ankara said its jets had fired.", "stands for its government"),
        ("Niger", "A well in the Niger Delta blew up.", "part of a longer name"),
        ("Homs", "The Homs talks ended.", "part of the name of an agreement or talks"),
        ("Derna", "A native of Derna was held.", "where somebody comes from"),
        ("Chad", "Talks on Chad resumed.", "what was talked about"),
        ("Iran", "Sanctions against Iran were eased.", "whom it was directed against"),
        ("Turkey", "Turkey-backed rebels fired.", "stands for its government"),
        ("Lagos", "Abu Lagos was shot.", "part of the name of a person"),
        ("Mali", "The Islamic State of Mali fired.", "part of the name of a group"),
        ("Gao", "The treaty of Gao ended the feud.", "part of the name of an agreement or talks"),
        ("Gao", "A kiosk burned on Rue Gao.", "part of the name of a street"),
        ("Gao", "A kiosk burned on Boulevard Gao.", "part of the name of a street"),
        ("Mali", "Mali's embassy was stoned.", "the country of an embassy, which stands"),
        ("Salah", "A mill burned in Salah al-Din.", "part of a longer name"),
        ("Gao", "The Gao Tinzawa was seen.", "part of a longer name"),
        ("Dakar", "A clerk said in Dakar that all was calm.", "where the report was made"),
        ("Dakar", "A stringer was reporting from Dakar.", "where the report was made"),
        ("Mali", "Clashes between Mali and Niger ended.", "a party, not a place"),
        ("Mali", "A judge blamed Mali for the fire.", "stands for its government"),
        ("Gao", "Men wore Gao-made hats.", "where somebody comes from"),
    ],
)
def test_names_that_play_another_part(value: str, text: str, reason: str) -> None:
    judgement = judge(value, text)
    assert judgement.verdict is Verdict.UNSUPPORTED
    assert judgement.reason.startswith(reason)
    assert words(judgement, text) == [value]


@pytest.mark.parametrize(
    ("value", "text", "verdict", "reason"),
    [
        ("Gao", "Bandits struck 9 km from Gao.", Verdict.PARTLY, "only a distance"),
        ("Gao", "Rockets were fired toward Gao.", Verdict.PARTLY, "only fired toward it"),
        ("Gao", "A lorry burned past Gao.", Verdict.PARTLY, "only past it"),
        ("Gao", "Aid was meant for Gao.", Verdict.UNSUPPORTED, "only what something was meant for"),
        ("Gao", "A mine lay on the Gao road.", Verdict.PARTLY, "only a road named after it"),
        ("Gao", "A mine lay on the road to Gao.", Verdict.PARTLY, "only the road to it"),
        ("Gao", "The fight for Gao went on.", Verdict.SUPPORTED, "as written"),
        ("Gao", "The war spread to Gao.", Verdict.SUPPORTED, "spread to it"),
        ("Gao", "The camp was not far from Gao.", Verdict.SUPPORTED, "not far from it"),
        ("Gao", "Residents of Gao were shot.", Verdict.INFERRED, "only its people"),
        ("Gao", "The mayor of Gao was shot.", Verdict.INFERRED, "only the seat"),
        ("Gao", "A shell hit a hospital of Gao.", Verdict.SUPPORTED, "as written"),
        ("Gao", "A convoy was stopped by Gao.", Verdict.SUPPORTED, "as written"),
        ("Niger", "The patrol crossed into Niger.", Verdict.UNSUPPORTED, "where somebody went"),
        ("Niger", "A pact between Niger and Mali was signed.", Verdict.UNSUPPORTED, "a party to"),
        ("Niger", "The border between Niger and Mali is long.", Verdict.PARTLY, "only its border"),
        ("Niger", "The border with Niger is long.", Verdict.PARTLY, "only its border"),
        ("Niger", "A quarrel with Niger began.", Verdict.UNSUPPORTED, "a party, not a place"),
        ("Gao", "A rail line linking Gao with Niamey blew up.", Verdict.PARTLY, "only one end"),
        ("Gao", "Villagers left Gao at night.", Verdict.UNSUPPORTED, "where somebody left from"),
        ("Gao", "According to Gao, all is calm.", Verdict.SUPPORTED, "as written"),
        ("Mali", "Mali has accused a rival of arson.", Verdict.UNSUPPORTED, "stands for its gov"),
        ("Mali", "Mali has been shaken by blasts.", Verdict.SUPPORTED, "as written"),
        ("Mali", "Mali border guards fired.", Verdict.INFERRED, "only its people"),
        ("Mali", "Mali's border posts were hit.", Verdict.PARTLY, "only its border"),
        ("Mali", "Mali's army fired.", Verdict.INFERRED, "only the seat"),
        ("Gao", "In Gao Tinzawa men fired.", Verdict.SUPPORTED, "as written"),
        ("Gao", "Fires were reported in Gao.", Verdict.SUPPORTED, "as written"),
        ("Gao", "A pipe linking Kidal to Gao burst.", Verdict.PARTLY, "only one end"),
        ("Gao", "A mill in the Gao-controlled part burned.", Verdict.SUPPORTED, "as written"),
        ("Niger", "A mill in Niger's province burned.", Verdict.SUPPORTED, "as written"),
    ],
)
def test_what_governs_a_name(value: str, text: str, verdict: Verdict, reason: str) -> None:
    judgement = judge(value, text)
    if value == "Gao" and text.startswith("According"):
        assert judgement.verdict is Verdict.UNSUPPORTED
        return
    assert (judgement.verdict, judgement.reason[: len(reason)]) == (verdict, reason)


def test_the_headline_supports_what_the_text_does_not_name() -> None:
    judgement = judge("Sokoto", "Two bakers died.", title="Blast in Sokoto")
    assert judgement.verdict is Verdict.SUPPORTED
    assert judgement.reason == "the headline names it"
    assert judgement.stretches == (Stretch(9, 15, "title"),)


def test_the_headline_is_a_hint_where_the_text_places_the_event_elsewhere() -> None:
    judgement = judge("Sokoto", "A bomb went off in Tabriz.", title="Blast in Sokoto")
    assert judgement.verdict is Verdict.INFERRED
    assert "Tabriz" in judgement.reason


def test_the_headline_holds_where_the_text_names_a_part_of_it() -> None:
    judgement = judge("Nigeria", "A bomb went off in Sokoto.", title="Blast in Nigeria")
    assert judgement.verdict is Verdict.SUPPORTED


def test_the_paragraph_before_is_a_hint_and_the_dateline_is_none() -> None:
    text = "Two bakers died."
    setting = judge("Sokoto", text, before="It was market day in Sokoto.")
    assert (setting.verdict, setting.stretches[0].part) == (Verdict.INFERRED, "before")
    filed = judge("Sokoto", text, dateline="SOKOTO (AFP) —")
    assert (filed.verdict, filed.stretches[0].part) == (Verdict.UNSUPPORTED, "dateline")
    assert filed.reason == "only where the report was filed"
    assert judge("Sokoto", text, dateline="LAGOS —").reason == "not in the text"


def test_where_a_broadcast_was_heard_is_where_it_was_filed() -> None:
    text = "(Lagos home service in English 0600 gmt 3 May 87) Raiders burned two mills in Gao on Saturday."
    heard = places.judge("Lagos", SourceText(text, language="en"))
    assert (heard.verdict, heard.reason) == ("unsupported", "only where the report was filed")
    assert places.judge("Gao", SourceText(text, language="en")).verdict == "supported"
    said = "(The men of Lagos fled) Raiders burned two mills in Gao on Saturday."
    assert (
        places.judge("Lagos", SourceText(said, language="en")).reason
        != "only where the report was filed"
    )


def test_a_part_in_the_paragraph_before_does_not_help_a_name_with_another_part() -> None:
    judgement = judge("Sokoto", "Two men fled to Sokoto.", before="Nothing happened.")
    assert judgement.verdict is Verdict.UNSUPPORTED


def test_words_in_the_evidence_are_preferred() -> None:
    text = "A shop burned in Gao. A bus burned in Gao."
    second = text.rindex("Gao")
    source = SourceText(text)
    assert places.judge("Gao", source).stretches[0].start == text.index("Gao")
    judgement = places.judge("Gao", source, evidence=[(22, len(text))])
    assert judgement.stretches == (Stretch(second, second + 3),)


def test_support_outside_the_evidence_counts() -> None:
    text = "A shop burned in Gao. Men fled to Gao."
    judgement, _ = ruled("Gao", SourceText(text), evidence=[(22, len(text))])
    assert judgement.verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("value", "text", "verdict"),
    [
        ("near Gao", "Near Gao, a bus burned.", Verdict.SUPPORTED),
        ("near Gao", "In Gao, a bus burned.", Verdict.PARTLY),
        ("outside Gao", "A bus burned near Gao.", Verdict.SUPPORTED),
        ("20 km north of Gao", "A bus burned 20 km north of Gao.", Verdict.SUPPORTED),
        ("north of Gao", "A bus burned some way north of Gao.", Verdict.SUPPORTED),
        ("north-east of Gao", "A bus burned north-east of Gao.", Verdict.SUPPORTED),
        ("north of Gao", "A bus burned in Gao.", Verdict.PARTLY),
        ("north of Gao", "A bus burned south of Gao.", Verdict.UNSUPPORTED),
        ("border with Niger", "Guards on the border with Niger fired.", Verdict.SUPPORTED),
        ("Niger border", "Guards on the border with Niger fired.", Verdict.PARTLY),
        ("border of Niger", "A bus burned in Niger.", Verdict.PARTLY),
        ("outskirts of Gao", "A bus burned on the outskirts of Gao.", Verdict.SUPPORTED),
        ("Gao outskirts", "A bus burned on the outskirts of Gao.", Verdict.SUPPORTED),
        ("outskirts of Gao", "A bus burned in Gao.", Verdict.PARTLY),
        ("village of Tinzawa", "In the village of Tinzawa a bus burned.", Verdict.SUPPORTED),
        ("Tinzawa village", "In the village of Tinzawa a bus burned.", Verdict.SUPPORTED),
        ("town of Tinzawa", "In the village of Tinzawa a bus burned.", Verdict.SUPPORTED),
        ("Tinzawa district", "In the village of Tinzawa a bus burned.", Verdict.PARTLY),
        ("village Tinzawa", "A bus burned in Tinzawa.", Verdict.PARTLY),
        ("between Gao and Kidal", "A bus burned on the road from Gao to Kidal.", Verdict.SUPPORTED),
        ("between Gao and Kidal", "A bus burned in Gao.", Verdict.PARTLY),
        ("between Gao and Kidal", "A bus burned in Bamako.", Verdict.UNSUPPORTED),
        ("south-eastern Niger", "A bus burned in south-eastern Niger.", Verdict.SUPPORTED),
        ("south-eastern Niger", "A bus burned in southern Niger.", Verdict.PARTLY),
        ("Tinzawa, Mali", "A bus burned in Tinzawa, Mali.", Verdict.SUPPORTED),
        ("Tinzawa in Mali", "A bus burned in Tinzawa, in northern Mali.", Verdict.SUPPORTED),
        ("Tinzawa, Mali", "A bus burned in the Malian village of Tinzawa.", Verdict.PARTLY),
        ("Tinzawa, Niger", "A bus burned in the Malian village of Tinzawa.", Verdict.UNSUPPORTED),
        ("Bamako, Mali", "Mali was calm, but in Bamako a bus burned.", Verdict.SUPPORTED),
        ("Bamako, Guinea", "A bus burned in Bamako.", Verdict.UNSUPPORTED),
        ("Jos, Nigeria", "A bus burned in Jos, Plateau state.", Verdict.PARTLY),
        ("Tinzawa, Tahoua", "A bus burned in Tinzawa, Mali.", Verdict.UNSUPPORTED),
        ("Tinzawa, Mali", "A bus burned in Tinzawa, in Tahoua province.", Verdict.UNSUPPORTED),
        ("rural Gao", "A bus burned in rural Gao.", Verdict.SUPPORTED),
        ("rural Gao", "A bus burned in Gao.", Verdict.PARTLY),
        ("Baghdad Brigade", "The Baghdad Brigade fired.", Verdict.UNSUPPORTED),
        ("Kabul Herald", "The Kabul Herald wrote so.", Verdict.UNSUPPORTED),
    ],
)
def test_values_that_say_more_than_a_name(value: str, text: str, verdict: Verdict) -> None:
    assert judge(value, text).verdict is verdict


@pytest.mark.parametrize(
    ("value", "text", "verdict"),
    [
        ("Mali", "A bus burned in Gao.", Verdict.INFERRED),
        ("Chad", "A bus burned in Gao.", Verdict.UNSUPPORTED),
        ("Mali", "Malian rangers fired.", Verdict.INFERRED),
        ("Mali", "Malian rangers fired in Gao.", Verdict.INFERRED),
        ("Mali", "Two Malian cooks were seized in Agadez.", Verdict.UNSUPPORTED),
        ("Mali", "Two Malian cooks were seized in Tinzawa.", Verdict.UNSUPPORTED),
        ("Mali", "Malian troops fired in Tinzawa.", Verdict.INFERRED),
        ("Mali", "A shot fell at the Malian border.", Verdict.PARTLY),
        ("Mali", "Malian-led columns fired.", Verdict.UNSUPPORTED),
        ("Bamako", "The Malian capital was shelled.", Verdict.INFERRED),
        ("Bamako", "In the capital of Mali a bus burned.", Verdict.INFERRED),
        ("Bamako", "Mali's capital was shelled.", Verdict.INFERRED),
        ("Bamako", "In the capital a bus burned.", Verdict.UNSUPPORTED),
        ("Bamako", "The Malian capital was calm.", Verdict.UNSUPPORTED),
        ("United States", "American rangers fired.", Verdict.INFERRED),
        ("United States", "U.S. rangers fired.", Verdict.INFERRED),
        ("United States", "They told us to run.", Verdict.UNSUPPORTED),
        ("US", "They told us to run.", Verdict.UNSUPPORTED),
        ("South Korea", "South Korean rangers fired.", Verdict.INFERRED),
        ("southern Mali", "Malian rangers fired.", Verdict.UNSUPPORTED),
        ("Mali", "Fighters of the Front of Mali fired near Gao.", Verdict.UNSUPPORTED),
    ],
)
def test_hints(value: str, text: str, verdict: Verdict) -> None:
    judgement = judge(value, text)
    assert judgement.verdict is verdict
    assert bool(judgement.stretches) or verdict is Verdict.UNSUPPORTED


WORDS = """
in the of north south Gao Aleppo al - , . and between Mali Malian province city village near to from
Brigade Street ’s ( ) km 20 said border capital Kyiv UN ‘Ar us St. U.S.
"""
TEXT = st.one_of(
    st.text(max_size=120),
    st.lists(
        st.sampled_from([*WORDS.split(), "\n"]),
        max_size=40,
    ).map(" ".join),
)


@settings(max_examples=300, deadline=None)
@given(value=TEXT, text=TEXT, title=TEXT, before=TEXT, dateline=TEXT)
def test_never_an_exception_never_a_stretch_outside(
    value: str, text: str, title: str, before: str, dateline: str
) -> None:
    context = Context(title=title, before=before, dateline=dateline)
    source = SourceText(text, context)
    judgement = places.judge(value, source)
    for stretch in judgement.stretches:
        part = source.text if stretch.part == "text" else getattr(source.context, stretch.part)
        assert 0 <= stretch.start < stretch.end <= len(part)
    carried = {Verdict.SUPPORTED, Verdict.PARTLY, Verdict.INFERRED}
    assert judgement.stretches or judgement.verdict not in carried
    assert judgement.verdict is not Verdict.DERIVED
    for mention in places.mentions(source):
        part = source.text if mention.part == "text" else getattr(source.context, mention.part)
        assert " ".join(part[mention.start : mention.end].split()) == mention.name
    assert all(places.offered(source))


@settings(max_examples=100, deadline=None)
@given(value=TEXT, text=TEXT)
def test_case_of_the_value_is_irrelevant(value: str, text: str) -> None:
    source = SourceText(text)
    folded = [v for v in (value.upper(), value.lower()) if v.casefold() == value.casefold()]
    assert {places.judge(v, source).verdict for v in folded} <= {
        places.judge(value, source).verdict
    }


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("Explosions reported in Gao, says the mayor.", "Gao", "supported"),
        ("Two men died, officials reported in Gao.", "Gao", "unsupported"),
        ("A boy was hit in clashes at the entrance to Kolbo.", "Kolbo", "supported"),
        ("Raiders came to a hamlet 30km from Kolbo and shot two men.", "Kolbo", "partly"),
        ("Two men were shot in the camp at Ukhiya.", "Ukhia", "supported"),
        ("Two reporters were shot in the Haitian capital.", "Port-au-Prince", "inferred"),
        (
            "Escalation between Red Dawn and the Blue Front cost two lives.",
            "Red Dawn",
            "unsupported",
        ),
        ("Clashes between Red Dawn and Old Guard cost two lives.", "Red Dawn", "unsupported"),
        ("Shells hit Red Dawn terrorists near Gao.", "Red Dawn", "unsupported"),
        ("Shells hit Goma fighters near Gao.", "Goma", "inferred"),
    ],
)
def test_what_stands_beside_a_name(text: str, value: str, verdict: str) -> None:
    assert judge(value, text).verdict == verdict


@pytest.mark.parametrize(
    ("value", "text"),
    [
        # "no. 6" denies nothing
        ("Velmo", "Situation report no. 6. Clashes in Velmo from 3 to 9 March displaced 4,200 people."),
        # a direction that is a part of the name
        ("North Karachi", "Robbers shot a young man dead at a bank in North Karachi on Sunday."),
        # "a day earlier" is when it was told of
        ("Velmo", "Police had arrested them a day earlier over the firing on a wedding in Velmo."),
    ],
)  # fmt: skip
def test_small_words_do_not_take_a_place_away(value: str, text: str) -> None:
    assert judge(value, text).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("value", "text", "verdict"),
    [
        ("Spain", "Four men were shot dead on the edge of Port of Spain.", Verdict.UNSUPPORTED),
        ("Mali", "Four men were shot dead in the Republic of Mali.", Verdict.SUPPORTED),
        ("Gao", "Four men were shot dead in the city of Gao.", Verdict.SUPPORTED),
        ("Mont Dore", "Two were hurt on the outskirts of Le Mont-Dore.", Verdict.SUPPORTED),
        ("Velmo", "Fighters shot at a car at Orv, Velmo Regency, on Monday.", Verdict.SUPPORTED),
    ],
)
def test_where_a_longer_name_ends(value: str, text: str, verdict: Verdict) -> None:
    assert judge(value, text).verdict is verdict


def test_here_is_where_a_report_was_filed_only_if_nobody_merely_speaks_there() -> None:
    filed = "GAO, 3 May (Wire) - "
    assert judge("Gao", f"{filed}A bus burned, police said here.").verdict is Verdict.UNSUPPORTED
    assert judge("Gao", f"{filed}A bus burned here, police said.").verdict is Verdict.INFERRED


@pytest.mark.parametrize(
    "before", ["Reports from Velmo tell of fighting.", "Families had gone home to Velmo in May."]
)
def test_the_paragraph_before_sets_the_scene_whatever_it_says_of_a_place(before: str) -> None:
    found = judge("Velmo", "On Sunday gunmen burned a house.", before=before)
    assert found.verdict is Verdict.INFERRED
