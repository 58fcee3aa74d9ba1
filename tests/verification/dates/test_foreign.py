"""Dates in other languages: months, weekdays and words of time are data, the comparing is one."""

import pytest

from llmextract.verification import dates
from llmextract.verification.source_text import SourceText

SPANISH = "El lunes 3 de mayo de 2023, por la noche, hubo un tiroteo; el martes volvió la calma."
FRENCH = "Lundi soir deux hommes ont été tués ; le 1er mai, trois autres. Hier, rien."
PORTUGUESE = "Na terça-feira, 7 de março, e ontem à noite houve ataques; nada desde 2014."
RUSSIAN = "В понедельник, 12-го мая 2024 года, и в ночь на 14 мая; вчера вечером было тихо."
UKRAINIAN = "У середу, 3 березня, та минулої ночі стріляли. 5 травмовано 20-21 квітня."
ARABIC = "وقع الهجوم يوم الاثنين ١٤ مارس 2023 وفي 3 كانون الثاني."


@pytest.mark.parametrize(
    ("language", "text", "value", "verdict", "words"),
    [
        ("es", SPANISH, "3 de mayo", "supported", "3 de mayo"),
        ("es", SPANISH, "2023-05-03", "supported", "lunes 3 de mayo de 2023"),
        ("es", SPANISH, "May 3, 2023", "supported", "lunes 3 de mayo de 2023"),
        ("es", SPANISH, "4 de mayo", "unsupported", None),
        ("es", SPANISH, "miércoles", "unsupported", None),
        ("es", "Fue el 12 y 13 de mayo.", "12 de mayo", "supported", "12"),
        ("es", "Fue el 12 y 13 de mayo.", "13 de mayo", "supported", "13 de mayo"),
        ("es", "Fue anteayer.", "the day before yesterday", "supported", "anteayer"),
        ("fr", FRENCH, "1 mai 2023", "partly", "1er mai"),
        ("fr", FRENCH, "yesterday", "supported", "Hier"),
        ("fr", FRENCH, "2 mai", "unsupported", None),
        ("fr", FRENCH, "Monday", "supported", "Lundi soir"),
        ("fr", FRENCH, "à l'aube", "unclear", None),
        ("pt", PORTUGUESE, "2023-03-07", "partly", "terça-feira, 7 de março"),
        ("pt", PORTUGUESE, "last night", "supported", "ontem à noite"),
        ("pt", PORTUGUESE, "2014", "supported", "2014"),
        ("ru", RUSSIAN, "2024-05-12", "supported", "понедельник, 12-го мая 2024"),
        ("ru", RUSSIAN, "14 мая", "supported", "14 мая"),
        ("ru", RUSSIAN, "вторник", "unsupported", None),
        ("uk", UKRAINIAN, "середа", "supported", "середу, 3 березня"),
        ("uk", UKRAINIAN, "5 травня", "unsupported", None),
        ("uk", UKRAINIAN, "20 квітня", "supported", "20-21"),
        ("uk", UKRAINIAN, "21 квітня", "supported", "21 квітня"),
        ("ar", ARABIC, "2023-03-14", "supported", "الاثنين ١٤ مارس 2023"),
        ("ar", ARABIC, "3 يناير", "supported", "3 كانون الثاني"),
        ("ar", ARABIC, "15 مارس", "unsupported", None),
    ],
)
def test_a_date_is_found_in_any_spelling_of_its_language(
    language: str, text: str, value: str, verdict: str, words: str | None
) -> None:
    found = dates.judge(value, SourceText(text, language=language))
    assert found.verdict == verdict
    assert [text[one.start : one.end] for one in found.stretches] == ([words] if words else [])


@pytest.mark.parametrize(
    ("text", "language", "resolved"),
    [
        ("lunes", "es", ("2024-03-11", "day")),
        ("ayer", "es", ("2024-03-14", "day")),
        ("hace 2 días", "es", ("2024-03-13", "day")),
        ("3 мая 2023 года", None, ("2023-05-03", "day")),
        ("la semaine dernière", "fr", ("2024-03-04/2024-03-10", "week")),
        ("mayo de 2023", None, ("2023-05", "month")),
    ],
)
def test_a_date_is_resolved(text: str, language: str | None, resolved: tuple[str, str]) -> None:
    assert dates.resolve(text, published="2024-03-15", language=language) == resolved
