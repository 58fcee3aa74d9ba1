"""A sentence is cut into chunks; what each token is follows from the closed classes around it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.verification.clauses import words as w
from llmextract.verification.clauses.chunks import Chunk, chunks
from llmextract.verification.lexing import lex

VERBS = re.compile(r"\b(?:shelled|shot|set fire to|opened fire|burning)\b", re.IGNORECASE)


def read(text: str) -> list[Chunk]:
    return chunks(lex(text), VERBS)


def cut(text: str) -> str:
    """Each chunk as its sort and its words, but for the stop at the end."""
    found = read(text)
    assert found[-1].sort == "stop"
    return " ".join(f"{one.sort}:{text[one.start : one.end]}" for one in found[:-1])


def verb(text: str) -> Chunk:
    return [one for one in read(text) if one.sort == "verb"][-1]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The three old fishermen sang.", "np:old fishermen verb:sang"),
        ("At least 40 fishermen sang.", "np:fishermen verb:sang"),
        ("More than 1,200 boats and as many as 9 dogs.", "np:boats and:and np:dogs"),
        ("Up to\n30 boats or about ten dogs.", "np:boats and:or np:dogs"),
        ("Battalion 12 sang.", "np:Battalion 12 verb:sang"),
        ("The 12th crew sang.", "np:12th crew verb:sang"),
        ("The crew of the 1980s sang.", "np:crew prep:of other:the 1980s verb:sang"),
        ("A 23-year-old sang.", "other:A 23-year-old verb:sang"),
        ("Both sang.", "np:sang"),
        ("Several of them sang at noon.", "other:Several prep:of other:them verb:sang prep:at other:noon"),
        ("Some, all.", "other:Some comma:, other:all"),
    ],
)  # fmt: skip
def test_a_noun_phrase_begins_behind_determiners_and_numbers(text: str, parts: str) -> None:
    assert cut(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The cook or the crew, but the mate.", "np:cook and:or np:crew comma:, clause:but np:mate"),
        ("The cook slept while it rained.", "np:cook verb:slept clause:while other:it verb:rained"),
        ("The mate whose boat sank sang.", "np:mate rel:whose np:boat verb:sank verb:sang"),
        ("He went to Orla on Friday.", "other:He verb:went prep:to np:Orla prep:on other:Friday"),
        ("The crew — the mate -- the cook.", "np:crew stop:— np:mate stop:-- np:cook"),
        ("The crew --- and the cook.", "np:crew stop:--- and:and np:cook"),
        ("Crew * cook; mate?", "np:Crew stop:* np:cook stop:; np:mate"),
        ("They’ll sing, we've sung.", "other:They verb:sing comma:, other:we verb:sung"),
        ("I'm ill; they didn't sing.", "other:I np:ill stop:; other:they verb:sing"),
        ("The crew had quietly sung.", "np:crew verb:sung"),
        ("The family and the friendly crew slept.", "np:family and:and np:friendly crew verb:slept"),
        ("The ugly crew slept.", "np:ugly crew verb:slept"),
        ("The remains include bones.", "np:remains verb:include np:bones"),
    ],
)  # fmt: skip
def test_the_small_words_part_the_phrases(text: str, parts: str) -> None:
    assert cut(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The “Red Wave” sang.", "np:Red Wave verb:sang"),
        ("The U.S. envoy sang.", "np:U.S. envoy verb:sang"),
        ("Gen. Orlo sang.", "np:Gen. Orlo verb:sang"),
        ("To Orlo. Sgt Orlo sang.", "prep:To np:Orlo stop:. np:Sgt Orlo verb:sang"),
        ("To the gen . Orlo sang.", "prep:To np:gen . Orlo verb:sang"),
        ("Ana O’Dell of Be'eri sang.", "np:Ana O’Dell prep:of np:Be'eri verb:sang"),
        (
            "The U.S.-born crew of the .45 sang.",
            "np:U.S.-born crew prep:of other:the .45 verb:sang",
        ),
        ("‘Amra sang.", "np:‘Amra verb:sang"),
        ("Radio R/T and Orla-Zem.", "np:Radio R/T and:and np:Orla-Zem"),
    ],
)
def test_names_keep_their_marks(text: str, parts: str) -> None:
    assert cut(text) == parts


def test_a_possessive_goes_on_with_a_noun_and_else_marks_the_owner() -> None:
    assert cut("The sailor's boat sank.") == "np:sailor's boat verb:sank"
    assert cut("The sailors’ boat sank.") == "np:sailors’ boat verb:sank"
    assert [one.owner for one in read("The boat was the sailor's.")] == [False, True, False]
    assert [one.owner for one in read("The boat was the sailor.")] == [False, False, False]
    assert cut("'s boat sank.") == "np:boat verb:sank"
    assert cut("The Wave (NW)'s boat sank.") == "np:Wave np:boat verb:sank"


@pytest.mark.parametrize(
    ("text", "passive", "infinitive"),
    [
        ("The crew sang.", False, False),
        ("The crew was cheated.", True, False),
        ("The crew has since been quietly cheated.", True, False),
        ("The crew were cheating.", False, False),
        ("The crew got cheated.", True, False),
        ("The crew had cheated.", False, False),
        ("The crew would never sing.", False, True),
        ("The crew cannot sing.", False, True),
        ("The crew hoped to find it.", False, True),
        ("The crew hoped to sail the boat.", False, True),
        ("The crew might be cheated.", True, True),
        ("The crew may be cheated.", True, True),
        ("The crew wasn't cheated.", True, False),
        ("They may have sung.", False, True),
    ],
)
def test_what_stands_before_a_verb_tells_its_voice(
    text: str, passive: bool, infinitive: bool
) -> None:
    found = verb(text)
    assert (found.passive, found.infinitive) == (passive, infinitive)


def test_may_is_a_month_where_it_is_no_auxiliary() -> None:
    assert cut("In may boats came.") == "prep:In other:may np:boats verb:came"
    assert cut("Since the crash May has slept.") == "prep:Since np:crash other:May verb:slept"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        # a form in -ed describes a noun where no subject stands before it
        ("The cheated men sang.", "np:cheated men verb:sang"),
        ("Wanted men sang.", "np:Wanted men verb:sang"),
        ("Heavily wanted men sang.", "np:wanted men verb:sang"),
        ("The town robbed men.", "np:town verb:robbed np:men"),
        ("The town was robbed.", "np:town verb:robbed"),
        ("They cheated men, and cheated boys.",
         "other:They verb:cheated np:men comma:, and:and verb:cheated np:boys"),
        ("The crew who cheated men sang.", "np:crew rel:who verb:cheated np:men verb:sang"),
        ("The crew, cheated men.", "np:crew comma:, verb:cheated np:men"),
        ("The crew had cheated men.", "np:crew verb:cheated np:men"),
        ("The crew were cheated men.", "np:crew verb:cheated np:men"),
        ("The town shelled by rain.", "np:town verb:shelled prep:by np:rain"),
        ("Shelled men sang.", "verb:Shelled np:men verb:sang"),
        ("The cheated's boat.", "np:cheated's boat"),
        ("The red crew and the bed.", "np:red crew and:and np:bed"),
        # one in -ing is a verb, but behind a determiner a noun
        ("The mating dogs sang.", "np:mating dogs verb:sang"),
        ("The dog's mating sang.", "np:dog's mating verb:sang"),
        ("The town mating sang.", "np:town mating verb:sang"),
        ("The town mating the dog.", "np:town verb:mating np:dog"),
        ("The town mating ten dogs.", "np:town verb:mating np:dogs"),
        ("The town mating dogs.", "np:town verb:mating np:dogs"),
        ("The mill was burning.", "np:mill verb:burning"),
        ("The king sang.", "np:king verb:sang"),
        ("Reading maps.", "verb:Reading np:maps"),
        ("The crew near Reading sang.", "np:crew prep:near np:Reading verb:sang"),
        ("THE CREW NEAR READING SANG.", "np:CREW prep:NEAR verb:READING verb:SANG"),
        ("They sang. Reading maps.", "other:They verb:sang stop:. verb:Reading np:maps"),
        # a form without an ending is a noun behind a determiner
        ("The shot hurt.", "np:shot verb:hurt"),
        ("Crews shot dogs.", "np:Crews verb:shot np:dogs"),
        ("The crew that shot dogs sang.", "np:crew other:that verb:shot np:dogs verb:sang"),
        ("The crew that cheated men sang.", "np:crew other:that verb:cheated np:men verb:sang"),
        ("They heard that shot.", "other:They verb:heard np:shot"),
        ("That shot hurt.", "np:shot verb:hurt"),
        # participles that describe wherever a noun follows
        ("The crew met armed men.", "np:crew verb:met np:armed men"),
        ("They met guards, armed men.", "other:They verb:met np:guards comma:, np:armed men"),
        ("The crew was armed.", "np:crew verb:armed"),
        # any word behind an auxiliary, and behind "to" where an object follows
        ("The crew could sail.", "np:crew verb:sail"),
        ("The crew could agreement.", "np:crew np:agreement"),
        ("Went to sail the boat.", "verb:Went prep:to verb:sail np:boat"),
        ("Went to sail ten boats.", "verb:Went prep:to verb:sail np:boats"),
        ("Went to sail it.", "verb:Went prep:to verb:sail other:it"),
        ("Went to sail in Orla.", "verb:Went prep:to verb:sail prep:in np:Orla"),
        ("Went to Sail.", "verb:Went prep:to np:Sail"),
        ("Went to place in Orla.", "verb:Went prep:to np:place prep:in np:Orla"),
    ],
)  # fmt: skip
def test_verbs_are_told_from_nouns_and_participles(text: str, parts: str) -> None:
    assert cut(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("They set fire to mills.", "other:They verb:set fire to np:mills"),
        ("They opened fire.", "other:They verb:opened fire"),
        ("A shot-gun fell.", "np:shot-gun verb:fell"),
    ],
)
def test_a_phrase_of_the_domain_is_a_verb_where_it_ends_with_a_token(text: str, parts: str) -> None:
    assert cut(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A man known as Red sang.", "np:man verb:known prep:as np:Red verb:sang"),
        ("Boats such as Reds sank.", "np:Boats such prep:as np:Reds verb:sank"),
        ("He saw it as Red sang.", "other:He verb:saw other:it prep:as np:Red verb:sang"),
        ("He saw this as proof.", "other:He verb:saw other:this prep:as np:proof"),
        ("As the bus passed.", "clause:As np:bus verb:passed"),
        ("They sang, as the bus passed.", "other:They verb:sang comma:, clause:as np:bus verb:passed"),
    ],
)  # fmt: skip
def test_as_is_a_preposition_behind_what_it_can_belong_to(text: str, parts: str) -> None:
    assert cut(text) == parts


def alias(text: str) -> str | None:
    spans = [one.alias for one in read(text) if one.alias]
    return text[slice(*spans[0])] if spans else None


def test_a_name_in_brackets_is_another_name_of_the_phrase_before() -> None:
    assert alias("The National Wave (NW) sang.") == "NW"
    assert cut("The National Wave (NW) sang.") == "np:National Wave verb:sang"
    assert alias("The National Wave [New Wave] sang.") == "New Wave"
    assert cut("The National Wave [NW] crew sang.") == "np:National Wave and: np:crew verb:sang"


@pytest.mark.parametrize(
    "text",
    [
        "The Wave (NW, ZB) sang.",
        "The Wave (which sank) sang.",
        "The Wave () sang.",
        "The Wave (NW.",
        "The Wave (NW",
        "The Wave; NW) sang.",
        "The Wave (NW; sang.",
        "(NW) sang.",
        "He (NW) sang.",
        "The Wave (one two three big old red cold wet dry calm sea) sang.",
    ],
)
def test_anything_else_in_brackets_is_none(text: str) -> None:
    assert alias(text) is None


_VOCABULARY = [
    *sorted(w.DETERMINERS | w.PREPOSITIONS | w.BE | w.PRONOUNS | w.RELATIVES | w.TIMES),
    *("crew", "Orla", "shelled", "shot", "burning", "armed", "12", "3rd", "U.S.", "Gen.", "ʻ"),
    *("'s", "’", ",", ".", "(", ")", "[", "]", "--", "“"),
]


@given(st.lists(st.sampled_from(_VOCABULARY), max_size=14), st.sampled_from([" ", ""]))
def test_chunks_are_in_order_and_inside_of_the_text(words: list[str], gap: str) -> None:
    text = gap.join(words)
    at = 0
    for one in read(text):
        assert at <= one.start <= one.end <= len(text)
        if one.alias:
            assert one.end < one.alias[0] < one.alias[1] <= len(text)
        at = one.end


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "The crew opened fire-fights in Orla.",
            "np:crew verb:opened fire np:fights prep:in np:Orla",
        ),
        (
            "The crew sold between 5 and 10kg boats.",
            "np:crew verb:sold prep:between other:5 and:and np:boats",
        ),
        ("The crew sold between\n5 and 10.5 boats.", "np:crew verb:sold np:boats"),
    ],
)
def test_behind_a_phrase_or_a_bound_the_next_word_begins(text: str, parts: str) -> None:
    assert cut(text) == parts
