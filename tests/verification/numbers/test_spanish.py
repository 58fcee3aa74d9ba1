"""A second language is a file of words: the same rules read Spanish."""

from typing import Any

import pytest

from llmextract.verification.numbers import judge, lex, offered, vague
from llmextract.verification.source_text import SourceText


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("treinta y dos", 32),
        ("ciento doce", 112),
        ("mil doscientas", 1200),
        ("veintitrés", 23),
        ("1.200", 1200),
        ("1,5 millones de", 1500000),
        ("una docena de", 12),
        ("media docena de", 6),
        ("un par de", 2),
        ("ambas", 2),
    ],
)
def test_numbers(words: str, value: int) -> None:
    (quantity,) = [q for q in lex(f"Vieron {words} personas.", "es") if not q.reject]
    assert (quantity.low, quantity.high) == (value, value)


@pytest.mark.parametrize(
    ("text", "role", "value", "verdict"),
    [
        ("Una mina mató a seis obreros e hirió a catorce.", "killed", 6, "supported"),
        ("Una mina mató a seis obreros e hirió a catorce.", "injured", 14, "supported"),
        ("Una mina mató a seis obreros e hirió a catorce.", "killed", 14, "unsupported"),
        ("Murieron ocho vecinos y un guardia.", "killed", 9, "derived"),
        ("Murieron ocho vecinos y un guardia.", "killed", 8, "partly"),
        ("Al menos tres agentes fueron secuestrados.", "kidnapped", {"min": 3}, "supported"),
        ("Al menos tres agentes fueron secuestrados.", "kidnapped", 3, "partly"),
        ("De diez a quince atacantes huyeron.", "attackers", {"min": 10, "max": 15}, "supported"),
        ("No hubo víctimas.", "killed", 0, "supported"),
        ("Nadie resultó herido.", "injured", 0, "supported"),
        ("Una joven de 19 años fue asesinada.", "killed", 19, "unsupported"),
        ("Una joven de 19 años fue asesinada.", "killed", 1, "supported"),
        ("El 7 de marzo murieron dos pilotos.", "killed", 7, "unsupported"),
        ("El 7 de marzo murieron dos pilotos.", "killed", 2, "supported"),
        ("La ruta 9 quedó cerrada y hubo tres heridos.", "injured", 9, "unsupported"),
        ("Doce personas, entre ellas dos niñas, murieron.", "killed", 14, "unsupported"),
        ("Doce personas, entre ellas dos niñas, murieron.", "killed", 2, "partly"),
    ],
)  # fmt: skip
def test_verdicts(text: str, role: str, value: Any, verdict: str) -> None:
    assert judge(value, SourceText(text, language="es"), role=role).verdict == verdict


def test_offered_and_vague() -> None:
    source = SourceText("Decenas de vecinos resultaron heridos y cinco murieron.", language="es")
    assert offered(source, role="killed") == (5,)
    judgement = vague(source, role="injured")
    assert judgement is not None
    assert (judgement.low, judgement.high) == (20, None)
