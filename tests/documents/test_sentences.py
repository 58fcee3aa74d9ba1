"""Sentence boundaries: what sentencex does, and what news needs besides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.documents.segmenting import sentence_bounds

NEWSY = st.lists(
    st.sampled_from(
        [
            "Two men died", "he left", "THE ARMY", "U.S.", "Gen.", "p.m.", "No. 5", "al-Amin",
            "é😀", ". ", "! ", "? ", "… ", "“", "”", '"', "'", "(", ")", "[", "]", "\n", "\r\n",
            "\n\n",
            "\n- ", "\n• ", "1. ", "3.5", " ", "\t", "\ud800", "\u2029", "।", "。", "\x00",
            "A. B. ",
        ]
    ),
    max_size=40,
).map("".join)  # fmt: skip


def split(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in sentence_bounds(text, language)]


@given(NEWSY | st.text(max_size=200))
def test_sentences_hold_all_that_is_not_white_space_and_never_overlap(text: str) -> None:
    last = 0
    for start, end in sentence_bounds(text):
        assert last <= start < end
        assert not text[last:start].strip()
        assert text[start:end] == text[start:end].strip()
        last = end
    assert not text[last:].strip()


@pytest.mark.parametrize(
    "sentences",
    [
        # offsets count code points, whatever the signs weigh in UTF-8
        ["Zürich 😀 schloss das Tor.", "Niemand kam heraus."],
        ["الحارس نام باكرا.", "هل رآه أحد؟", "لا."],
        # ranks, titles, initials
        ["They met Gen. Okoro and Lt. Col. J. P. Sow at noon.", "Nothing was signed."],
        ["Sgt. Bala and Capt. Diop were freed.", "Adm. Ito was not."],
        ["THE NOTE NAMED MAJ. GEN. TORRES.", "IT NAMED COL. VEGA TOO."],
        # numbers after abbreviations, decimals
        [
            "Approx. 40 carts burned at gate No. 5 of depot No.7 on Jan. 9.",
            "The loss is 3.5 million.",
        ],
        # the clock
        ["It struck at 5 p.m. Monday and again at 7 a.m. GMT.", "Sirens followed."],
        ["The curfew in the old town begins at 9 p.m.", "Shops close earlier."],
        ["At 5 p.m. Musa locked the gate of the depot."],
        # acronyms with dots
        ["The U.S. Embassy and a U.N. Mission closed.", "Both have reopened."],
        ["She flew to the U.S.", "She stayed a month."],
        ["They signed a pact under U.N. Security Council rules."],
        ["The Kenyan-U.S. Treaty lapsed."],
        # connectives
        ["Take cover, i.e. Hide below the stairs."],
        ["They named the culprits, viz. Musa and his nephew."],
        # quotations
        ["“We saw smoke.", "It was black,” said the cook.", "“Then we ran.”", "Others stayed."],
        ["“Who goes there?” Corporal Adeyemi shouted.", "No answer came."],
        ['He heard "Halt!"', "Everybody froze."],
        ["She nodded.", "“It was our well.", "Our fathers dug it.”"],
        # brackets and notes
        ["The bridge fell.[3]", "The ferry (it is old. It leaks.) still runs."],
        # capitals throughout, with short words before the stop
        ["THE CLERK LEFT ON 6 MAY.", "ACCORDING TO HIM NOBODY SAW THE WAR.", "HE LIED."],
        # enumerators belong to what they count
        ["1. Leave the house.", "2. Walk to the river."],
        # names that begin with a small letter
        ["The market was quiet.", "al-Amin traders had left."],
        ["Nobody knows... yet they talk."],
    ],
)
def test_news(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        # blank lines and list lines end sentences without a full stop
        ("The Mill\n\nIt burned", ["The Mill", "It burned"]),
        ("The Mill\r\n\r\nIt burned", ["The Mill", "It burned"]),
        ("Shots:\n- at the mill\n- at the ford\n", ["Shots:", "- at the mill", "- at the ford"]),
        ("Shots fell\n• at the inn", ["Shots fell", "• at the inn"]),
        # a wrapped line may begin like a list line
        ("They came on May\n5. The mill was shut.", ["They came on May\n5.", "The mill was shut."]),
        ("the men\n- all of them old - hid", ["the men\n- all of them old - hid"]),
        # a piece without a word joins its neighbour
        ("*** \n\n The ford.", ["*** \n\n The ford."]),
        ("The ford. ***", ["The ford. ***"]),
        # closing marks go with the sentence before, opening ones with the one after
        ('Ten died.) The rest fled. "Why?', ["Ten died.)", "The rest fled.", '"Why?']),
        ("Ten died.] The rest fled.", ["Ten died.]", "The rest fled."]),
        ("Ten died. » The rest fled.", ["Ten died. »", "The rest fled."]),
        ("a\ud800b. Next one.", ["a\ud800b.", "Next one."]),
        (
            "THE GATE OF THE OLD TOWN SHUTS AT 5 P.M. TODAY.",
            ["THE GATE OF THE OLD TOWN SHUTS AT 5 P.M. TODAY."],
        ),
        (
            "THE GATE OF THE OLD TOWN SHUTS AT 5 P.M. THE GUARD SLEEPS.",
            ["THE GATE OF THE OLD TOWN SHUTS AT 5 P.M.", "THE GUARD SLEEPS."],
        ),
        ("", []),
        (" \n\t", []),
    ],
)
def test_layout(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


def test_other_languages_use_their_own_rules() -> None:
    assert split("警察来了。没有人受伤。", "zh") == ["警察来了。", "没有人受伤。"]
    assert split("Die Wache schlief. Er floh.", "xx") == ["Die Wache schlief.", "Er floh."]


@pytest.mark.parametrize(
    "unit", ["He fled. ", "(", "(Ab. ", "“He fled. ", '"', "Mr. ", "\n- a", "! ", "a.b. A"]
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    """A long text of one kind of sign must not take quadratic time (it would take minutes)."""
    bounds = sentence_bounds(unit * 5_000)
    assert bounds[-1][1] <= len(unit) * 20_000
