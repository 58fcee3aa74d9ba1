"""One story in six languages: its counts are never denied, and what stands beside them never carried."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from num2words import num2words

from llmextract.records import Verdict
from llmextract.verification import numbers, places
from llmextract.verification.source_text import SourceText
from tests.verification.metamorphic.telling import few, said
from tests.verification.metamorphic.writings import WRITINGS

FORMS = {
    "es": (
        "Hombres armados mataron a {n} campesinos e hirieron a {m} en un mercado el lunes.",
        "Murieron {n} personas y {m} resultaron heridas por la explosión de una bomba.",
        "El ataque dejó {n} muertos y {m} heridos, según la policía.",
        "Una bomba estalló en la plaza: {n} muertos y {m} heridos.",
        "{n} soldados fueron asesinados y otros {m} quedaron heridos, dijo el ejército.",
    ),
    "fr": (
        "Des hommes armés ont tué {n} civils et blessé {m} autres lundi sur un marché.",
        "{n} personnes sont mortes et {m} ont été blessées dans l'explosion d'une bombe.",
        "L'attaque a fait {n} morts et {m} blessés, selon la police.",
        "Bilan de l'attaque de lundi : {n} morts et {m} blessés.",
        "{n} soldats ont été tués et {m} autres blessés, a dit l'armée.",
    ),
    "pt": (
        "Homens armados mataram {n} camponeses e feriram {m} num mercado na segunda-feira.",
        "{n} pessoas morreram e {m} ficaram feridas na explosão de uma bomba.",
        "O ataque deixou {n} mortos e {m} feridos, segundo a polícia.",
        "O ataque à aldeia causou {n} mortos e {m} feridos.",
        "{n} soldados foram mortos e outros {m} ficaram feridos, disse o exército.",
    ),
    "ru": (
        "Боевики убили {n} крестьян и ранили {m} на рынке в понедельник.",
        "{n} человек погибли и {m} ранены при взрыве бомбы.",
        "В результате нападения погибли {n} человек, ещё {m} получили ранения.",
        "При обстреле деревни погибло {n} мирных жителей, {m} ранено.",
        "Число погибших при взрыве составило {n} человек, раненых {m}.",
    ),
    "uk": (
        "Бойовики вбили {n} селян і поранили {m} на ринку в понеділок.",
        "{n} людей загинули і {m} поранені внаслідок вибуху бомби.",
        "Унаслідок нападу загинули {n} людей, ще {m} дістали поранення.",
        "Під час обстрілу села загинуло {n} мирних жителів, {m} поранено.",
        "Кількість загиблих унаслідок вибуху становить {n} осіб, поранених {m}.",
    ),
    "ar": (
        "قتل مسلحون {n} شخصا وأصابوا {m} آخرين في سوق يوم الاثنين.",
        "قتل {n} شخصا وأصيب {m} آخرون في انفجار قنبلة.",
        "أسفر الهجوم عن مقتل {n} شخصا وإصابة {m} آخرين بحسب الشرطة.",
        "لقي {n} شخصا مصرعهم وجرح {m} في الهجوم على القرية.",
        "ارتفع عدد القتلى إلى {n} شخصا وعدد الجرحى إلى {m}.",
    ),
}
"""Forms that are right for the counts below: 11 to 19 take one case in each of these languages."""
COUNTS = st.integers(11, 19)


@pytest.mark.parametrize(
    ("language", "form"), [(code, form) for code, forms in FORMS.items() for form in forms]
)
@few
@given(n=COUNTS, m=COUNTS, words=st.booleans(), told=st.booleans())
def test_the_counts_are_not_denied_and_no_other_is_carried(
    language: str, form: str, n: int, m: int, words: bool, told: bool
) -> None:
    assume(abs(n - m) > 1)
    written = (num2words(one, lang=language) if words else str(one) for one in (n, m))
    killed, injured = written
    text = form.format(n=killed, m=injured)
    text = text[0].upper() + text[1:]
    given_language = language if told else None
    for role, value, other in (("killed", n, m), ("injured", m, n)):
        assert said(value, text, role, given_language) is not Verdict.UNSUPPORTED, (role, text)
        for wrong in (other, value + 1, value - 1, n + m):
            assert not said(wrong, text, role, given_language).is_carried, (role, wrong, text)


@pytest.mark.parametrize("language", FORMS)
@few
@given(n=COUNTS, m=COUNTS)
def test_most_forms_are_told(language: str, n: int, m: int) -> None:
    assume(n != m)
    texts = [form.format(n=n, m=m) for form in FORMS[language]]
    verdicts = [
        said(v, text, role, language)
        for text in texts
        for role, v in (("killed", n), ("injured", m))
    ]
    assert sum(one.is_carried for one in verdicts) >= 8, verdicts


@pytest.mark.parametrize("language", FORMS)
@few
@given(data=st.data())
def test_how_it_is_written_down_changes_nothing(language: str, data: st.DataObject) -> None:
    for form in FORMS[language]:
        n, m = data.draw(COUNTS), data.draw(COUNTS)
        text = form.format(n=n, m=m)
        written = data.draw(st.sampled_from((str.upper, *WRITINGS.values())))(text)
        for role in ("killed", "injured"):
            for value in (n, m, n + m, n + 1):
                known = said(value, text, role, language)
                assert said(value, written, role, language) is known, (role, value, written)


LABELS = {
    "es": ("Muertos", "Heridos"),
    "fr": ("Morts", "Blessés"),
    "pt": ("Mortos", "Feridos"),
    "ru": ("Погибшие", "Раненые"),
    "uk": ("Загиблі", "Поранені"),
    "ar": ("القتلى", "الجرحى"),
}
LISTS = (
    "{killed}: {n}, {injured}: {m}",
    "{killed}: {n} {injured}: {m}",
    "{killed}: {n} / {injured}: {m}",
    "{killed}: {n}\n{injured}: {m}",
    "{killed}: {n}.\n{injured}: {m}.",
    "- {killed}: {n}\n- {injured}: {m}",
    "• {killed} = {n}\n• {injured} = {m}",
    "{killed}\t{n}\n{injured}\t{m}",
    "{killed}\t{injured}\n{n}\t{m}",
    "**{killed}:** {n}\n**{injured}:** {m}",
    "| {killed} | {injured} |\n|---|---|\n| {n} | {m} |",
    "{n} {killed}, {m} {injured}",
    "{n} {killed} / {m} {injured}",
    "{n} {killed}\n{m} {injured}",
    "{killed} – {n}, {injured} – {m}",
    "{killed} ({n}), {injured} ({m})",
)


@pytest.mark.parametrize("form", LISTS)
@few
@given(n=COUNTS, m=COUNTS)
def test_labels_hold_their_numbers(form: str, n: int, m: int) -> None:
    assume(abs(n - m) > 1)
    for language, (killed, injured) in LABELS.items():
        text = form.format(killed=killed, injured=injured, n=n, m=m)
        for role, value, other in (("killed", n, m), ("injured", m, n)):
            assert said(value, text, role, language) is not Verdict.UNSUPPORTED, (role, text)
            for wrong in (other, value + 1, n + m):
                assert not said(wrong, text, role, language).is_carried, (role, wrong, text)


@pytest.mark.parametrize("language", LABELS)
@settings(few, max_examples=40)
@given(data=st.data())
def test_whatever_the_rows_no_stretch_is_empty_or_outside(
    language: str, data: st.DataObject
) -> None:
    pieces = (*LABELS[language], "12", "1 200", "3,5", *":=-–|/\t\n\n•.,;", " ", FORMS[language][0])
    text = "".join(data.draw(st.lists(st.sampled_from(pieces), max_size=20)))
    source = SourceText(text.format(n=12, m=14), language=language)
    for value in (0, 12, 14, 26, 1200):
        judgement = numbers.judge(value, source, role="killed")
        for stretch in judgement.stretches:
            assert 0 <= stretch.start < stretch.end <= len(source.text)
        assert bool(judgement.stretches) or not judgement.verdict.is_carried
    for name in (*LABELS[language], "Kidal"):
        for stretch in places.judge(name, source).stretches:
            assert 0 <= stretch.start < stretch.end <= len(source.text)


NOT_TOLD = {
    "es": (
        "El ejército negó que {n} campesinos murieran en el ataque del lunes.",
        "Un campesino de {n} años murió en el ataque, según la policía.",
        "Un campesino murió el {n} de mayo en el ataque, según la policía.",
        "Un campesino murió a {n} kilómetros de la ciudad, según la policía.",
        "Hombres armados amenazaron con matar a {n} campesinos.",
        "Hombres armados planeaban matar a {n} campesinos.",
        "Es falso que {n} campesinos murieran en el ataque.",
    ),
    "fr": (
        "L'armée a démenti que {n} civils aient été tués dans l'attaque de lundi.",
        "Un berger de {n} ans a été tué dans l'attaque, selon la police.",
        "Un berger a été tué le {n} mai dans l'attaque, selon la police.",
        "Un berger a été tué à {n} kilomètres de la ville, selon la police.",
        "Des hommes armés ont menacé de tuer {n} civils.",
        "Des hommes armés prévoyaient de tuer {n} civils.",
        "Il est faux que {n} civils aient été tués dans l'attaque.",
    ),
    "pt": (
        "O exército negou que {n} camponeses tenham sido mortos no ataque de segunda-feira.",
        "Um camponês de {n} anos foi morto no ataque, segundo a polícia.",
        "Um camponês foi morto no dia {n} de maio no ataque, segundo a polícia.",
        "Um camponês foi morto a {n} quilómetros da cidade, segundo a polícia.",
        "Homens armados ameaçaram matar {n} camponeses.",
        "Homens armados planeavam matar {n} camponeses.",
        "É falso que {n} camponeses tenham sido mortos no ataque.",
    ),
    "ru": (
        "Армия опровергла сообщение, что {n} крестьян были убиты в понедельник.",
        "Крестьянин, которому было {n} лет, погиб при нападении.",
        "Крестьянин погиб {n} мая при нападении на деревню.",
        "Крестьянин погиб в {n} километрах от города.",
        "Боевики угрожали убить {n} крестьян.",
        "Боевики планировали убить {n} крестьян.",
        "Неправда, что {n} крестьян были убиты в понедельник.",
    ),
    "uk": (
        "Армія спростувала повідомлення, що {n} селян були вбиті в понеділок.",
        "Селянин, якому було {n} років, загинув під час нападу.",
        "Селянин загинув {n} травня під час нападу на село.",
        "Селянин загинув за {n} кілометрів від міста.",
        "Бойовики погрожували вбити {n} селян.",
        "Бойовики планували вбити {n} селян.",
        "Неправда, що {n} селян були вбиті в понеділок.",
    ),
    "ar": (
        "نفى الجيش أن يكون {n} مدنيا قد قتلوا في هجوم يوم الاثنين.",
        "قتل راع عمره {n} عاما في الهجوم بحسب الشرطة.",
        "قتل راع في {n} أيار في الهجوم بحسب الشرطة.",
        "قتل راع على بعد {n} كيلومترا من المدينة.",
        "هدد مسلحون بقتل {n} مدنيا.",
        "خطط مسلحون لقتل {n} مدنيا.",
        "ليس صحيحا أن {n} مدنيا قتلوا في الهجوم.",
    ),
}
"""Denied, an age, a date, a distance, threatened, planned, untrue."""


@pytest.mark.parametrize(
    ("language", "form"), [(code, form) for code, those in NOT_TOLD.items() for form in those]
)
@few
@given(n=COUNTS)
def test_what_is_denied_or_counts_something_else_is_not_carried(
    language: str, form: str, n: int
) -> None:
    text = form.format(n=n)
    for role in ("killed", "injured"):
        assert not said(n, text, role, language).is_carried, (role, text)
        assert not said(n + 1, text, role, language).is_carried, (role, text)


HELD = {
    "es": "Hombres armados mataron a cuatro campesinos en {town} el lunes.",
    "fr": "Des hommes armés ont tué quatre civils à {town} lundi.",
    "pt": "Homens armados mataram quatro camponeses em {town} na segunda-feira.",
    "ru": "Боевики убили четырёх крестьян в городе {town} в понедельник.",
    "uk": "Бойовики вбили чотирьох селян у місті {town} в понеділок.",
    "ar": "قتل مسلحون أربعة مدنيين في {town} يوم الاثنين.",
}
BESIDE = {
    "es": "Hombres armados mataron a cuatro campesinos, dijo el alcalde de {town}.",
    "fr": "Des hommes armés ont tué quatre civils, a dit le maire de {town}.",
    "pt": "Homens armados mataram quatro camponeses, disse o prefeito de {town}.",
    "ru": "Боевики убили четырёх крестьян, сообщил мэр города {town}.",
    "uk": "Бойовики вбили чотирьох селян, повідомив мер міста {town}.",
    "ar": "قتل مسلحون أربعة مدنيين بحسب رئيس بلدية {town}.",
}
TOWNS = {
    **dict.fromkeys(("es", "fr", "pt"), ("Kidal", "Tumaco", "Ostrelka")),
    **dict.fromkeys(("ru", "uk"), ("Кидаль", "Тумако", "Острелка")),
    "ar": ("كيدال", "توماكو", "بغداد"),
}


@pytest.mark.parametrize("language", HELD)
def test_a_place_is_not_denied_where_it_happened_and_not_carried_beside_it(language: str) -> None:
    towns = TOWNS[language]
    for town, other in zip(towns, (*towns[1:], towns[0]), strict=True):
        source = SourceText(HELD[language].format(town=town), language=language)
        assert places.judge(town, source).verdict is Verdict.SUPPORTED
        assert not places.judge(other, source).verdict.is_carried
        source = SourceText(BESIDE[language].format(town=town), language=language)
        assert not places.judge(town, source).verdict.is_carried
