"""What a text is read as, and the way back: marks, markup and damage change no verdict."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract.documents import from_text
from llmextract.reading.state import tasks_of
from llmextract.records import Verdict
from llmextract.verification import numbers, places
from llmextract.verification.normalising import normalised
from llmextract.verification.source_text import SourceText


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Raiders shot 14 herders[3] by Kidal[4].[5]", "Raiders shot 14 herders by Kidal."),
        ("Raiders shot 14[2] herders by Kidal[^a]", "Raiders shot 14 herders by Kidal"),
        ("herders [3]. On Sunday. [4] The", "herders. On Sunday. The"),
        ("herders[1, 2] and[note 4] more[citation needed]", "herders and more"),
        ("herders[3](#fn-3) and[[4]](#fn-4) more[\\[5\\]](#x)", "herders and more"),
        ("[1] Wire report", "Wire report"),
        ("herders<sup>3</sup> on the 10<sup>th</sup>", "herders on the 10th"),
        ("herders<sup><a href='#n'>[3]</a></sup> fled", "herders fled"),
        ("herders<ref name='x'>Wire, 12 May</ref> fled<ref name=y />", "herders fled"),
        ("herders³ fled.² They† left", "herders fled. They left"),
        ("by C&ocirc;te d&#39;Or &amp;amp;amp; &amp;eacute;", "by Côte d'Or & é"),
        ("<p>Raiders shot <b>14</b><br>herders</p>", "Raiders shot 14\nherders"),
        ("&lt;b&gt;14&lt;/b&gt; herders", "14 herders"),
        ("<tr><td>killed</td><td>7</td></tr>", "\tkilled\t7"),
        ("shot **14** herders, *two* guards, __six__ _men_ and ***one***",
         "shot 14 herders, two guards, six men and one"),
        ("**shot *14* herders** by **Kidal**'s **K**idal", "shot 14 herders by Kidal's Kidal"),
        ("shot [14 herders](https://wire.example/a_(b)/2021-16 \"a\") by ![Kidal](/k.png)",
         "shot 14 herders by Kidal"),
        ("shot 1\\4 herders by Deir\\-ez-Zor\\.", "shot 14 herders by Deir-ez-Zor."),
        ("shot four\u00adteen her\u00ad\nders by \u206614\u2069 \u200eKi\u200bdal",
         "shot fourteen herders by 14 Kidal"),
        ("four-\nteen her-\r\n  ders", "fourteen herders"),
        ("HER-\nDERS", "HERDERS"),
        ("ﬁve oﬃcers, １４ 𝟏𝟒", "five officers, 14 14"),
        ("Cafe\u0301 Tessalit\u0323", "Café Tessaliṭ"),
        ("BogotÃ¡ said itâ€™s over, GarcÃ\xada", "Bogotá said it’s over, García"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"),
    ],
)  # fmt: skip
def test_what_a_text_is_read_as(text: str, read: str) -> None:
    assert normalised(text).text == read


@pytest.mark.parametrize(
    "text",
    [
        "Raiders shot 14 herders by Kidal on Sunday, at 5 p.m.",
        "shot [14] herders; it kill[s], he said [sic]; [TEXT] THE",
        "5 * 3 and 5*3 and 2_000 and snake_case and f***ing",
        "* shot: 14\n* hurt: 3\n- fled: 2 -\n- none",
        "AT&T and R&D; a < b > c and <14> and <name@wire.example>",
        "C:\\14 and \\n",
        "“Raiders” – ‘14’ … café” said; Córdoba; 5 km² and 3 m³",
        "killed -\nfive",
        "تمبكتو و كيدال",
        "___ and *** and ---",
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    assert normalised(text).text == text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("twenty-\nfive", "twenty-five"),
        ("Guinea-\nBissau", "Guinea-Bissau"),
        ("Port-\nau-Prince", "Port-au-Prince"),
        ("mother-in-\nlaw", "mother-in-law"),
        ("a 30-\nyear-old", "a 30-year-old"),
    ],
)
def test_a_hyphen_of_its_own_stays_at_a_line_end(text: str, read: str) -> None:
    assert normalised(text).text == read


PIECES = """
Raiders shot 14 six herders Kidal é Ã© â€™ “ ” . - * ** _ __ [ ] [3] [^2] [[3]] (http://a.b/c) ]( \\
<b> </b> < > <p> <td> <sup> </sup> <!-- --> & &amp; &#39; &lt; amp; #38; ﬁ ³ † １ کی
"""
UNWRITTEN = (" ", "\n", "-\n", "e\u0301", "\u00ad", "\u200b", "\u2066")
MESSY = st.lists(st.sampled_from((*PIECES.split(), *UNWRITTEN)), max_size=30).map("".join)


@given(MESSY | st.text(max_size=40))
def test_twice_is_once(text: str) -> None:
    once = normalised(text)
    assert normalised(once.text).text == once.text


@given(MESSY)
def test_the_way_back_is_in_order_and_whole(text: str) -> None:
    read = normalised(text)
    ends = [read.original(i, i + 1) for i in range(len(read.text))]
    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert ends == sorted(ends)
    for i, (start, end) in enumerate(ends):
        if text[start:end] == read.text[i]:  # not mended
            assert read.position(start) <= i
    positions = [read.position(offset) for offset in range(len(text) + 1)]
    assert positions == sorted(positions)
    assert positions[-1] == len(read.text)
    assert read.original(0, len(read.text))[0] <= read.original(len(read.text), len(read.text))[0]


@given(MESSY)
def test_letters_come_from_where_the_way_leads(text: str) -> None:
    read = normalised(text)
    for match in re.finditer(r"[A-Za-z]{4,}", read.text):
        start, end = read.original(*match.span())
        letters = unicodedata.normalize("NFKC", "".join(filter(str.isalpha, text[start:end])))
        assert match[0][0] == letters[0]
        assert match[0][-1] == letters[-1]


def test_nested_without_end_is_left_as_it_came_and_costs_little() -> None:
    text = "<" * 3000 + "b>" * 3000 + "&amp;" * 3000 + "&" + "amp;" * 3000
    assert normalised(normalised(text).text).text == normalised(text).text


# --- nothing changes ----------------------------------------------------------------------------

PLAIN = (
    "Raiders shot 14 herders dead near Kidal on Sunday. A mine hurt six soldiers in Gao, "
    "officials said. Nobody was killed in Tessalit."
)
WORDS = re.findall(r"\w+|[.,]", PLAIN)
VALUES = (
    *(("killed", value) for value in (14, 6, 20, 0, 3)),
    *(("injured", value) for value in (6, 14, 2)),
)
NAMES = ("Kidal", "Gao", "Tessalit", "Timbuktu", "Sunday")


def said_of(text: str) -> list[object]:
    """Every verdict and all that is offered, and the sentences as a model is shown them."""
    task = next(tasks_of(from_text(text)))
    source = task.source
    return [
        *(numbers.judge(value, source, role=role).verdict for role, value in VALUES),
        *(numbers.offered(source, role=role) for role in ("killed", "injured")),
        *(places.judge(name, source).verdict for name in NAMES),
        *places.offered(source),
        *task.sentences,
    ]


SAID = said_of(PLAIN)
EMPHASIS = (
    ("*", "*"),
    ("**", "**"),
    ("__", "__"),
    ("***", "***"),
    ("<b>", "</b>"),
    ("<em class='x'>", "</em>"),
)
NOTES = ("[3]", "[^12]", "[a]", "[note 2]", "<sup>4</sup>", "[5](#fn5)", "[[6]](#fn6)", "†", "")
UNSEEN = ("\u200b", "\u200e", "\u00ad", "\u2060", "\u2066", "\u2069", "\ufeff", "&shy;", "")


def test_the_plain_text_is_read() -> None:
    assert Verdict.SUPPORTED in SAID
    assert Verdict.UNSUPPORTED in SAID
    assert (0, 14) in SAID


def put_together(words: list[str]) -> str:
    return re.sub(r" ([.,])", r"\1", " ".join(words))


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_marks_and_markup_change_nothing(data: st.DataObject) -> None:
    words = []
    for word in WORDS:
        if word in ".,":
            words.append(word)
            continue
        opening, closing = data.draw(st.sampled_from((*EMPHASIS, ("", ""), ("", ""))))
        note = data.draw(st.sampled_from(NOTES))
        words.append(f"{opening}{word}{closing}{note}")
    assert said_of(put_together(words)) == SAID


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_what_is_not_seen_changes_nothing(data: st.DataObject) -> None:
    text = "".join(
        letter + (data.draw(st.sampled_from(UNSEEN)) if data.draw(st.booleans()) else "")
        for letter in PLAIN
    )
    assert said_of(text) == SAID


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_words_broken_at_line_ends_change_nothing(data: st.DataObject) -> None:
    words = []
    for word in WORDS:
        at = data.draw(st.integers(1, len(word) - 1)) if len(word) > 3 else 0
        words.append(f"{word[:at]}-\n{word[at:]}" if at and data.draw(st.booleans()) else word)
    assert [" ".join(str(one).split()) for one in said_of(put_together(words))] == list(
        map(str, SAID)
    )


def test_spans_are_the_source_s_own_characters() -> None:
    text = "<p>Raiders shot <b>four-\nteen</b> herders[3] near Ti\u00adlem\u00adsi, K&iuml;dal.</p>"
    source = SourceText(text)
    stretch = numbers.judge(14, source, role="killed").stretches[0]
    start, end, written = source.as_written(stretch.start, stretch.end)
    assert text[start:end] == written == "four-\nteen</b> herders"
    stretch = places.judge("Kïdal", source).stretches[0]
    assert source.as_written(stretch.start, stretch.end)[2] == "K&iuml;dal"
